#pragma once

#include <condition_variable>
#include <mutex>

#include "engine/engine.h"

namespace airperk::app {

/// Many requests at once, as many telephones make them: one after the other would wait for the disk
/// each time.
class Together {
 public:
  explicit Together(engine::Engine& engine) : engine_(engine) {}
  ~Together() { wait(); }
  Together(const Together&) = delete;
  Together& operator=(const Together&) = delete;

  /// `then` is called on a thread of the store's.
  void ask(engine::Request request, engine::Engine::Done then) {
    {
      std::lock_guard lock(mutex_);
      ++outstanding_;
    }
    engine_.submit(std::move(request), [this, then = std::move(then)](engine::Answer answer) {
      then(std::move(answer));
      std::lock_guard lock(mutex_);
      if (--outstanding_ == 0) answered_.notify_all();
    });
  }
  /// Until all are answered.
  void wait() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return outstanding_ == 0; });
  }

 private:
  engine::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t outstanding_ = 0;
};

}  // namespace airperk::app
