#include <fmt/format.h>

#include "core/outreach/audience.h"
#include "core/outreach/audience_check.h"
#include "face/rest/audience_json.h"
#include "face/rest/everybody.h"
#include "face/rest/handlers.h"

/// Extra bonuses (B6): for one member, or for all members of a segment.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Outcome;

/// Ten years: no bonus lasts longer, and instants stay far from their ends.
constexpr std::int64_t valid_hours_max = 10 * 366 * 24;

subscriber::GrantExtra extra_bonus_in(const Fields& fields) {
  subscriber::GrantExtra grant;
  grant.amount = fields.amount("amount");
  grant.validity = Duration::hours(fields.whole("valid_hours", 1, valid_hours_max));
  grant.reason = fields.text("reason");
  grant.approved_by = fields.text("approved_by");
  return grant;
}

Reaction grant(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"amount", "valid_hours", "reason", "approved_by"});
  return ask_once(engine, call, extra_bonus_in(fields), [&engine](const Answer& answer) {
    const auto& given = std::get<Outcome>(answer.body);
    return json_response(201, {{"units", given.amount.to_string()},
                               {"until", Spoken(engine, answer.now).instant(given.until)}});
  });
}

/// To everybody of a segment, each once however often it is asked for with this key: what an end of
/// the process has cut off is finished by asking again.
class SegmentGrant {
 public:
  SegmentGrant(engine::Engine& engine, const Call& call)
      : engine_(engine), key_(call.idempotency_key.value_or("")) {
    if (key_.empty()) {
      throw problems::bad_request(
          "send an Idempotency-Key: with it the same request can be repeated until it is answered, "
          "and gives each member the bonus once");
    }
    const Fields fields(call.body, {"audience", "amount", "valid_hours", "reason", "approved_by"});
    if (!fields.has("audience")) {
      throw problems::bad_field("audience", "\"audience\" is missing: {} is all members");
    }
    audience_ = segment_in(fields, "one member's go to /v1/subscribers/{msisdn}/grants");
    const auto programme = engine.house()->programmes.at(engine.now()).programme;
    if (const auto problem = outreach::check_audience(audience_, *programme)) {
      throw problems::bad_field(problem->field, problem->words);
    }
    one_ = once(engine, call,
                ask({}, extra_bonus_in(fields), [](const Answer&) { return Response(); }))
               .request;
  }

  Response run() {
    view_everybody(engine_, [this](const auto& page) { give(page); });
    return json_response(200, {{"members", members_},
                               {"audience", audience_size_},
                               {"given", given_},
                               {"given_before", before_}});
  }

 private:
  void give(const std::vector<engine::Viewed>& page) {
    std::vector<engine::Request> requests;
    for (const auto& viewed : page) {
      if (!viewed.record.is_member()) continue;
      ++members_;
      if (!outreach::is_for(audience_, viewed.id, viewed.record)) continue;
      ++audience_size_;
      auto request = one_;
      request.target = viewed.id;
      request.key = engine_.keys().key("segment grant", key_, std::to_string(viewed.id.value));
      requests.push_back(std::move(request));
    }
    std::optional<Answer> problem;
    ask_all(engine_, std::move(requests), [&](const Answer& answer) {
      if (answer.refusal == subscriber::Refusal::B6_not_member) return;  // has left meanwhile
      if (answer.fault != engine::Fault::none || answer.refusal) {
        problem = answer;
      } else {
        ++(answer.repeated ? before_ : given_);
      }
    });
    if (problem) check(*problem);
  }

  engine::Engine& engine_;
  std::string key_;
  outreach::Audience audience_;
  engine::Request one_;
  std::uint64_t members_ = 0, audience_size_ = 0, given_ = 0, before_ = 0;
};

Reaction grant_segment(engine::Engine& engine, const Call& call) {
  return Work{[given = std::make_shared<SegmentGrant>(engine, call)] { return given->run(); }};
}

}  // namespace

void add_extra_bonuses(Router& router, engine::Engine& engine) {
  router.add({Method::post, "/v1/subscribers/{msisdn}/grants", Right::grant,
              [&engine](const Call& call) { return grant(engine, call); }});
  router.add({Method::post, "/v1/grants", Right::grant_to_many,
              [&engine](const Call& call) { return grant_segment(engine, call); }});
}

}  // namespace airperk::face::rest
