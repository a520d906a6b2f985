#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "base/instant.h"
#include "protocol/diameter/codes.h"
#include "protocol/diameter/message.h"

namespace airperk::diameter {

/// One AVP (RFC 6733 §4.1) as it stands in the message. Its M bit is not kept: requests deserve
/// leniency.
struct Avp {
  AvpKey key = 0;
  Bytes data;
  Bytes whole;  ///< with header, without padding

  /// The data as a value, or nothing if its length is not that of one.
  std::optional<std::uint32_t> u32() const;
  std::optional<std::uint64_t> u64() const;
  std::string_view text() const { return wire::as_text(data); }
};

/// Time (RFC 6733 §4.3.1): seconds since 1900; below 2^31 they count from 2036-02-07T06:28:16Z.
Instant from_diameter_time(std::uint32_t seconds);
std::uint32_t to_diameter_time(Instant instant);

/// Why a request is refused, as its answer says it.
struct Refusal {
  std::uint32_t result_code = 0;
  AvpKey failed_avp = 0;           ///< 0: none
  std::uint8_t failed_octets = 0;  ///< how many octets that AVP's data has at least (§7.5)
  const char* what = "";           ///< for the log and Error-Message
  std::uint64_t failed_value = 0;  ///< in so many octets, as it was sent; 0 where it is missing
  std::string_view failed_text;    ///< instead of these, as it was sent: a view into the request
};

/// Reads AVPs one after another without copying; stops at the end or at the first one that does not
/// fit into what is left. An AVP whose padding is missing at the very end is accepted.
class AvpReader {
 public:
  explicit AvpReader(Bytes avps) : AvpReader(avps, 0) {}

  std::optional<Avp> next();
  /// Why next() gave nothing, if it was not the end.
  const std::optional<Refusal>& fault() const { return fault_; }

  /// The AVPs inside a grouped one. Deeper than `depth_max` the reader begins with a fault.
  AvpReader open(const Avp& group) const { return AvpReader(group.data, depth_ + 1); }
  static constexpr int depth_max = 8;

 private:
  AvpReader(Bytes avps, int depth);
  std::nullopt_t refuse(AvpKey key, const char* what);

  Bytes rest_;
  int depth_ = 0;
  std::optional<Refusal> fault_;
};

/// The first AVP of this key, or nothing. Malformed AVPs after it do not matter.
std::optional<Avp> find(Bytes avps, AvpKey key);

/// Appends one message, which is whole once it is finished. Lengths are filled in afterwards, so
/// nothing is written twice; the buffer has room before it is needed, so that it grows once.
class Writer {
 public:
  Writer(Buffer& out, const Header& header) : out_(out), start_(out.size()), end_(out.size()) {
    const auto octets = octets_of(header);
    put(octets);
  }

  void u32(AvpKey key, std::uint32_t value);
  void u64(AvpKey key, std::uint64_t value);
  void octets(AvpKey key, Bytes value) {
    put_avp_header(key, value.size());
    put(value);
    pad();
  }
  void text(AvpKey key, std::string_view value) { octets(key, wire::as_bytes(value)); }
  /// A grouped AVP of what `fill` writes.
  template <typename Fill>
  void group(AvpKey key, Fill&& fill) {
    const std::size_t at = end_;
    put_avp_header(key, 0);
    std::forward<Fill>(fill)();
    patch_length(at);
  }
  /// An AVP as another message has it.
  void copy(Bytes whole) {
    put(whole);
    pad();
  }
  /// Failed-AVP (§7.5), if the refusal names one.
  void failed_avp(const Refusal& refusal);

  /// Where in the buffer the next AVP will stand.
  std::size_t end() const { return end_; }
  void finish() {
    patch_length(start_);
    out_.resize(end_);
  }

 private:
  static constexpr std::size_t room_at_once = 512;
  /// Where so many octets are written next.
  std::uint8_t* next(std::size_t size) {
    if (out_.size() - end_ < size) out_.resize(end_ + size + room_at_once);
    return out_.data() + std::exchange(end_, end_ + size);
  }
  void put(Bytes octets) { std::copy(octets.begin(), octets.end(), next(octets.size())); }
  void put_avp_header(AvpKey key, std::size_t octets);
  void patch_length(std::size_t at);
  void pad() {
    const auto behind = (end_ - start_) % 4;
    if (behind != 0) std::fill_n(next(4 - behind), 4 - behind, std::uint8_t{0});
  }

  Buffer& out_;
  std::size_t start_, end_;
};

}  // namespace airperk::diameter
