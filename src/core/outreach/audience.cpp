#include "core/outreach/audience.h"

#include <algorithm>

#include "core/subscriber/contacts.h"

namespace airperk::outreach {
namespace {

using subscriber::ContactState;

template <typename T>
bool fits(const std::vector<T>& wanted, const T& one) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), one) != wanted.end();
}

/// The network has it, or may have it.
bool was_contacted(const subscriber::Record& record, std::uint32_t campaign) {
  const auto* contact = subscriber::find_contact(record, campaign);
  return contact && contact->state != ContactState::returned &&
         contact->state != ContactState::refused && contact->state != ContactState::control;
}

/// SplitMix64's finish: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

}  // namespace

bool is_for(const Audience& audience, SubscriberId id, const subscriber::Record& record) {
  if (audience.listed) {
    return std::binary_search(audience.subscribers.begin(), audience.subscribers.end(), id);
  }
  if (!record.is_member()) return false;
  const auto since = record.membership->since;
  const auto had = [&record](std::uint32_t campaign) { return was_contacted(record, campaign); };
  return fits(audience.languages, record.language) && fits(audience.tariffs, record.tariff) &&
         fits(audience.regions, record.region) && fits(audience.age_bands, record.age_band) &&
         since >= audience.joined_from && since < audience.joined_until &&
         (audience.contacted_by.empty() ||
          std::any_of(audience.contacted_by.begin(), audience.contacted_by.end(), had)) &&
         std::none_of(audience.not_contacted_by.begin(), audience.not_contacted_by.end(), had);
}

bool is_control(int percent, std::uint64_t key, std::uint32_t campaign, SubscriberId id) {
  if (percent <= 0) return false;
  const auto whom = mixed(static_cast<std::uint64_t>(campaign) << 32 | id.value);
  return mixed(key ^ whom) % 100 < static_cast<std::uint64_t>(percent);
}

}  // namespace airperk::outreach
