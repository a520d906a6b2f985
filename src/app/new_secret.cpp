#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/commands.h"
#include "app/files.h"
#include "app/house.h"
#include "store/backup/copy.h"

namespace airperk::app {

int new_secret(const std::string& config) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  std::error_code error;
  if (!std::filesystem::exists(configuration->store_path + "/CURRENT", error)) {
    return complain(fmt::format("store {}: there is none; name another under [store] path",
                                configuration->store_path),
                    2);
  }
  ::umask(077);
  const auto store =
      store::embedded::EmbeddedStore::open(configuration->store_path, configuration->survey_keys);
  if (!store) return complain(store.error(), 2);
  if (store_secret(*configuration, **store)) {
    return complain(fmt::format("{}/{}: is the store's own, and good: nothing was changed",
                                configuration->store_path, store::backup::secret_name),
                    1);
  }
  const auto secret = random_secret();
  const auto path = configuration->store_path + "/" + std::string(store::backup::secret_name);
  if (auto written = store::backup::write(path, secret); !written) {
    return complain(written.error(), 1);
  }
  if (auto synced = store::backup::sync_directory(configuration->store_path); !synced) {
    return complain(synced.error(), 1);
  }
  (*store)->note_secret_check(store::embedded::check_value_of(secret));
  fmt::print(
      "made a new secret: requests from before that are repeated now are charged again, and open "
      "sessions go on as new ones\n");
  return 0;
}

}  // namespace airperk::app
