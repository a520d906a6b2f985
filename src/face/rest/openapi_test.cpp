#include <gmock/gmock.h>

#include <set>

#include "engine/engine_test_environment.h"
#include "face/rest/event_json.h"
#include "face/rest/handlers.h"
#include "face/rest/json.h"
#include "face/rest/pages.h"

/// The API's description and the API say the same.
namespace airperk::face::rest {
namespace {

class OpenApiTest : public engine::EngineTest {
 protected:
  OpenApiTest() : people(Tokens(std::string(32, 's'), ""), engine(), [](const std::string&) {}) {
    add_all(router, engine(), metrics, people);
  }

  const json described = json::parse(pages::openapi_json);
  Metrics metrics;
  People people;
  Router router;
};

TEST_F(OpenApiTest, Every_route_is_described_and_nothing_else) {
  std::set<std::string> there, told;
  for (const auto& route : router.routes()) {
    there.insert(std::string(name_of(route.method)) + " " + route.pattern);
  }
  for (const auto& [path, operations] : described.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      if (method == "parameters") continue;
      std::string upper = method;
      for (auto& c : upper) c = static_cast<char>(std::toupper(c));
      told.insert(upper + " " + path);
    }
  }
  EXPECT_EQ(there, told);
}

TEST_F(OpenApiTest, Every_operation_has_a_summary_an_id_of_its_own_and_answers) {
  std::set<std::string> ids;
  for (const auto& [path, operations] : described.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      if (method == "parameters") continue;
      EXPECT_TRUE(operation.contains("summary")) << method << " " << path;
      EXPECT_FALSE(operation.at("responses").empty()) << method << " " << path;
      EXPECT_TRUE(ids.insert(operation.at("operationId")).second) << method << " " << path;
    }
  }
}

/// Every "$ref" leads somewhere.
void follow(const json& node, const json& whole) {
  if (node.is_object() && node.contains("$ref")) {
    const auto target = node.at("$ref").get<std::string>();
    ASSERT_EQ(target.substr(0, 2), "#/");
    EXPECT_TRUE(whole.contains(json::json_pointer(target.substr(1)))) << target;
  }
  if (node.is_structured()) {
    for (const auto& inner : node) follow(inner, whole);
  }
}

/// The types under which a timeline shows each fact there is.
template <std::size_t... index>
std::set<json> types_of_facts(const Spoken& spoken, std::index_sequence<index...>) {
  using subscriber::Fact;
  const auto type = [&](Fact fact) {
    return event_json({Instant::beginning(), std::move(fact)}, 1, spoken).at("type");
  };
  return {type(std::variant_alternative_t<index, Fact>())...,
          type(subscriber::GrantReleased{.lapsed = true}),
          type(subscriber::SurveyMoved{.to = subscriber::Participation::refused})};
}

TEST_F(OpenApiTest, Every_type_of_event_is_described_and_no_other) {
  const auto& told = described.at("/components/schemas/Event/properties/type/enum"_json_pointer);
  EXPECT_EQ(std::set<json>(told.begin(), told.end()),
            types_of_facts(Spoken(engine(), Instant::beginning()),
                           std::make_index_sequence<std::variant_size_v<subscriber::Fact>>()));
}

TEST_F(OpenApiTest, Every_reference_leads_somewhere) {
  follow(described, described);
}

}  // namespace
}  // namespace airperk::face::rest
