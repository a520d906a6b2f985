#include "core/programme/history.h"

#include <algorithm>

#include "base/assert.h"

namespace airperk::programme {

void History::add(Version version) {
  AIRPERK_ASSERT(version.number == versions_.size() + 1);
  AIRPERK_ASSERT(versions_.empty() || version.from >= versions_.back().from);
  versions_.push_back(std::move(version));
}

const Version& History::at(Instant instant) const {
  AIRPERK_ASSERT(!versions_.empty());
  const auto after =
      std::upper_bound(versions_.begin() + 1, versions_.end(), instant,
                       [](Instant i, const Version& version) { return i < version.from; });
  return *(after - 1);
}

const Version* History::number(std::uint32_t number) const {
  return number >= 1 && number <= versions_.size() ? &versions_[number - 1] : nullptr;
}

const Zone& History::zone_of(std::uint32_t number) const {
  const auto* version = this->number(number);
  return (version ? *version : latest()).programme->zone;
}

void Terms::publish(TermsVersion version) {
  AIRPERK_ASSERT(version.number == versions_.size() + 1);
  versions_.push_back(std::move(version));
}

const TermsVersion* Terms::number(std::uint32_t number) const {
  return number >= 1 && number <= versions_.size() ? &versions_[number - 1] : nullptr;
}

}  // namespace airperk::programme
