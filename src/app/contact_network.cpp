#include "app/contact_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/outreach/stop_word.h"

namespace airperk::app {
namespace {

using face::smpp::Submitted;
using face::voice::Placed;
using jobs::HandOver;
using subscriber::Channel;
using subscriber::ContactState;

/// FNV-1a: the record keeps no more of what the network calls a message.
std::uint64_t reference_of(std::string_view id) {
  if (id.empty()) return 0;
  std::uint64_t hash = 14'695'981'039'346'656'037u;
  for (const char c : id) {
    const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    hash = (hash ^ static_cast<unsigned char>(lower)) * 1'099'511'628'211u;
  }
  return hash == 0 ? 1 : hash;
}

std::string_view without_zeros(std::string_view id) {
  const auto first = id.find_first_not_of('0');
  return first == std::string_view::npos ? id : id.substr(first);
}

/// An SMSC may call a message 1A2B when it takes it and 6699 in its receipt, or the other way
/// round.
std::vector<std::uint64_t> references_of(std::string_view id) {
  std::vector<std::uint64_t> references{reference_of(without_zeros(id))};
  for (const auto& [base, format] : {std::pair{10, "{:x}"}, std::pair{16, "{}"}}) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number, base);
    if (error != std::errc() || end != id.data() + id.size()) continue;
    references.push_back(reference_of(fmt::format(fmt::runtime(format), number)));
  }
  return references;
}

HandOver said(Submitted submitted) {
  switch (submitted) {
    case Submitted::accepted:
      return HandOver::accepted;
    case Submitted::refused:
      return HandOver::refused;
    case Submitted::throttled:
      return HandOver::throttled;
    case Submitted::unknown:
      return HandOver::unknown;
  }
  return HandOver::unknown;
}

HandOver said(Placed placed) {
  switch (placed) {
    case Placed::accepted:
      return HandOver::accepted;
    case Placed::refused:
      return HandOver::refused;
    case Placed::throttled:
      return HandOver::throttled;
    case Placed::unknown:
      return HandOver::unknown;
  }
  return HandOver::unknown;
}

/// The next ready one in turn; nothing if none is.
template <typename Link>
std::shared_ptr<Link> ready_one(const std::vector<std::shared_ptr<Link>>& links, std::size_t turn) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto& link = links[(turn + i) % links.size()];
    if (link->ready()) return link;
  }
  return nullptr;
}

template <typename Done>
auto in_words(Done done) {
  return [done = std::move(done)](Submitted submitted, const std::string& id) {
    done(said(submitted), reference_of(without_zeros(id)));
  };
}

}  // namespace

bool ContactNetwork::ready(Channel channel) const {
  switch (channel) {
    case Channel::sms:
      return ready_one(sms_, 0) != nullptr;
    case Channel::ussd:
      return ready_one(ussd_, 0) != nullptr;
    case Channel::call:
      return voice_ != nullptr;
    case Channel::api:
    case Channel::web:
      break;
  }
  return false;
}

void ContactNetwork::hand_over(jobs::Outgoing outgoing, Done done) {
  const auto turn = turn_++;
  if (outgoing.channel == Channel::sms) {
    if (const auto link = ready_one(sms_, turn)) {
      return link->submit({outgoing.to, std::move(outgoing.text), outgoing.until},
                          in_words(std::move(done)));
    }
  } else if (outgoing.channel == Channel::ussd) {
    if (const auto link = ready_one(ussd_, turn)) {
      return link->notify(outgoing.to, outgoing.text, in_words(std::move(done)));
    }
  } else if (voice_) {
    return voice_->call({fmt::format("{}-{}", outgoing.campaign, outgoing.id.value), outgoing.to,
                         std::move(outgoing.text), outgoing.language.to_string(), outgoing.until},
                        [done = std::move(done)](Placed placed) { done(said(placed), 0); });
  }
  // The link has gone since the slot was taken: nothing was written.
  done(HandOver::throttled, 0);
}

void settle_receipt(engine::Engine& engine, const face::smpp::SmsReceipt& receipt) {
  using State = face::smpp::SmsReceipt::State;
  if (receipt.state == State::accepted) return;
  const auto to =
      receipt.state == State::delivered ? ContactState::delivered : ContactState::failed;
  for (const auto reference : references_of(receipt.message_id)) {
    engine.submit({receipt.from, engine::SettleContact{0, to, reference}},
                  [](const engine::Answer&) {});
  }
}

void read_message(engine::Engine& engine, const face::smpp::SmsReceived& received) {
  if (!outreach::is_stop_word(received.text)) return;
  engine.submit({received.from, subscriber::Leave{Channel::sms}}, [](const engine::Answer&) {});
}

}  // namespace airperk::app
