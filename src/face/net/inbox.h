#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace airperk::face::net {

/// The way back to a connection's executor for answers that other threads give: pushed from any
/// thread, taken all at once on the executor, with one wake-up for all that came meanwhile. The
/// executor's context must outlive every thread that pushes.
template <typename Item>
class Inbox {
 public:
  Inbox(boost::asio::any_io_executor executor, std::function<void()> wake)
      : executor_(std::move(executor)), wake_(std::move(wake)) {}

  void push(Item item) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = items_.empty();
      items_.push_back(std::move(item));
    }
    if (first) boost::asio::post(executor_, wake_);
  }

  /// Everything that was pushed since the last time, in `into`, whose memory is used again.
  void take(std::vector<Item>& into) {
    into.clear();
    const std::lock_guard lock(mutex_);
    std::swap(into, items_);
  }

 private:
  boost::asio::any_io_executor executor_;
  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<Item> items_;
};

}  // namespace airperk::face::net
