#include "app/contact_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "face/net/deadline.h"
#include "protocol/smpp/receipt.h"
#include "steady/steady.h"

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
    hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
  }
  return hash == 0 ? 1 : hash;
}

/// Nobody waits longer for an answer.
constexpr Duration reply_valid = Duration::minutes(10);

HandOver said(Submitted submitted) {
  switch (submitted) {
    case Submitted::accepted:
      return HandOver::accepted;
    case Submitted::refused:
      return HandOver::refused;
    case Submitted::unsent:
      return HandOver::unsent;
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
    case Placed::unsent:
      return HandOver::unsent;
    case Placed::throttled:
      return HandOver::throttled;
    case Placed::unknown:
      return HandOver::unknown;
  }
  return HandOver::unknown;
}

/// The next one in turn that has room, but for so many places; nothing if none has.
template <typename Link>
std::shared_ptr<Link> one_with_room(const std::vector<std::shared_ptr<Link>>& links,
                                    std::size_t turn, std::size_t kept = 0) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto& link = links[(turn + i) % links.size()];
    if (link->room() > kept) return link;
  }
  return nullptr;
}

template <typename Link>
std::size_t room_of(const std::vector<std::shared_ptr<Link>>& links, std::size_t kept) {
  std::size_t sum = 0;
  for (const auto& link : links) {
    const auto room = link->room();
    sum += room - std::min(room, kept);
  }
  return sum;
}

template <typename Done>
auto in_words(Done done) {
  return [done = std::move(done)](Submitted submitted, const std::string& id) {
    const auto spellings = smpp::message_id_spellings(id);
    done(said(submitted), spellings.empty() ? 0 : reference_of(spellings.front()));
  };
}

}  // namespace

std::size_t ContactNetwork::room(Channel channel) const {
  switch (channel) {
    case Channel::sms:
      return room_of(sms_, service_places);
    case Channel::ussd:
      return room_of(ussd_, 0);
    case Channel::call:
      return room_for_calls();
    case Channel::api:
    case Channel::web:
      break;
  }
  return 0;
}

std::size_t ContactNetwork::room_for_calls() const {
  if (!voice_ || steady_now() < calls_rest_until_) return 0;
  const std::size_t most = calls_failed_ > 0 ? 1 : calls_at_once_;
  return most - std::min<std::size_t>(calls_, most);
}

/// A gateway that is down, or full, is asked ever more seldom.
void ContactNetwork::hear_of_call(Placed placed) {
  if (placed != Placed::throttled && placed != Placed::unsent) {
    calls_failed_ = 0;
    return;
  }
  const auto now = steady_now();
  if (now < calls_rest_until_) return;  // one of several at once
  calls_rest_until_ = now + jobs::rest_after(calls_failed_++);
}

void ContactNetwork::hand_over(jobs::Outgoing outgoing, Done done) {
  const auto turn = turn_++;
  if (outgoing.channel == Channel::sms) {
    if (const auto link = one_with_room(sms_, turn, service_places)) {
      return link->submit(
          {outgoing.to, std::move(outgoing.text), outgoing.until, std::move(outgoing.recall)},
          in_words(std::move(done)));
    }
  } else if (outgoing.channel == Channel::ussd) {
    if (const auto link = one_with_room(ussd_, turn)) {
      const auto push = outgoing.is_question ? smpp::Push::question : smpp::Push::notice;
      return link->push(push, outgoing.to, outgoing.text, outgoing.until - now_(),
                        outgoing.campaign, std::move(outgoing.recall), in_words(std::move(done)));
    }
  } else if (voice_) {
    ++calls_;
    const auto recall = outgoing.recall;
    return voice_->call({fmt::format("{}-{}", outgoing.campaign, outgoing.id.value), outgoing.to,
                         std::move(outgoing.text), outgoing.language.to_string(), outgoing.until,
                         std::move(outgoing.recall), outgoing.is_question},
                        [this, recall, done = std::move(done)](Placed placed) {
                          if (!recall.is_pulled()) hear_of_call(placed);
                          --calls_;
                          done(said(placed), 0);
                        });
  }
  // The link has gone since the slot was taken: nothing was written.
  done(HandOver::unsent, 0);
}

std::size_t ContactNetwork::service_room() const {
  return room_of(sms_, 0);
}

void ContactNetwork::send_service(jobs::ServiceOutgoing outgoing, ServiceDone done) {
  const auto count = [this, done = std::move(done)](HandOver what) {
    ++said_of_service_[static_cast<std::size_t>(what)];
    done(what);
  };
  // It is told of no more: the room that was there when it was taken may be a campaign's by now.
  auto link = one_with_room(sms_, turn_++);
  if (!link) link = a_bound_link();
  if (!link) return count(HandOver::unsent);
  link->reply({.to = outgoing.to,
               .text = outgoing.words.text(),
               .until = outgoing.until,
               .recall = std::move(outgoing.recall),
               .ahead = true},
              [count](Submitted submitted, const std::string&) { count(said(submitted)); });
}

