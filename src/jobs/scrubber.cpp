#include "jobs/scrubber.h"

#include <pthread.h>

#include <chrono>

namespace airperk::jobs {
namespace {

constexpr std::chrono::seconds between_files(10), between_rounds(60);

}  // namespace

void Scrubber::start() {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "scrubber");
}

void Scrubber::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Scrubber::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool goes_on = step();
    lock.lock();
    wake_.wait_for(lock, goes_on ? between_files : between_rounds, [this] { return stopping_; });
  }
}

bool Scrubber::step() {
  try {
    const auto scrubbed = store_.scrub(now_());
    for (const auto& line : scrubbed.damage) {
      log_("found damage while reading everything through: " + line +
           "; restore a backup, or airperk verify says what it means");
    }
    return scrubbed.goes_on;
  } catch (const store::Damaged& damaged) {
    log_(std::string("could not read everything through: ") + damaged.what());
    return false;
  }
}

}  // namespace airperk::jobs
