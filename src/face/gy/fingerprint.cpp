#include "face/gy/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <boost/container/small_vector.hpp>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/assert.h"

namespace airperk::face::gy {
namespace {

/// What was said, one after the other, such that nothing can be taken for its neighbour. Every
/// request is, so it is written into room that is there, and hashed at once.
class Said {
 public:
  static constexpr std::size_t number_size = 8, number_if_any_size = 9,
                               units_size = 5 * number_if_any_size;

  explicit Said(std::size_t most) : octets_(most, boost::container::default_init) {
    next_ = octets_.data();
  }

  void number(std::uint64_t value) {
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    std::memcpy(next_, &value, number_size);
    next_ += number_size;
  }
  template <typename Number>
  void number(const std::optional<Number>& value) {
    *next_++ = value ? 1 : 0;
    if (value) number(static_cast<std::uint64_t>(*value));
  }
  void text(std::string_view text) {
    number(text.size());
    next_ = std::copy(text.begin(), text.end(), next_);
  }
  void units(const diameter::ServiceUnits& units) {
    number(units.time);
    number(units.total_octets);
    number(units.input_octets);
    number(units.output_octets);
    number(units.service_specific);
  }
  std::uint64_t hash() const {
    const auto size = static_cast<std::size_t>(next_ - octets_.data());
    AIRPERK_ASSERT(size <= octets_.size());
    return XXH3_64bits(octets_.data(), size);
  }

 private:
  boost::container::small_vector<std::uint8_t, 512> octets_;
  std::uint8_t* next_;
};

/// No less than what is said of it takes.
std::size_t room_for(const diameter::CreditControlRequest& request) {
  const auto& information = request.information;
  std::size_t room = 4 * Said::number_if_any_size + Said::number_size +
                     information.called_party.size() + Said::number_size;
  for (const auto& id : request.subscriptions) room += 2 * Said::number_size + id.data.size();
  for (const auto recipient : information.recipients) room += Said::number_size + recipient.size();
  for (const auto& service : request.services) {
    room += 2 * Said::number_if_any_size + 2 * Said::number_size;
    room += (1 + service.used.size()) * Said::units_size;
  }
  return room;
}

}  // namespace

std::uint32_t fingerprint_of(const diameter::CreditControlRequest& request) {
  Said said(room_for(request));
  said.number(request.type);
  said.number(request.action);
  said.number(request.subscriptions.size());
  for (const auto& id : request.subscriptions) {
    said.number(static_cast<std::uint64_t>(id.type));
    said.text(id.data);
  }
  said.text(request.information.called_party);
  said.number(request.information.recipients.size());
  for (const auto recipient : request.information.recipients) said.text(recipient);
  for (const auto& service : request.services) {
    said.number(service.rating_group);
    said.number(service.service_identifier);
    said.number(std::uint64_t{service.requested.has_value()});
    if (service.requested) said.units(*service.requested);
    said.number(service.used.size());
    for (const auto& used : service.used) said.units(used);
  }
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(said.hash()));
}

}  // namespace airperk::face::gy
