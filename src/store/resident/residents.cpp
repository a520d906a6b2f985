#include "store/resident/residents.h"

namespace airperk::store {

Resident& Residents::make(SubscriberId id) {
  while (pages_.size() <= id.value / page_size) pages_.push_back(std::make_unique<Page>());
  if (id.value >= next_id_) next_id_ = id.value + 1;
  return (*pages_[id.value / page_size])[id.value % page_size];
}

void Residents::introduce(SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi) {
  auto& resident = make(id);
  resident.msisdn = msisdn;
  by_msisdn_.insert_or_assign(msisdn.packed(), id.value);
  if (imsi) change_imsi(id, *imsi);
}

void Residents::change_imsi(SubscriberId id, Imsi imsi) {
  auto& resident = *find(id);
  if (resident.imsi != Imsi()) by_imsi_.erase(resident.imsi.packed());
  resident.imsi = imsi;
  by_imsi_.insert_or_assign(imsi.packed(), id.value);
}

}  // namespace airperk::store
