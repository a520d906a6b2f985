#pragma once

#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

/// A fuzzer's octets, read as choices: what to do next, with which numbers and words. Where they
/// are over, every choice is the first one.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  bool is_over() const { return at_ == end_; }
  std::uint8_t octet() { return is_over() ? std::uint8_t{0} : *at_++; }
  bool yes() { return octet() % 2 == 1; }
  /// Below that.
  std::size_t one_of(std::size_t count) { return octet() % count; }
  template <typename T, std::size_t n>
  const T& one_of(const T (&list)[n]) {
    return list[one_of(n)];
  }

  /// Small ones, those at the edges of what a field holds, and any.
  std::uint64_t number() {
    static constexpr std::uint64_t edges[] = {0,
                                              1,
                                              60,
                                              255,
                                              1024,
                                              10'485'760,
                                              std::numeric_limits<std::int32_t>::max(),
                                              std::numeric_limits<std::uint32_t>::max(),
                                              std::uint64_t{1} << 40,
                                              std::numeric_limits<std::int64_t>::max(),
                                              std::uint64_t{1} << 63,
                                              std::numeric_limits<std::uint64_t>::max()};
    switch (one_of(4)) {
      case 0:
        return one_of(edges);
      case 1:
        return octet();
      case 2:
        return big_endian(4);
      default:
        return big_endian(8);
    }
  }

  /// One of the list, or octets of its own. Kept as long as the choices are.
  template <std::size_t n>
  std::string_view words(const std::string_view (&list)[n]) {
    const auto chosen = one_of(n + 1);
    return chosen < n ? list[chosen] : octets(octet() % 64);
  }
  std::string_view octets(std::size_t count) {
    std::string own;
    for (; count > 0 && !is_over(); --count) own += static_cast<char>(octet());
    return kept_.emplace_back(std::move(own));
  }

 private:
  std::uint64_t big_endian(int count) {
    std::uint64_t value = 0;
    for (; count > 0; --count) value = value << 8 | octet();
    return value;
  }
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::deque<std::string> kept_;
};
