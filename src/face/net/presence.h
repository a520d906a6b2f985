#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "face/net/deadline.h"

namespace airperk::face::net {

/// Whether this process was there. One that was stopped, or whose machine was, finds in its sockets
/// what came meanwhile: that is as old as the pause may be long, and not of the moment in which it
/// is read. A timer beats ten times a second; `arrived` may be called from any thread.
class Presence : public std::enable_shared_from_this<Presence> {
 public:
  explicit Presence(const boost::asio::any_io_executor& executor);
  void start();
  void stop();
  /// When what is read now has arrived, at the earliest.
  Instant arrived() const;

 private:
  void beat();
  void wait();

  boost::asio::steady_timer timer_;
  std::atomic<Instant> last_;
  /// Of a pause that is over, while what came in it is read: when it began, and until when at most
  /// is read.
  std::atomic<Instant> paused_at_ = Instant::never(), read_until_ = Instant::beginning();
};

}  // namespace airperk::face::net
