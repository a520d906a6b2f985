#include "engine/house.h"

#include <fmt/format.h>
#include <sodium.h>

namespace airperk::engine {
namespace {

std::string hash_of(const programme::Source& source) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 16);
  const auto add = [&state](std::string_view text) {
    const std::uint64_t size = text.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
  };
  for (const auto& [name, text] : source.files) {
    add(name);
    add(text);
  }
  add(source.zone_rules);
  unsigned char digest[16];
  crypto_generichash_final(&state, digest, sizeof digest);
  std::string hex;
  for (unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

/// A tariff, service, region or brand that records may name and the new programme does not know.
std::optional<std::string> lost_name(const programme::Programme& before,
                                     const programme::Programme& after) {
  for (const auto& tariff : before.tariffs) {
    if (!after.find_tariff(tariff.key())) return tariff.name;
  }
  for (const auto& service : before.services) {
    if (!after.find_service(service.key())) return service.name;
  }
  for (const auto& region : before.audiences.regions) {
    if (!after.knows_region(NameKey::of(region))) return region;
  }
  for (const auto& brand : before.brands) {
    if (!after.knows_brand(NameKey::of(brand))) return brand;
  }
  return {};
}

}  // namespace

Result<void> apply(House& house, const store::HouseEvent& event) {
  if (const auto* taken = std::get_if<store::ProgrammeTaken>(&event)) {
    auto loaded = programme::load(taken->source);
    if (!loaded) {
      return fail(fmt::format("programme version {} of this store cannot be read: {}",
                              taken->version, loaded.error().front().to_string()));
    }
    house.programmes.add({taken->version, taken->hash, taken->from,
                          std::make_shared<programme::Programme>(std::move(loaded->programme))});
  } else if (const auto* published = std::get_if<store::TermsPublished>(&event)) {
    house.terms.publish(published->version);
  } else if (const auto* changed = std::get_if<account::AccountChanged>(&event)) {
    house.accounts.apply(*changed);
  } else if (const auto* noted = std::get_if<store::ClockNoted>(&event)) {
    house.clock = *noted;
  } else {
    std::visit(
        [&house]<typename E>(const E& e) {
          if constexpr (std::is_constructible_v<outreach::CampaignEvent, const E&>) {
            house.campaigns.apply(e);
          } else if constexpr (std::is_constructible_v<outreach::PublicationEvent, const E&>) {
            house.publications.apply(e);
          }
        },
        event);
  }
  return {};
}

Result<House> house_from(const std::vector<store::HouseEvent>& events) {
  House house;
  for (const auto& event : events) {
    if (auto applied = apply(house, event); !applied) return fail(applied.error());
  }
  return house;
}

Result<std::vector<store::HouseEvent>> take_programme(const House& house,
                                                      const programme::Loaded& loaded,
                                                      Instant now) {
  std::vector<store::HouseEvent> events;
  const auto hash = hash_of(loaded.source);
  if (!house.programmes.empty()) {
    const auto& in_force = house.programmes.latest();
    if (in_force.hash == hash) return events;
    const auto& zone = in_force.programme->zone.name();
    if (zone != loaded.programme.zone.name()) {
      return fail(
          fmt::format("{}: this store's programme lives in zone {}; months already counted "
                      "cannot move to {}: keep the zone, or start a new store",
                      loaded.source.main_file, zone, loaded.programme.zone.name()));
    }
    if (const auto lost = lost_name(*in_force.programme, loaded.programme)) {
      return fail(fmt::format("{}: \"{}\" is gone, but subscribers may have it: keep it",
                              loaded.source.main_file, *lost));
    }
  }
  const auto number = house.programmes.empty() ? 1 : house.programmes.latest().number + 1;
  events.push_back(store::ProgrammeTaken{number, now, hash, loaded.source});
  if (house.terms.empty()) {
    events.push_back(store::TermsPublished{{1, now, loaded.programme.terms}});
  }
  return events;
}

}  // namespace airperk::engine
