// A whole SMPP link, from its first connection to its stop: what a gateway may send, in PDUs or in
// pieces, in answer to what was written or out of the blue, while submissions come, binds are lost
// and time passes. Each submission has one outcome, the window holds, what is written is SMPP, and
// the link is over soon after it is told to stop.

#include <algorithm>
#include <map>

#include "choices.h"
#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/link.h"
#include "protocol/smpp/receipt.h"
#include "protocol/smpp/text.h"
#include "protocol/smpp/ussd.h"
#include "require.h"

namespace {

using namespace airperk;

class Gateway {
 public:
  explicit Gateway(Choices choices) : choices_(std::move(choices)) {}

  void live() {
    constexpr int steps_max = 500;
    for (int step = 0; step < steps_max && !choices_.is_over(); ++step) happens();
    stops();
    for (const auto& [token, outcomes] : outcomes_) {
      require(outcomes == 1, "a submission has no outcome, or two");
    }
  }

 private:
  static constexpr std::size_t window = 3;

  void happens() {
    switch (choices_.one_of(10)) {
      case 0:
        return submit();
      case 1:
        return step(smpp::event::ConnectFailed{"refused"});
      case 2:
        return step(smpp::event::Closed{"by the peer"});
      case 3:
        return passes();
      case 4:
        return sends(choices_.octets(choices_.octet()));
      case 5:
        return sends_pdu();
      case 6:
        return connects();
      default:
        return answers();
    }
  }

  void connects() {
    // Only what it has asked for: the socket's owner calls nothing else.
    if (!std::exchange(wants_connection_, false)) return;
    intake_ = wire::Intake(smpp::pdu_octets_max);
    written_.clear();
    step(smpp::event::Connected{});
  }

  void submit() {
    smpp::Submission submission{.token = ++last_token_, .pdu = {}, .not_after = now_ + span()};
    submission.again_if_throttled = choices_.yes();
    submission.ahead = choices_.yes();
    smpp::encode({0, 0, smpp::SubmitSm{}}, submission.pdu);
    outcomes_[last_token_] = 0;
    step(smpp::event::Submit{std::move(submission)});
  }

