#include "face/smpp/sms_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/strand.hpp>
#include <utility>

#include "base/ascii.h"
#include "protocol/smpp/receipt.h"
#include "protocol/smpp/status.h"
#include "protocol/smpp/text.h"
#include "steady/steady.h"

namespace airperk::face::smpp {

namespace asio = boost::asio;

namespace {

protocol::LinkSettings link_settings(const SmsConfig& config) {
  protocol::LinkSettings settings;
  settings.name = config.name;
  settings.system_id = config.system_id;
  settings.password = config.password;
  settings.system_type = config.system_type;
  settings.window = std::max<std::size_t>(config.window, 1);
  settings.queue_max = config.queue_max + config.replies_max;
  settings.queues_unbound = false;
  settings.rate = config.rate;
  settings.seed = config.seed;
  settings.respond_within = config.respond_within;
  return settings;
}

/// Steady time, a year away at most: `until` may be Instant::never().
Instant steady(Instant until, Instant now) {
  return steady_now() + std::min(until - now, Duration::days(365));
}

SmsReceipt::State state_of(protocol::MessageState state) {
  using protocol::MessageState;
  switch (state) {
    case MessageState::delivered:
      return SmsReceipt::State::delivered;
    case MessageState::expired:
    case MessageState::deleted:
    case MessageState::undeliverable:
    case MessageState::rejected:
      return SmsReceipt::State::failed;
    case MessageState::enroute:
    case MessageState::accepted:
    case MessageState::unknown:
      break;
  }
  return SmsReceipt::State::accepted;
}

/// Stands for the message_id where that names no message.
std::string named_by(std::uint16_t reference) {
  return fmt::format("reference-{}", reference);
}

Done told_as(std::string name, Done done) {
  return [name = std::move(name), done = std::move(done)](Submitted submitted, const std::string&) {
    done(submitted, name);
  };
}

}  // namespace

std::shared_ptr<SmsLink> SmsLink::make(asio::any_io_executor executor, SmsConfig config,
                                       SmsPorts ports) {
  return std::shared_ptr<SmsLink>(
      new SmsLink(asio::make_strand(executor), std::move(config), std::move(ports)));
}

SmsLink::SmsLink(asio::any_io_executor executor, SmsConfig config, SmsPorts ports)
    : Transceiver(executor, config.host, config.port, link_settings(config), ports.log),
      config_(std::move(config)),
      ports_(std::move(ports)),
      submissions_(config_.queue_max, [this](const auto& ids) { parts_.whole(ids); }),
      last_reference_(static_cast<std::uint16_t>(steady_now().in_seconds())) {}

void SmsLink::start() {
  submissions_.open(executor(), waker());
  acknowledged_ = std::make_shared<net::Inbox<protocol::event::Answer>>(executor(), waker());
  begin();
}

void SmsLink::acted(const protocol::Link& link) {
  counters_.bound = link.bound();
  if (link.stopped()) submissions_.close();
}

// --- what goes out ---

void SmsLink::submit(Outgoing outgoing, Done done) {
  submit(std::move(outgoing), std::move(done), 0);
}

void SmsLink::reply(Outgoing outgoing, Done done) {
  submit(std::move(outgoing), std::move(done), config_.replies_max);
}

void SmsLink::submit(Outgoing outgoing, Done done, std::size_t beyond) {
  const std::string to = outgoing.to.to_string();
  const std::uint16_t reference = ++last_reference_;
  const bool tells = config_.receipts_by == ReceiptsBy::reference;
  if (tells) done = told_as(named_by(reference), std::move(done));
  auto parts = protocol::write_sms({.from = {config_.ton, config_.npi, config_.source},
                                    .to = {1, 1, to},  // international, E.164
                                    .text = outgoing.text,
                                    .until = outgoing.until,
                                    .kind = config_.long_messages,
                                    .reference = reference,
                                    .tells_reference = tells});
  submissions_.submit(std::move(parts), steady(outgoing.until, ports_.now()),
                      std::move(outgoing.recall), std::move(done), beyond, outgoing.ahead);
}

void SmsLink::woken() {
  acknowledged_->take(answers_);
  unacknowledged_ -= std::min(unacknowledged_, answers_.size());
  for (const auto& later : answers_) answer(later);
  submissions_.take([this](protocol::Submission each) { Transceiver::submit(std::move(each)); });
}

void SmsLink::settled(const std::vector<protocol::Outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    count(outcome);
    submissions_.settle(
        outcome, [this](protocol::Submission each) { Transceiver::submit(std::move(each)); });
  }
}

