#include "protocol/wire/intake.h"

#include <cstring>

#include "base/assert.h"

namespace airperk::wire {

std::span<std::uint8_t> Intake::space() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return std::span(buffer_).subspan(end_);
}

void Intake::filled(std::size_t count) {
  AIRPERK_ASSERT(count <= buffer_.size() - end_);
  end_ += count;
}

void Intake::consume(std::size_t count) {
  AIRPERK_ASSERT(count <= end_ - begin_);
  begin_ += count;
}

}  // namespace airperk::wire
