#include "core/subscriber/decide.h"

namespace airperk::subscriber {

Decided decide(const Record& record, const Erase&, const Context&) {
  // Leaving is the member's own act: nobody ends a membership by erasing it.
  if (record.is_member()) return fail(Refusal::S3_still_member);
  if (record.erased_version == record.version) return Facts{};
  return Facts{Erased{Erasure::on_request}};
}

}  // namespace airperk::subscriber