void SmsLink::count(const protocol::Outcome& outcome) {
  using Fate = protocol::Outcome::Fate;
  if (outcome.fate == Fate::accepted) {
    ++counters_.accepted;
  } else if (outcome.fate == Fate::unknown) {
    ++counters_.unknown;
    complain(about_submit_, "a message was not answered: it may have been taken");
  } else if (protocol::is_throttling(outcome.status)) {
    ++counters_.throttled;
  } else {
    ++counters_.refused;
    if (outcome.status != protocol::status::ok)
      complain(about_submit_, fmt::format("the SMSC refused a message with {}",
                                          protocol::status_name(outcome.status)));
  }
}

// --- what the SMSC sends ---

void SmsLink::deliver(const protocol::Pdu& pdu, const protocol::Message& message) {
  if (is_leaving()) {
    answer(pdu, protocol::status::receiver_temporary_error);
    ++counters_.put_off;
    return;
  }
  if (unacknowledged_ < config_.unacknowledged_max) {
    protocol::event::Answer later;
    if (take(pdu, later)) hand_over(message, later);
    return;
  }
  answer(pdu, protocol::status::receiver_temporary_error);
  ++counters_.put_off;
  complain(about_load_, fmt::format("put off a message: {} are not acknowledged", unacknowledged_));
}

void SmsLink::hand_over(const protocol::Message& message, protocol::event::Answer later) {
  if (protocol::is_receipt(message)) return hear_of(message, later);
  if (!protocol::is_from_user(message)) {
    return leave_out(later, "it is neither a receipt nor from a phone");
  }
  const auto from = number_of(message.source);
  if (!from) return leave_out(later, "its source_addr is no telephone number");
  if (!is_to_us(message.destination)) {
    return leave_out(later, fmt::format("it went to {}", message.destination.digits));
  }
  ++counters_.received;
  ports_.received({*from, protocol::read_sms_text(message)}, acknowledgement(later));
}

/// From the phone, or as the message went: to it.
void SmsLink::hear_of(const protocol::Message& message, protocol::event::Answer later) {
  const auto receipt = protocol::read_receipt(message);
  if (!receipt) return leave_out(later, "it is a receipt that names no message");
  const bool as_it_went = message.source.digits == config_.source;
  const auto from = number_of(as_it_went ? message.destination : message.source);
  if (!from) return leave_out(later, "it is a receipt that names no telephone number");
  ++counters_.receipts;
  const bool by_reference = config_.receipts_by == ReceiptsBy::reference && receipt->reference;
  const auto* whole = by_reference ? nullptr : parts_.whole_of(receipt->message_id);
  const auto name = by_reference ? named_by(*receipt->reference)
                    : whole      ? *whole
                                 : receipt->message_id;
  ports_.receipt({*from, name, state_of(receipt->state), whole != nullptr}, acknowledgement(later));
}

/// It is acknowledged all the same: it would come again and be no better.
void SmsLink::leave_out(protocol::event::Answer later, std::string_view why) {
  answer(later);
  ++counters_.unread;
  complain(about_message_, fmt::format("left out a message: {}", why));
}

/// What is no number but a name is nobody's telephone, whatever it looks like (§5.2.5).
std::optional<Msisdn> SmsLink::number_of(const protocol::Address& address) const {
  constexpr std::uint8_t alphanumeric = 5;
  if (address.ton == alphanumeric) return {};
  return ports_.number(address.digits);
}

/// The programme's own number, perhaps with a network's prefix before it. Where messages come from
/// a name, nobody can write to it, and any number may be ours.
bool SmsLink::is_to_us(const protocol::Address& address) const {
  constexpr std::size_t prefix_max = 4;
  const auto& own = config_.source;
  const bool is_number = !own.empty() && ascii::are_digits(own);
  if (!is_number || address.digits.empty()) return true;
  return address.digits.ends_with(own) && address.digits.size() <= own.size() + prefix_max;
}

SmsPorts::Acknowledge SmsLink::acknowledgement(protocol::event::Answer later) {
  ++unacknowledged_;
  return [inbox = acknowledged_, later](bool safe) mutable {
    if (!safe) later.status = protocol::status::receiver_temporary_error;
    inbox->push(later);
  };
}

}  // namespace airperk::face::smpp
