#include "app/house.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/files.h"
#include "app/shipped_programme.h"

namespace airperk::app {

Result<programme::Loaded> load_programme(const std::string& file) {
  auto loaded = file.empty() ? programme::load("smart.toml",
                                               [](const std::string& name) -> Result<std::string> {
                                                 if (const auto text = shipped_programme(name)) {
                                                   return std::string(*text);
                                                 }
                                                 return fail("is not in the binary");
                                               })
                             : programme::load(file, read_file);
  if (loaded) return std::move(*loaded);
  std::string lines;
  for (const auto& problem : loaded.error()) {
    lines += (lines.empty() ? "" : "\n") + problem.to_string();
  }
  return fail(lines);
}

Result<std::string> store_secret(const Configuration& configuration) {
  ::umask(077);  // what the store keeps is nobody else's
  return read_or_make_private(configuration.store_path + "/secret", random_secret);
}

Result<OpenHouse> open_house(const Configuration& configuration) {
  auto programme = load_programme(configuration.programme_file);
  if (!programme) return fail(programme.error());
  auto secret = store_secret(configuration);
  if (!secret) return fail(secret.error());
  auto store =
      store::embedded::EmbeddedStore::open(configuration.store_path, configuration.survey_keys);
  if (!store) return fail(store.error());
  std::optional<Instant> manual_start;
  if (configuration.manual_clock) manual_start = configuration.clock_start;
  auto running = engine::recover(**store, std::move(*programme), *secret, manual_start);
  if (!running) return fail(running.error());
  // A copy knows nothing of the messages that went out after it was taken: a person has to say that
  // contacts may go on.
  const auto mark = configuration.store_path + "/" + std::string(store::embedded::copy_mark);
  if (std::filesystem::exists(mark)) {
    running->engine->ask({{}, engine::StopContacts{true, "the start of a copy"}});
    std::error_code ignored;
    std::filesystem::remove(mark, ignored);
  }
  return OpenHouse{std::move(*store), std::move(*running), std::move(*secret)};
}

}  // namespace airperk::app
