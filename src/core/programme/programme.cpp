#include "core/programme/programme.h"

#include <algorithm>

namespace airperk::programme {

Destination NumberPlan::classify(std::string_view called) const {
  if (called.starts_with('+')) called.remove_prefix(1);
  const bool digits = called.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits || called.size() < static_cast<std::size_t>(shortest_subscriber_number)) {
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
