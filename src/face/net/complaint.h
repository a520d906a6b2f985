#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.h"

namespace airperk::face::net {

/// A line that a peer could cause thousands of times a second is written once in ten seconds, or
/// what else is said, with the count of those left out.
class Complaint {
 public:
  explicit Complaint(Duration quiet_for = Duration::seconds(10)) : quiet_for_(quiet_for) {}

  /// The line to write now, if any.
  std::optional<std::string> line(std::string_view what, Instant now) {
    if (now < quiet_until_) {
      ++left_out_;
      return std::nullopt;
    }
    quiet_until_ = now + quiet_for_;
    std::string text(what);
    if (left_out_ > 0) text += " (and " + std::to_string(left_out_) + " more like it)";
    left_out_ = 0;
    return text;
  }

 private:
  Duration quiet_for_;
  Instant quiet_until_ = Instant::beginning();
  std::uint64_t left_out_ = 0;
};

}  // namespace airperk::face::net
