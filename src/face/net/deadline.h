#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "base/instant.h"

namespace airperk::face::net {

/// The one timer of a link or peer. A timer that fires too early only steps and is set again, so it
/// is moved for an earlier deadline only, not at each message.
class Deadline {
 public:
  explicit Deadline(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  /// Calls `passed` at `deadline` or, if an earlier call asked for that, before it. Never for
  /// Instant::never().
  void set(Instant deadline, std::function<void()> passed);

 private:
  boost::asio::steady_timer timer_;
  Instant armed_ = Instant::never();
};

}  // namespace airperk::face::net
