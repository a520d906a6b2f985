#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/through_server.h"

namespace airperk::app {

int backup(const std::string& config, const std::string& directory) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  const auto target = std::filesystem::absolute(directory).lexically_normal();
  return through_server(*configuration, [&](HttpClient& client) {
    const auto answer = client.post("/v1/backups", "application/json",
                                    nlohmann::json{{"directory", target.string()}}.dump());
    if (!answer) return complain(answer.error(), 1);
    if (answer->status >= 300) {
      const auto problem = nlohmann::json::parse(answer->body, nullptr, false);
      return complain(problem.is_object() ? problem.value("detail", answer->body) : answer->body,
                      1);
    }
    // The secret goes along: without it the copy would not know a repeated request again.
    std::error_code error;
    std::filesystem::copy_file(configuration->store_path + "/secret", target / "secret", error);
    if (error) return complain(fmt::format("{}: secret: {}", target.string(), error.message()), 1);
    fmt::print("backup in {}: point store.path at it to open it\n", target.string());
    return 0;
  });
}

}  // namespace airperk::app
