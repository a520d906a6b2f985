#include "core/programme/programme.h"
#include "base/ascii.h"

#include <algorithm>

namespace airperk::programme {

Destination NumberPlan::classify(std::string_view called) const {
  if (called.starts_with('+')) called.remove_prefix(1);
  if (called.size() < static_cast<std::size_t>(shortest_subscriber_number) ||
      !ascii::are_digits(called)) {
    return Destination::content;
  }
  if (const auto moved = ported.find(called); moved != ported.end()) return moved->second;
  const Prefix* longest = nullptr;
  for (const Prefix& prefix : prefixes) {
    if (!called.starts_with(prefix.digits)) continue;
    if (!longest || prefix.digits.size() > longest->digits.size()) longest = &prefix;
  }
  return longest ? longest->destination : Destination::international;
}

namespace {

bool contains(const std::vector<std::string>& numbers, std::string_view digits) {
  return std::find(numbers.begin(), numbers.end(), digits) != numbers.end();
}

bool is_e164(std::string_view digits) {
  constexpr std::size_t shortest = 7, longest = 15;
  return ascii::are_digits(digits, shortest, longest) && digits.front() != '0';
}

}  // namespace

Called NumberPlan::called(std::string_view written) const {
  using Kind = Called::Kind;
  auto address = address::read(written);
  // RFC 5031: sos, and each of its kinds.
  if (address.service == "sos" || address.service.starts_with("sos.")) {
    return {Kind::emergency, std::move(address.service)};
  }
  if (address.digits.empty()) return {};
  if (contains(emergency, address.digits)) return {Kind::emergency, std::move(address.digits)};
  if (contains(free, address.digits)) return {Kind::free, std::move(address.digits)};
  if (auto number = number_of(address)) {
    return {contains(free, *number) ? Kind::free : Kind::number, *std::move(number)};
  }
  const bool is_short =
      address.digits.size() < static_cast<std::size_t>(shortest_subscriber_number);
  const bool is_code = address.digits.find_first_of("*#") != std::string::npos;
  if (!address.is_global && (is_short || is_code)) return {Kind::short_code, address.digits};
  return {};
}

/// Its E.164 digits.
std::optional<std::string> NumberPlan::number_of(const address::Address& address) const {
  const std::string_view digits = address.digits;
  const auto e164 = [](std::string number) -> std::optional<std::string> {
    if (!is_e164(number)) return {};
    return number;
  };
  if (address.is_global) return e164(address.digits);
  for (const auto& prefix : international_prefixes) {
    if (digits.size() > prefix.size() + 6 && digits.starts_with(prefix)) {
      return e164(address.digits.substr(prefix.size()));
    }
  }
  if (digits.size() < static_cast<std::size_t>(shortest_subscriber_number)) return {};
  const auto national_size = static_cast<std::size_t>(national_digits);
  if (!national_prefix.empty() && digits.starts_with(national_prefix)) {
    auto number = country_code + address.digits.substr(national_prefix.size());
    if (knows(number)) return number;
  }
  if (!address.context.empty()) return e164(address.context + address.digits);
  if (digits.size() == national_size && !knows(digits) && knows(country_code + address.digits)) {
    return country_code + address.digits;
  }
  return e164(address.digits);
}

/// Whether it is one of this country's.
bool NumberPlan::knows(std::string_view digits) const {
  const auto national_size = static_cast<std::size_t>(national_digits);
  if (national_digits == 0 || digits.size() != country_code.size() + national_size) return false;
  if (ported.contains(digits)) return true;
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const Prefix& prefix) {
    return prefix.destination != Destination::international && digits.starts_with(prefix.digits);
  });
}

UnknownLocation Charging::unknown_location_of(std::string_view host) const {
  for (const auto& client : clients) {
    if (client.host == host) return client.unknown_location.value_or(unknown_location);
  }
  return unknown_location;
}

bool Charging::knows_tariff_time_change(std::string_view host) const {
  return std::any_of(clients.begin(), clients.end(), [host](const Client& client) {
    return client.host == host && client.tariff_time_change;
  });
}

void Programme::index_names() {
  index_.clear();
  for_each_name([&](NameKey key, Named named) { index_.emplace(key, named); });
}

template <typename Each>
void Programme::for_each_name(Each each) const {
  using Kind = Named::Kind;
  std::uint32_t position = 0;
  for (const auto& brand : brands) each(NameKey::of(brand), Named{Kind::brand, position++});
  position = 0;
  for (const auto& tariff : tariffs) each(tariff.key(), Named{Kind::tariff, position++});
  position = 0;
  for (const auto& service : services) each(service.key(), Named{Kind::service, position++});
  position = 0;
  for (const auto& region : audiences.regions) {
    each(NameKey::of(region), Named{Kind::region, position++});
  }
}

std::optional<Programme::Named> Programme::find(NameKey key) const {
  std::optional<Named> found;
  if (index_.empty()) {
    for_each_name([&](NameKey name, Named named) {
      if (name == key && !found) found = named;
    });
  } else if (const auto named = index_.find(key); named != index_.end()) {
    found = named->second;
  }
  return found;
}

const Tariff* Programme::find_tariff(NameKey key) const {
  const auto named = find(key);
  return named && named->kind == Named::Kind::tariff ? &tariffs[named->position] : nullptr;
}

const Service* Programme::find_service(NameKey key) const {
  const auto named = find(key);
  return named && named->kind == Named::Kind::service ? &services[named->position] : nullptr;
}

bool Programme::knows_brand(NameKey key) const {
  const auto named = find(key);
  return named && named->kind == Named::Kind::brand;
}

bool Programme::knows_region(NameKey key) const {
  const auto named = find(key);
  return named && named->kind == Named::Kind::region;
}

const std::string* Programme::name_of(NameKey key) const {
  const auto named = find(key);
  if (!named) return nullptr;
  switch (named->kind) {
    case Named::Kind::brand:
      return &brands[named->position];
    case Named::Kind::tariff:
      return &tariffs[named->position].name;
    case Named::Kind::service:
      return &services[named->position].name;
    case Named::Kind::region:
      return &audiences.regions[named->position];
  }
  return nullptr;
}

bool Programme::admits_brand(NameKey key) const {
  return std::any_of(membership.brands.begin(), membership.brands.end(),
                     [&](const std::string& brand) { return NameKey::of(brand) == key; });
}

bool Programme::speaks(Language language) const {
  return std::find(languages.begin(), languages.end(), language) != languages.end();
}

}  // namespace airperk::programme
