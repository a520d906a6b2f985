#include "face/net/spare_descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace airperk::face::net {
namespace {

constexpr std::size_t at_a_time = 64;

int take_one() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace

SpareDescriptor::SpareDescriptor() : descriptor_(take_one()) {}

SpareDescriptor::~SpareDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t SpareDescriptor::turn_away(int listener) {
  if (descriptor_ >= 0) ::close(descriptor_);
  std::size_t count = 0;
  while (count < at_a_time) {
    const int taken = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (taken < 0) break;
    ::close(taken);
    ++count;
  }
  descriptor_ = take_one();
  return count;
}

}  // namespace airperk::face::net
