#include "face/smpp/submissions.h"

#include <utility>

#include "protocol/smpp/status.h"

namespace airperk::face::smpp {
namespace {

/// Of a message's first part, when nothing else of it was sent.
Submitted submitted(const protocol::Outcome& first) {
  using Fate = protocol::Outcome::Fate;
  switch (first.fate) {
    case Fate::accepted:
      return Submitted::accepted;
    case Fate::refused:
      return protocol::is_throttling(first.status) ? Submitted::throttled : Submitted::refused;
    case Fate::unsent:
      return Submitted::unsent;
    case Fate::unknown:
      break;
  }
  return Submitted::unknown;
}

}  // namespace

void Submissions::submit(std::vector<protocol::Buffer> parts, Instant not_after, Recall recall,
                         Done done, std::size_t beyond, bool ahead) {
  if (parts.empty()) return done(Submitted::refused, {});
  if (pending_.fetch_add(1) >= most_ + beyond) {
    --pending_;
    return done(Submitted::throttled, {});
  }
  {
    const std::lock_guard lock(gate_);
    if (inbox_)
      return inbox_->push({std::move(parts), not_after, std::move(recall), std::move(done), ahead});
  }
  --pending_;
  done(Submitted::unsent, {});
}

void Submissions::open(const boost::asio::any_io_executor& executor, std::function<void()> wake) {
  const std::lock_guard lock(gate_);
  inbox_ = std::make_shared<net::Inbox<Message>>(executor, std::move(wake));
}

void Submissions::take(const Send& send) {
  if (!inbox_) return;
  inbox_->take(arrived_);
  for (Message& message : arrived_) {
    const std::uint64_t token = ++last_token_;
    send_part(token, messages_.emplace(token, std::move(message)).first->second, send);
  }
  arrived_.clear();
}

void Submissions::settle(const protocol::Outcome& outcome, const Send& send) {
  const auto found = messages_.find(outcome.token);
  if (found == messages_.end()) return;
  Message& message = found->second;
  const bool accepted = outcome.fate == protocol::Outcome::Fate::accepted;
  if (accepted && message.parts.size() > 1) message.ids.push_back(outcome.message_id);
  if (accepted && ++message.part < message.parts.size())
    return send_part(outcome.token, message, send);
  if (accepted && !message.ids.empty() && on_parts_) on_parts_(message.ids);
  const bool nothing_else_sent = accepted || message.part == 0;
  finish(outcome.token, nothing_else_sent ? submitted(outcome) : Submitted::unknown,
         outcome.message_id);
}

void Submissions::close() {
  std::shared_ptr<net::Inbox<Message>> inbox;
  {
    const std::lock_guard lock(gate_);
    inbox = std::exchange(inbox_, nullptr);
  }
  if (!inbox) return;
  inbox->take(arrived_);
  for (Message& message : std::exchange(arrived_, {}))
    finish(std::move(message), Submitted::unsent, {});
  while (!messages_.empty()) finish(messages_.begin()->first, Submitted::unknown, {});
}

/// The parts after the first are worth more than another message's first one, and that they were
/// throttled is not told, for it would not be certain that nothing was taken.
void Submissions::send_part(std::uint64_t token, Message& message, const Send& send) {
  const bool first = message.part == 0;
  send({.token = token,
        .pdu = std::move(message.parts[message.part]),
        .not_after = message.not_after,
        .again_if_throttled = !first,
        .ahead = !first || message.ahead,
        .recall = first ? message.recall : Recall()});
}

void Submissions::finish(std::uint64_t token, Submitted submitted, const std::string& message_id) {
  finish(std::move(messages_.extract(token).mapped()), submitted, message_id);
}

void Submissions::finish(Message message, Submitted submitted, const std::string& message_id) {
  --pending_;
  message.done(submitted, message_id);
}

}  // namespace airperk::face::smpp
