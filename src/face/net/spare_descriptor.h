#pragma once

#include <cstddef>

namespace airperk::face::net {

/// A descriptor kept for the day when there is none: a listening socket whose connections cannot be
/// accepted any more gives it up for a moment to accept each and close it at once, so that who
/// connects learns of it now and not after a minute. Belongs to one thread.
class SpareDescriptor {
 public:
  SpareDescriptor();
  ~SpareDescriptor();
  SpareDescriptor(const SpareDescriptor&) = delete;
  SpareDescriptor& operator=(const SpareDescriptor&) = delete;

  /// Accepts and closes what waits at a listening socket that does not block, a few at most. How
  /// many that were.
  std::size_t turn_away(int listener);

 private:
  int descriptor_;
};

}  // namespace airperk::face::net
