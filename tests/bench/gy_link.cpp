#include "gy_link.h"

#include <fmt/format.h>

#include <utility>

#include "protocol/diameter/avp.h"

namespace airperk::bench {
namespace {

namespace command = diameter::command;
using diameter::Message;

constexpr std::uint8_t original = 1, repetition = 2;

// A Hop-by-Hop Identifier: which of the two, a few bits of the request's End-to-End Identifier, so
// that an answer that comes twice is noticed, and the task.
constexpr unsigned task_bits = 20;
constexpr std::uint32_t repetition_bit = 0x80000000;
constexpr std::uint32_t hop_by_hop(std::size_t task, std::uint32_t end_to_end) {
  return (end_to_end << task_bits & ~repetition_bit) | static_cast<std::uint32_t>(task);
}
constexpr std::size_t task_of(std::uint32_t hop_by_hop) {
  return hop_by_hop & ((1u << task_bits) - 1);
}

}  // namespace

GyLink::GyLink(boost::asio::ip::tcp::socket socket, GyIdentity identity, std::size_t tasks,
               std::size_t window, GyWork& work, Ports ports)
    : identity_(std::move(identity)),
      window_(window),
      work_(work),
      ports_(std::move(ports)),
      connection_(std::make_shared<face::net::Connection>(
          std::move(socket),
          face::net::Connection::Limits{.intake = 4 * 64 * 1024, .outbox_max = 256 * 1024 * 1024})),
      tasks_(tasks),
      ready_(tasks),
      ready_count_(tasks) {
  for (std::size_t i = 0; i < tasks; ++i) ready_[i] = static_cast<std::uint32_t>(i);
}

void GyLink::start() {
  connection_->start({.received = [this](wire::Intake& intake) { received(intake); },
                      .ended = [this](const std::string& why) { end(why); }});
  append_cer(identity_, ++work_.last_end_to_end, connection_->outbox());
  connection_->flush();
}

// --- what is asked ---

bool GyLink::ready() const {
  const bool any = work_.ending ? open_sessions_ > 0 : true;
  return state_ == State::open && any && ready_count_ > 0 && outstanding_ < window_;
}

void GyLink::send_next(std::uint64_t due_ns) {
  while (ready_count_ > 0) {
    const std::size_t at = ready_[ready_first_];
    ready_first_ = ready_first_ + 1 == ready_.size() ? 0 : ready_first_ + 1;
    --ready_count_;
    GyTask& task = tasks_[at];
    if (work_.ending && !task.open) continue;
    if (!task.open) work_.tasks.begin(task);
    if (work_.ending) GyTasks::hurry(task);
    task.request.stamp = work_.stamp;
    task.request.end_to_end = ++work_.last_end_to_end;
    task.answered = false;
    // All that is open ends at once then: no load that anybody asked for.
    task.due_ns = work_.ending ? GyTask::not_timed : due_ns;
    put(at, false);
    const bool repeats = work_.tasks.repeats();
    task.repeat = repeats && work_.tasks.coin();
    if (repeats && !task.repeat) put(at, true);
    return;
  }
}

void GyLink::put(std::size_t at, bool again) {
  GyTask& task = tasks_[at];
  task.request.again = again;
  task.request.hop_by_hop = hop_by_hop(at, task.request.end_to_end) | (again ? repetition_bit : 0);
  task.waiting |= again ? repetition : original;
  requests_->append(task.request, connection_->outbox());
  ++outstanding_;
  ++work_.figures.sent;
}

// --- what comes ---

void GyLink::received(wire::Intake& intake) {
  const auto now = now_ns();
  while (state_ != State::closed) {
    const auto message = diameter::next_message(intake);
    if (!message) return end(message.error());
    if (!*message) break;
    receive(**message, now);
  }
  if (state_ == State::closed) return;
  ports_.served(now);
  connection_->flush();
}

void GyLink::receive(const Message& message, std::uint64_t now) {
  if (message.header.request) return receive_request(message);
  switch (message.header.command) {
    case command::credit_control:
      return answered(message, now);
    case command::capabilities_exchange:
      return capabilities_answered(message);
    case command::disconnect_peer:
      if (state_ == State::leaving) end("");
      return;
    default:
      return;
  }
}

void GyLink::receive_request(const Message& message) {
  const auto code = message.header.command;
  if (code != command::device_watchdog && code != command::disconnect_peer) return;
  append_base_answer(identity_, message.header, connection_->outbox());
  if (code == command::disconnect_peer) {
    connection_->finish();
    end("the peer took its leave (DPR)");
  }
}

void GyLink::capabilities_answered(const Message& message) {
  const auto code = diameter::find(message.avps(), diameter::avp::result_code);
  const auto realm = diameter::find(message.avps(), diameter::avp::origin_realm);
  const auto value = code ? code->u32().value_or(0) : 0;
  if (value != diameter::result::success || !realm || state_ != State::opening)
    return end(fmt::format("the CER is answered with {}", value));
  identity_.destination_realm = realm->text();
  requests_ = std::make_unique<GyRequests>(identity_);
  state_ = State::open;
  ports_.opened();
}

void GyLink::answered(const Message& message, std::uint64_t now) {
  GyFigures& figures = work_.figures;
  ++figures.answered;
  if (!work_.ending) ++figures.in_time;
  const std::uint32_t id = message.header.hop_by_hop;
  const std::size_t at = task_of(id);
  const std::uint8_t which = (id & repetition_bit) != 0 ? repetition : original;
  const bool known = requests_ && at < tasks_.size() && (tasks_[at].waiting & which) != 0 &&
                     (id & ~repetition_bit) == hop_by_hop(at, tasks_[at].request.end_to_end);
  if (!known) return wrong(GyFault::hop_by_hop, 0);

  GyTask& task = tasks_[at];
  task.waiting = static_cast<std::uint8_t>(task.waiting & ~which);
  --outstanding_;
  if (task.due_ns != GyTask::not_timed) figures.times.add(now - std::min(now, task.due_ns));
  GyAnswer answer;
  auto fault = read_answer(message, task.request, *requests_, task.gone_admitted, answer);
  if (message.header.end_to_end != task.request.end_to_end) fault = GyFault::end_to_end;
  if (fault == GyFault::none && task.answered && answer != task.answer) fault = GyFault::differs;
  if (work_.patience_ns > 0) tell_apart(task, fault, answer.code, now);
  if (fault != GyFault::none) wrong(fault, answer.code);
  figures.refused += fault == GyFault::none && answer.refused();
  if (!task.answered) task.answer = answer;
  task.answered = true;
  if (task.repeat) {
    task.repeat = false;
    if (task.due_ns != GyTask::not_timed) task.due_ns = now;
    return put(at, true);
  }
  if (task.waiting != 0) return;
  open_sessions_ -= task.open;
  work_.tasks.advance(task);
  open_sessions_ += task.open;
  const std::size_t last = ready_first_ + ready_count_++;
  ready_[last < ready_.size() ? last : last - ready_.size()] = static_cast<std::uint32_t>(at);
}

/// Events alone: an event that was refused for load has no successor that would miss it.
void GyLink::tell_apart(const GyTask& task, GyFault& fault, std::uint32_t code, std::uint64_t now) {
  GyFigures& figures = work_.figures;
  if (code == diameter::result::too_busy) {
    fault = GyFault::none;
    ++figures.shed;
  } else if (now > task.due_ns + work_.patience_ns) {
    ++figures.too_late;
  } else {
    ++figures.timely;
    const auto step = (now - work_.began_ns) / GyFigures::step_ns;
    if (figures.timely_by_step.size() <= step) figures.timely_by_step.resize(step + 1);
    ++figures.timely_by_step[step];
  }
}

void GyLink::wrong(GyFault fault, std::uint32_t code) {
  ++work_.figures.wrong;
  ++work_.figures.faults[static_cast<std::size_t>(fault)];
  if (fault == GyFault::code) ++work_.figures.codes[code];
}

// --- its end ---

void GyLink::leave() {
  if (state_ != State::open) return;
  state_ = State::leaving;
  append_dpr(identity_, ++work_.last_end_to_end, connection_->outbox());
  connection_->flush();
}

void GyLink::close() {
  end(state_ == State::leaving ? "" : "not all was answered");
}

void GyLink::end(const std::string& why) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  work_.figures.missing += outstanding_;
  connection_->finish();
  ports_.ended(why);
}

}  // namespace airperk::bench
