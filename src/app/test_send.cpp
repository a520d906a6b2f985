#include "app/test_send.h"

#include <future>

namespace airperk::app {
namespace {

using jobs::HandOver;

constexpr Duration good_for = Duration::hours(1);
/// Longer than any link waits for its answer.
constexpr std::chrono::seconds answer_within(30);

std::string word_for(HandOver said) {
  switch (said) {
    case HandOver::accepted:
      return "accepted";
    case HandOver::refused:
      return "refused";
    case HandOver::unsent:
      return "unsent";
    case HandOver::throttled:
      return "throttled";
    case HandOver::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace

std::string send_test(jobs::Network& network, face::rest::TestMessage message, Instant now) {
  jobs::Outgoing outgoing;
  // It is no contact: a PBX's report of such a call is about none, and no two have one name.
  outgoing.campaign = 0;
  outgoing.id = {static_cast<std::uint32_t>(now.in_seconds())};
  outgoing.to = message.to;
  outgoing.channel = message.channel;
  outgoing.text = std::move(message.text);
  outgoing.language = message.language;
  outgoing.until = now + good_for;
  outgoing.recall = Recall::make();
  const auto promise = std::make_shared<std::promise<HandOver>>();
  auto said = promise->get_future();
  network.hand_over(std::move(outgoing),
                    [promise](HandOver what, std::uint64_t) { promise->set_value(what); });
  if (said.wait_for(answer_within) != std::future_status::ready) return "unknown";
  return word_for(said.get());
}

}  // namespace airperk::app
