#include "face/rest/exports.h"

#include <algorithm>

#include "face/rest/common.h"
#include "face/rest/handlers.h"

/// The files of charges: which are finished, and each of them.
namespace airperk::face::rest {
namespace {

constexpr std::int64_t limit_default = 50, limit_max = 500;

Response list(const engine::Engine& engine, const Exports& exports, const Call& call) {
  check_query(call, {"before", "limit"});
  const auto limit =
      static_cast<std::size_t>(whole_query(call, "limit", limit_default, 1, limit_max));
  const auto before = query(call, "before");
  const auto files = exports.list();
  if (!files) {
    throw Problem{.status = 503,
                  .type = "/problems/exports-unreadable",
                  .title = "The files cannot be read",
                  .detail = files.error()};
  }
  const Spoken spoken(engine, Instant::never());
  auto rows = json::array();
  bool more = false;
  for (const auto& file : *files) {
    if (before && file.name >= *before) continue;
    more = rows.size() == limit;
    if (more) break;
    rows.push_back(
        {{"name", file.name}, {"bytes", file.bytes}, {"finished", spoken.instant(file.finished)}});
  }
  const json next = more ? rows.back().at("name") : json(nullptr);
  return json_response(200, {{"files", std::move(rows)}, {"before", next}});
}

Problem no_exports() {
  return problems::not_found(
      "no files of charges are written here; name a directory under [exports] in the "
      "configuration");
}

}  // namespace

void add_exports(Router& router, engine::Engine& engine, std::optional<Exports> wanted) {
  const auto exports = wanted ? std::make_shared<const Exports>(*std::move(wanted)) : nullptr;
  router.add({Method::get, "/v1/finance/exports", Right::read_finance,
              [&engine, exports](const Call& call) -> Reaction {
                if (!exports) throw no_exports();
                return Clerical{[&engine, exports, call] { return list(engine, *exports, call); }};
              }});
  router.add({.method = Method::get,
              .pattern = "/v1/finance/exports/{name}",
              .right = Right::read_finance,
              .handler = [exports](const Call& call) -> Reaction {
                check_query(call, {});
                if (!exports) throw no_exports();
                auto file = exports->open(call.arguments.at(0));
                if (!file) throw problems::not_found("no finished file is called that");
                return *std::move(file);
              },
              .of_everybody = true});
}

}  // namespace airperk::face::rest
