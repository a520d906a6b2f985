#include <charconv>

#include "face/rest/common.h"
#include "face/rest/handlers.h"

/// What a voice gateway has to tell of the calls that it was asked for.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using subscriber::Channel;
using subscriber::ContactState;

/// A call as the dispatcher named it: "7-12", campaign and subscriber's id.
struct CallName {
  std::uint32_t campaign = 0;
  SubscriberId subscriber;
};

CallName name_in(const Call& call) {
  const auto& name = call.arguments.at(0);
  CallName read;
  const auto* end = name.data() + name.size();
  const auto first = std::from_chars(name.data(), end, read.campaign);
  const auto second = first.ptr != end && *first.ptr == '-'
                          ? std::from_chars(first.ptr + 1, end, read.subscriber.value)
                          : std::from_chars_result{end, std::errc::invalid_argument};
  if (first.ec != std::errc() || second.ec != std::errc() || second.ptr != end ||
      read.campaign == 0) {
    throw problems::not_found("airperk asked for no such call");
  }
  return read;
}

/// S1: the next thing to say; the call is over where nothing is asked any more.
Reaction keyed(CallName name, const Fields& fields) {
  const auto turn = static_cast<std::uint32_t>(fields.whole("turn", 0, 1000));
  const dialogue::SurveyReply reply{Channel::call, name.campaign, turn, fields.text("keys", 64)};
  return ask(name.subscriber, reply, [](const Answer& answer) {
    const auto& said = std::get<engine::SurveyTurn>(answer.body);
    if (said.screen.text.empty()) {
      throw problems::conflict("nothing is asked in this call, or not any more: hang up");
    }
    return json_response(200, {{"state", "keyed"},
                               {"say", said.screen.text},
                               {"turn", said.turn},
                               {"ended", said.screen.ended}});
  });
}

Reaction report(const Call& call) {
  const auto name = name_in(call);
  const Fields fields(call.body, {"state", "keys", "turn"});
  const auto state = fields.text("state");
  if (state == "keyed") return keyed(name, fields);
  if (state != "answered" && state != "busy" && state != "no_answer" && state != "failed") {
    throw problems::bad_field("state",
                              "\"state\" must be \"answered\", \"keyed\", \"busy\", "
                              "\"no_answer\" or \"failed\"");
  }
  const auto to = state == "answered" ? ContactState::delivered : ContactState::failed;
  return ask(name.subscriber, engine::SettleContact{name.campaign, to, 0, true},
             [state](const Answer&) {
               return json_response(200, {{"state", state}});
             });
}

}  // namespace

void add_calls(Router& router, engine::Engine&) {
  router.add({Method::post, "/v1/voice/calls/{call}", Right::report_calls, report});
}

}  // namespace airperk::face::rest