  Duration span() {
    static constexpr Duration spans[] = {Duration::seconds(0), Duration::microseconds(10'000),
                                         Duration::seconds(1), Duration::seconds(12),
                                         Duration::seconds(61)};
    return choices_.one_of(spans);
  }

  void passes() {
    const auto to = now_ + span();
    while (link_.deadline() < to) {
      now_ = std::max(now_, link_.deadline());
      const auto before = link_.deadline();
      step(smpp::event::Tick{});
      require(link_.deadline() != before || link_.stopped() || now_ < before,
              "a tick at its deadline leaves the deadline where it is");
    }
    now_ = to;
    step(smpp::event::Tick{});
  }

  /// As the socket's owner takes what was read.
  void sends(std::string_view octets) {
    if (!is_connected_) return;
    while (!octets.empty() && is_connected_) {
      const auto space = intake_.space();
      if (space.empty()) return step(smpp::event::Broken{"longer than can be read"});
      const auto count = std::min(octets.size(), space.size());
      std::copy_n(octets.begin(), count, space.begin());
      intake_.filled(count);
      octets.remove_prefix(count);
      take_frames();
    }
  }

  void take_frames() {
    while (is_connected_) {
      const auto frame = smpp::next_frame(intake_);
      if (!frame) return step(smpp::event::Broken{"no SMPP"});
      if (!*frame) return;
      const auto pdu = smpp::decode(**frame);
      if (!pdu) continue;
      read(*pdu);
      const bool later = choices_.octet() % 4 == 1;
      step(smpp::event::Received{&*pdu, choices_.octet() % 4 == 1 ? 8u : 0u, later});
      if (effects_.delivered && later) answer_later(*pdu);
    }
  }

  void answer_later(const smpp::Pdu& pdu) {
    const auto bind = link_.binds() - choices_.octet() % 2;
    step(smpp::event::Answer{bind, choices_.yes(), pdu.sequence, choices_.octet() % 2u});
  }

  /// What the faces do with a message.
  static void read(const smpp::Pdu& pdu) {
    const auto* message = std::get_if<smpp::DeliverSm>(&pdu.body);
    if (!message) return;
    require(gsm::is_utf8(smpp::read_sms_text(*message)), "a text is not UTF-8");
    (void)smpp::read_receipt(*message);
    for (const auto& profile : smpp::profiles()) (void)smpp::read_ussd(profile, *message);
  }

  void sends_pdu() {
    static constexpr std::uint32_t commands[] = {0x80000000, 0x00000004, 0x80000004, 0x00000005,
                                                 0x00000103, 0x80000009, 0x00000006, 0x80000006,
                                                 0x00000015, 0x80000015, 0x0000000B};
    const auto body = choices_.octets(choices_.octet() % 128);
    sends_framed(choices_.one_of(commands), choices_.octet() % 4 == 1 ? 0x58 : 0,
                 choices_.octet() % 16, body);
  }

  void sends_framed(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
                    std::string_view body) {
    std::string octets;
    const auto put = [&octets](std::uint32_t value) {
      for (int shift = 24; shift >= 0; shift -= 8) octets += static_cast<char>(value >> shift);
    };
    put(static_cast<std::uint32_t>(16 + body.size()));
    put(command);
    put(status);
    put(sequence);
    sends(octets + std::string(body));
  }

  /// One of what was written and not answered yet.
  void answers() {
    if (written_.empty()) return;
    const auto at =
        written_.begin() + static_cast<std::ptrdiff_t>(choices_.octet() % written_.size());
    const auto [command, sequence] = *at;
    if (choices_.octet() % 8 != 1) written_.erase(at);
    static constexpr std::uint32_t statuses[] = {0, 0, 0, 0x58, 0x14, 0x08, 0xFFFFFFFF};
    static constexpr std::string_view ids[] = {"", "1", "00000A1B"};
    const auto body = std::string(choices_.words(ids)) + '\0';
    sends_framed(command | 0x80000000, choices_.one_of(statuses), sequence, body);
  }

  void step(smpp::LinkEvent event) {
    const bool closes = std::holds_alternative<smpp::event::Closed>(event) ||
                        std::holds_alternative<smpp::event::Broken>(event) ||
                        std::holds_alternative<smpp::event::ConnectFailed>(event);
    if (std::holds_alternative<smpp::event::Connected>(event)) is_connected_ = true;
    if (std::holds_alternative<smpp::event::ConnectFailed>(event)) wants_connection_ = false;
    link_.step(std::move(event), now_, effects_);
    look_at_what_was_written();
    if (effects_.close || closes) is_connected_ = false;
    if (effects_.connect) wants_connection_ = true;
    for (const auto& outcome : effects_.outcomes) {
      const auto known = outcomes_.find(outcome.token);
      require(known != outcomes_.end(), "an outcome of nothing");
      ++known->second;
    }
    require(link_.outstanding() <= window, "more is out than the window holds");
    const bool delivered = effects_.delivered;
    effects_ = {};
    effects_.delivered = delivered;
  }

  void look_at_what_was_written() {
    wire::Bytes octets(effects_.bytes);
    while (!octets.empty()) {
      require(octets.size() >= 16, "half a header was written");
      const auto length = wire::get_u32(octets);
      require(length >= 16 && length <= octets.size(), "a wrong length was written");
      const auto pdu = smpp::decode(octets.first(length));
      require(pdu.has_value(), "what was written is no SMPP");
      const auto command = wire::get_u32(octets.subspan(4));
      if (!(command & 0x80000000)) written_.emplace_back(command, pdu->sequence);
      octets = octets.subspan(length);
    }
  }

  void stops() {
    step(smpp::event::Stop{});
    for (int i = 0; i < 10 && !link_.stopped(); ++i) {
      now_ = std::max(now_, link_.deadline());
      step(smpp::event::Tick{});
    }
    require(link_.stopped(), "it does not stop");
  }

  Choices choices_;
  Instant now_ = Instant::seconds(0);
  smpp::Link link_{{.name = "fuzz", .window = window, .queue_max = 8, .rate = 5}, now_};
  smpp::LinkEffects effects_;
  wire::Intake intake_{smpp::pdu_octets_max};
  bool wants_connection_ = false, is_connected_ = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> written_;  ///< command and sequence
  std::uint64_t last_token_ = 0;
  std::map<std::uint64_t, int> outcomes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Gateway(Choices(data, size)).live();
  return 0;
}
