#include "gy_load.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <utility>

namespace airperk::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Each tick costs two wake-ups, and those are most of what a slow schedule costs.
constexpr std::chrono::microseconds shortest_tick(200);
constexpr std::chrono::milliseconds when_full(1);  // answers make room, and issue then
constexpr int patience_s = 5;

double cpu_us() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

timespec wall_time() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now;
}

std::uint32_t stamp_now() {
  return static_cast<std::uint32_t>(wall_time().tv_sec + 2'208'988'800);
}

}  // namespace

GyRun::GyRun(asio::io_context& context, GyLoad load)
    : load_(std::move(load)),
      work_(load_.plan),
      schedule_(context),
      end_(context),
      clock_(context) {
  work_.patience_ns = std::uint64_t{load_.patience} * 1'000'000'000;
  const timespec now = wall_time();
  GyIdentity identity;
  identity.realm = "localdomain";
  identity.run = fmt::format("{};{:09}", now.tv_sec, now.tv_nsec);
  identity.first_msisdn = load_.first_number;
  identity.first_imsi = load_.first_imsi;
  const std::size_t tasks = std::max(load_.window, load_.sessions);
  for (unsigned i = 0; i < load_.connections; ++i) {
    identity.host = fmt::format("gyload-{}.localdomain", i + 1);
    tcp::socket socket(context);
    socket.connect(load_.server);
    links_.push_back(std::make_unique<GyLink>(
        std::move(socket), identity, tasks, load_.window, work_,
        GyLink::Ports{.opened = [this] { opened(); },
                      .served = [this, i](std::uint64_t at) { served(*links_[i], at); },
                      .ended = [this](const std::string& why) { ended(why); }}));
  }
}

void GyRun::start() {
  for (const auto& link : links_) link->start();
  watch();
}

void GyRun::opened() {
  if (++opened_ < links_.size()) return;
  began_ns_ = work_.began_ns = now_ns();
  cpu_then_us_ = cpu_us();
  end_.expires_after(std::chrono::seconds(load_.seconds));
  end_.async_wait([this](boost::system::error_code error) {
    if (!error) stop();
  });
  if (load_.rate > 0) return tick();
  for (const auto& link : links_) {
    served(*link, began_ns_);
    link->flush();
  }
}

// --- what is asked when ---

/// As fast as answers come: whatever was answered makes room for as much. Sessions that only have
/// to end do so as fast as they can.
void GyRun::served(GyLink& link, std::uint64_t now) {
  if (began_ns_ == 0 || !link.open()) return;
  if (work_.ending) {
    while (link.ready()) link.send_next(now);
    return finish(link);
  }
  if (load_.rate > 0) return full_ ? issue(now) : void();
  while (link.ready()) link.send_next(now);
}

std::uint64_t GyRun::due_ns(std::uint64_t request) const {
  return began_ns_ + static_cast<std::uint64_t>(static_cast<double>(request) / load_.rate * 1e9);
}

/// All that is due, through one link as far as its window goes and the others after it: so it
/// leaves in one write.
void GyRun::issue(std::uint64_t now) {
  full_ = false;
  turn_ = after(turn_);
  for (auto due = due_ns(issued_); due <= now; due = due_ns(issued_)) {
    for (std::size_t i = 0; i < links_.size() && !links_[turn_]->ready(); ++i) turn_ = after(turn_);
    full_ = !links_[turn_]->ready();
    if (full_) break;
    links_[turn_]->send_next(due);
    ++issued_;
  }
  for (const auto& link : links_) link->flush();
}

void GyRun::tick() {
  const auto now = now_ns();
  issue(now);
  const auto due = due_ns(issued_);
  const std::chrono::nanoseconds wait = due > now ? std::chrono::nanoseconds(due - now) : when_full;
  schedule_.expires_after(std::max<std::chrono::nanoseconds>(wait, shortest_tick));
  schedule_.async_wait([this](boost::system::error_code error) {
    if (!error && !work_.ending) tick();
  });
}

// --- the end ---

void GyRun::stop() {
  const auto now = now_ns();
  GyFigures& figures = work_.figures;
  if (load_.rate > 0) issue(now);
  work_.ending = true;
  schedule_.cancel();
  figures.seconds = static_cast<double>(now - began_ns_) / 1e9;
  figures.cpu_us =
      (cpu_us() - cpu_then_us_) / static_cast<double>(std::max<std::uint64_t>(figures.in_time, 1));
  // What was due and found no room has waited at least until now.
  for (; load_.rate > 0 && due_ns(issued_) <= now; ++issued_, ++figures.late)
    figures.times.add(now - due_ns(issued_));
  for (const auto& link : links_) {
    served(*link, now);
    link->flush();
  }
}

void GyRun::finish(GyLink& link) {
  if (link.idle()) link.leave();
}

void GyRun::ended(const std::string& why) {
  ++ended_;
  if (!why.empty() && failure_.empty()) failure_ = why;
  if (ended_ < links_.size()) return;
  end_.cancel();
  schedule_.cancel();
  clock_.cancel();
  if (work_.figures.seconds == 0 && began_ns_ != 0)
    work_.figures.seconds = static_cast<double>(now_ns() - began_ns_) / 1e9;
}

/// Once a second: what time it is, and whether anything has come lately.
void GyRun::watch() {
  work_.stamp = stamp_now();
  silent_seconds_ = work_.figures.answered == answered_then_ ? silent_seconds_ + 1 : 0;
  answered_then_ = work_.figures.answered;
  const bool waits = began_ns_ == 0 || work_.ending;
  const int patience = patience_s + static_cast<int>(2 * load_.patience);
  if (waits && silent_seconds_ > patience) {
    if (began_ns_ == 0) failure_ = "no CEA came";
    for (const auto& link : links_) link->close();
    return;
  }
  clock_.expires_after(std::chrono::seconds(1));
  clock_.async_wait([this](boost::system::error_code error) {
    if (!error) watch();
  });
}

}  // namespace airperk::bench
