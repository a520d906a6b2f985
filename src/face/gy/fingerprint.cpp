#include "face/gy/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <optional>
#include <string_view>

namespace airperk::face::gy {
namespace {

/// What was said, one after the other, such that nothing can be taken for its neighbour.
class Said {
 public:
  void number(std::uint64_t value) {
    std::array<std::uint8_t, sizeof value> octets;
    for (std::size_t i = 0; i < octets.size(); ++i) {
      octets[i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    octets_.insert(octets_.end(), octets.begin(), octets.end());
  }
  template <typename Number>
  void number(const std::optional<Number>& value) {
    octets_.push_back(value ? 1 : 0);
    if (value) number(static_cast<std::uint64_t>(*value));
  }
  void text(std::string_view text) {
    number(text.size());
    octets_.insert(octets_.end(), text.begin(), text.end());
  }
  void units(const diameter::ServiceUnits& units) {
    number(units.time);
    number(units.total_octets);
    number(units.input_octets);
    number(units.output_octets);
    number(units.service_specific);
  }
  std::uint64_t hash() const { return XXH3_64bits(octets_.data(), octets_.size()); }

 private:
  boost::container::small_vector<std::uint8_t, 512> octets_;
};

}  // namespace

std::uint32_t fingerprint_of(const diameter::CreditControlRequest& request) {
  Said said;
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
