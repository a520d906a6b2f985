#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/files.h"
#include "app/house.h"
#include "app/http_client.h"
#include "app/own_server.h"

namespace airperk::app {
namespace {

/// Whether another process has the store open: then the backup goes through that one.
bool is_open_elsewhere(const std::string& store) {
  const int fd = ::open((store + "/LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = ::fcntl(fd, F_GETLK, &lock) == 0;
  ::close(fd);
  return asked && lock.l_type != F_UNLCK;
}

Result<void> through_the_server(const Configuration& configuration, const std::string& target) {
  const auto token = admin_token(configuration);
  if (!token) return fail(token.error());
  if (const auto own = own_server_answers(configuration); !own) return fail(own.error());
  HttpClient client(configuration.http, *token);
  const auto answer =
      client.post("/v1/backups", "application/json", nlohmann::json{{"directory", target}}.dump());
  if (!answer) {
    return fail(
        fmt::format("{}; the store is open in a process that does not answer there: wait "
                    "until it has started, or has ended",
                    answer.error()));
  }
  if (answer->status < 300) return {};
  const auto problem = nlohmann::json::parse(answer->body, nullptr, false);
  return fail(problem.is_object() ? problem.value("detail", answer->body) : answer->body);
}

Result<void> of_the_store(const Configuration& configuration, const std::string& target) {
  std::error_code error;
  if (!std::filesystem::exists(configuration.store_path + "/CURRENT", error)) {
    return fail(fmt::format("store {}: there is none; name another under [store] path",
                            configuration.store_path));
  }
  ::umask(077);
  const auto store =
      store::embedded::EmbeddedStore::open(configuration.store_path, configuration.survey_keys);
  if (!store) return fail(store.error());
  if (const auto secret = store_secret(configuration, **store); !secret) {
    return fail(secret.error());
  }
  return (*store)->backup(target);
}

}  // namespace

int backup(const std::string& config, const std::string& directory) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  auto target = std::filesystem::absolute(directory).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  const auto done = is_open_elsewhere(configuration->store_path)
                        ? through_the_server(*configuration, target.string())
                        : of_the_store(*configuration, target.string());
  if (!done) return complain(done.error(), 1);
  fmt::print("backup in {}: airperk restore puts it back\n", target.string());
  return 0;
}

}  // namespace airperk::app
