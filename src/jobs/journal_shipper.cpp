#include "jobs/journal_shipper.h"

#include <fmt/format.h>
#include <pthread.h>

#include <chrono>

#include "steady/steady.h"

namespace airperk::jobs {
JournalShipper::JournalShipper(Shippable source, ShipSettings settings, Log log)
    : source_(std::move(source)), settings_(std::move(settings)), log_(std::move(log)) {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "shipper");
}

void JournalShipper::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void JournalShipper::run() {
  store::backup::give_way();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool more = step();
    const bool fails = !shipping_;
    lock.lock();
    if (more) continue;
    wake_.wait_for(lock, fails ? try_again_after : look_every, [this] { return stopping_; });
  }
  lock.unlock();
  // What has come since the last look is shipped too: the store is still there.
  while (shipping_ && step()) {
  }
  if (!shipping_) return;
  if (const auto finished = shipping_->finish(); !finished) complain(finished.error());
}

bool JournalShipper::step() {
  try {
    if (!shipping_ && !open()) return false;
    const auto more = shipping_->follow(steady_now());
    if (more) return *more;
    complain(more.error());
  } catch (const std::exception& error) {
    complain(fmt::format("shipping: {}", error.what()));
  }
  shipping_.reset();
  return false;
}

bool JournalShipper::open() {
  auto opened = Shipping::open(source_, settings_);
  if (!opened) {
    complain(opened.error());
    return false;
  }
  shipping_ = std::move(*opened);
  if (const auto from = shipping_->began_at(); from != 0) {
    log_(
        fmt::format("shipping the journal to {} from group {} on: make a backup now, for what is "
                    "there does not bring an older one on",
                    settings_.directory, from));
  } else if (!complaint_.empty()) {
    log_(fmt::format("shipping the journal to {} again: nothing is left out", settings_.directory));
  }
  complaint_.clear();
  return true;
}

void JournalShipper::complain(const std::string& what) {
  if (what != complaint_) log_(what);
  complaint_ = what;
}

}  // namespace airperk::jobs
