#include "store/resident/residents.h"

namespace airperk::store {

Resident& Residents::make(SubscriberId id) {
  while (pages_.size() <= id.value / page_size) pages_.push_back(std::make_unique<Page>());
  if (id.value >= next_id_) next_id_ = id.value + 1;
  return (*pages_[id.value / page_size])[id.value % page_size];
}

void Residents::clear() {
  by_msisdn_.clear();
  by_imsi_.clear();
  pages_.clear();
  next_id_ = 1;
}

void Residents::introduce(SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi) {
  make(id).msisdn = msisdn;
  // A number that was somebody's before is this one's now.
  by_msisdn_.erase(msisdn);
  by_msisdn_.insert(id.value);
  if (imsi) change_imsi(id, *imsi);
}

void Residents::change_imsi(SubscriberId id, Imsi imsi) {
  auto& resident = *find(id);
  const auto mine = by_imsi_.find(resident.imsi);
  if (mine != by_imsi_.end() && *mine == id.value) by_imsi_.erase(mine);
  by_imsi_.erase(imsi);
  resident.imsi = imsi;
  by_imsi_.insert(id.value);
}

}  // namespace airperk::store
