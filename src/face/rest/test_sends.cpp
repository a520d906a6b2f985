#include "face/rest/test_sends.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/outreach/plan_check.h"
#include "face/rest/campaign_call.h"
#include "face/rest/handlers.h"

/// POST /v1/campaigns/{id}/test: what a campaign will say, to a handset of the operator's own. It
/// is no partner message to a member: it takes no slot, asks for no consent and waits for no
/// approval, and so it goes to nobody but those whom the configuration names.
namespace airperk::face::rest {
namespace {

constexpr std::string_view mark = "TEST ";

Msisdn handset_in(const Fields& fields, const TestSends& sends) {
  const auto to = msisdn_in(fields.text("to"), "to");
  const auto& known = sends.handsets;
  if (std::find(known.begin(), known.end(), to) == known.end()) {
    throw problems::bad_field(
        "to",
        "\"to\" is no test handset; add it to [outreach] test_handsets in the "
        "configuration");
  }
  return to;
}

/// With its mark. The mark takes room, of which a USSD screen has little.
std::string marked(const outreach::Plan& plan, programme::Language language) {
  auto text = std::string(mark) + in_language(plan.texts, language);
  const auto problem = outreach::length_problem(text, plan.channel);
  if (!problem.empty()) {
    throw problems::bad_field("language",
                              fmt::format("with \"{}\" before it the text {}", mark, problem));
  }
  return text;
}

Reaction send(const engine::Engine& engine, const TestSends& sends, const Call& call) {
  const Fields fields(call.body, {"to", "language"});
  const auto house = engine.house();
  const auto& campaign = campaign_of(*house, call);
  if (house->campaigns.stopped()) {
    throw Problem{.status = 409,
                  .type = "/problems/contacts-stopped",
                  .title = "All contacts are stopped",
                  .detail = "nothing goes out until POST /v1/contacts/resume"};
  }
  TestMessage message;
  message.campaign = campaign.id;
  message.to = handset_in(fields, sends);
  message.channel = campaign.plan.channel;
  message.language = language_in(fields.optional_text("language").value_or("kk"));
  message.text = marked(campaign.plan, message.language);
  return Work{[&sends, message, by = call.caller.name] {
    const auto said = sends.send(message);
    sends.log(fmt::format("campaign {}: a test to {} by {}: {}", message.campaign,
                          message.to.to_string(), by, said));
    return json_response(
        200, {{"to", message.to.to_string()}, {"text", message.text}, {"network", said}});
  }};
}

}  // namespace

void add_test_sends(Router& router, engine::Engine& engine, TestSends sends) {
  router.add({Method::post, "/v1/campaigns/{id}/test", Right::plan_campaigns,
              [&engine, kept = std::make_shared<const TestSends>(std::move(sends))](
                  const Call& call) { return send(engine, *kept, call); }});
}

}  // namespace airperk::face::rest
