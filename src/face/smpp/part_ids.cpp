#include "face/smpp/part_ids.h"

#include <utility>

#include "protocol/smpp/receipt.h"

namespace airperk::face::smpp {

void PartIds::whole(const std::vector<std::string>& ids) {
  if (newest_.size() + ids.size() > ids_max) before_ = std::exchange(newest_, {});
  for (const auto& id : ids) {
    newest_.insert_or_assign(airperk::smpp::message_id_spellings(id).front(), ids.back());
  }
}

const std::string* PartIds::whole_of(const std::string& id) const {
  for (const auto& spelling : airperk::smpp::message_id_spellings(id)) {
    for (const auto* wholes : {&newest_, &before_}) {
      if (const auto found = wholes->find(spelling); found != wholes->end()) return &found->second;
    }
  }
  return nullptr;
}

}  // namespace airperk::face::smpp
