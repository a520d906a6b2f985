#include "app/secrets.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "store/backup/copy.h"

namespace airperk::app {
namespace {

constexpr mode_t group_and_others = S_IRGRP | S_IROTH, others = S_IROTH;

struct Secret {
  std::string path;
  const char* what;
  mode_t nobody = group_and_others;  ///< who must not read it
};

}  // namespace

void leave_no_core() {
  // A program that collects cores gets one whatever the limit is; not of what is not dumpable.
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
  const rlimit none{0, 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
}

std::vector<std::string> readable_by_others(const Configuration& configuration,
                                            const std::string& config) {
  const auto& store = configuration.store_path;
  std::vector<Secret> secrets = {
      {store + "/" + std::string(store::backup::secret_name), "the key of request ids"},
      {store + "/token-secret", "the key that signs tokens"},
      {configuration.access_key_path(), "the key that links the access log"},
      {configuration.token_path(), "the admin's token"},
  };
  // Services of one group may share a configuration, as packages make it.
  if (!configuration.smpp.empty()) secrets.push_back({config, "passwords of links", others});
  std::vector<std::string> lines;
  for (const auto& secret : secrets) {
    struct stat file {};
    if (secret.path.empty() || ::stat(secret.path.c_str(), &file) != 0) continue;
    if ((file.st_mode & secret.nobody) == 0) continue;
    lines.push_back(fmt::format(
        "{} ({}) can be read by others, its mode is {:04o}: chmod {} it; and who has "
        "read it has it still",
        secret.path, secret.what, file.st_mode & 07777, secret.nobody == others ? "o-rwx" : "600"));
  }
  return lines;
}

}  // namespace airperk::app
