#include "store/backup/manifest.h"

namespace airperk::store::backup {

std::string made_by() {
  return AIRPERK_VERSION;
}

}  // namespace airperk::store::backup
