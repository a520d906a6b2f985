#pragma once

#include <cstdint>
#include <span>

#include "protocol/wire/bytes.h"

namespace airperk::wire {

/// Where a stream waits until a whole message of it is there. Its size never changes, so a peer
/// that sends and never finishes costs no more than that. One thread at a time.
class Intake {
 public:
  /// `capacity` is at least the longest message that the protocol lets through.
  explicit Intake(std::size_t capacity) : buffer_(capacity) {}

  /// Room for the next read. Ends the validity of every span that waiting() gave. Empty only if
  /// `capacity` octets wait, which a protocol that bounds its messages never lets happen.
  std::span<std::uint8_t> space();
  /// `count` octets of space() now hold what was read.
  void filled(std::size_t count);
  /// What was read and not yet consumed.
  Bytes waiting() const { return Bytes(buffer_).subspan(begin_, end_ - begin_); }
  /// The first `count` octets of waiting() are dealt with; spans into them stay valid until
  /// space().
  void consume(std::size_t count);

 private:
  Buffer buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace airperk::wire