std::shared_ptr<face::smpp::SmsLink> ContactNetwork::a_bound_link() {
  const auto turn = turn_++;
  for (std::size_t i = 0; i < sms_.size(); ++i) {
    const auto& link = sms_[(turn + i) % sms_.size()];
    if (link->counters().bound) return link;
  }
  return nullptr;
}

std::array<std::uint64_t, 5> ContactNetwork::said_of_service() const {
  std::array<std::uint64_t, 5> counts{};
  std::copy(said_of_service_.begin(), said_of_service_.end(), counts.begin());
  return counts;
}

namespace {

/// By one spelling after the other: what the first one finds is not looked for by the next.
struct Receipt {
  Msisdn from;
  ContactState to{};
  std::vector<std::string> spellings;
  face::smpp::SmsPorts::Acknowledge acknowledge;
  bool of_part = false;
};

void settle_by(engine::Engine& engine, const std::shared_ptr<const Receipt>& receipt,
               std::size_t spelling) {
  const auto reference = reference_of(receipt->spellings[spelling]);
  const engine::SettleContact settle{
      .to = receipt->to, .reference = reference, .of_part = receipt->of_part};
  engine.submit({receipt->from, settle},
                [&engine, receipt, next = spelling + 1](const engine::Answer& answer) {
                  const auto* settled = std::get_if<engine::Settled>(&answer.body);
                  // A receipt may overtake the answer to its message: then the SMSC is asked to say
                  // it again.
                  if (settled && settled->too_early) return receipt->acknowledge(false);
                  const bool found = settled && settled->found;
                  if (found || next == receipt->spellings.size()) return receipt->acknowledge(true);
                  settle_by(engine, receipt, next);
                });
}

}  // namespace

void settle_receipt(engine::Engine& engine, const face::smpp::SmsReceipt& receipt,
                    face::smpp::SmsPorts::Acknowledge acknowledge) {
  using State = face::smpp::SmsReceipt::State;
  auto spellings = smpp::message_id_spellings(receipt.message_id);
  if (receipt.state == State::accepted || spellings.empty()) return acknowledge(true);
  const auto to =
      receipt.state == State::delivered ? ContactState::delivered : ContactState::failed;
  settle_by(engine,
            std::make_shared<const Receipt>(Receipt{receipt.from, to, std::move(spellings),
                                                    std::move(acknowledge), receipt.of_part}),
            0);
}

/// Not what was written: it may be an answer to a survey that is over (S2).
void ContactNetwork::not_understood(const std::string& link, Msisdn from, bool is_known) {
  std::optional<std::string> line;
  {
    std::lock_guard lock(mutex_);
    ++not_understood_[link];
    line = about_words_.line(
        fmt::format("sms {}: what {} wrote is not understood{} (/metrics: "
                    "airperk_link_events_total)",
                    link, from.to_string(), is_known ? "" : "; nobody has that number"),
        steady_now());
  }
  if (line) log_(*line);
}

std::uint64_t ContactNetwork::not_understood(const std::string& link) const {
  std::lock_guard lock(mutex_);
  const auto found = not_understood_.find(link);
  return found == not_understood_.end() ? 0 : found->second;
}

void ContactNetwork::reply(Msisdn to, std::string text, std::function<void()> taken) {
  // Campaigns keep the links full: whoever has just written does not wait for room among them.
  const auto link = a_bound_link();
  if (!link) return;
  link->reply({to, std::move(text), now_() + reply_valid, {}},
              [taken = std::move(taken)](face::smpp::Submitted submitted, const std::string&) {
                if (submitted == face::smpp::Submitted::accepted) taken();
              });
}

void read_message(engine::Engine& engine, ContactNetwork& network, const std::string& link,
                  const face::smpp::SmsReceived& received,
                  face::smpp::SmsPorts::Acknowledge acknowledge) {
  const dialogue::SurveyReply said{Channel::sms, 0, 0, received.text};
  engine.submit({received.from, said}, [acknowledge, &engine, &network, link,
                                        from = received.from](const engine::Answer& answer) {
    acknowledge(true);
    const auto* turn = std::get_if<engine::SurveyTurn>(&answer.body);
    if (!turn || !turn->understood) network.not_understood(link, from, turn != nullptr);
    if (!turn || turn->screen.text.empty()) return;
    const engine::ToldQuestion told{turn->campaign, turn->turn};
    network.reply(from, turn->screen.text, [&engine, from, told] {
      if (told.campaign != 0) engine.submit({from, told}, [](const engine::Answer&) {});
    });
  });
}

}  // namespace airperk::app
