#include "app/house.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <filesystem>

#include "app/files.h"
#include "app/shipped_programme.h"
#include "store/backup/copy.h"

namespace airperk::app {
namespace {

constexpr std::size_t check_octets = 16;

/// The key, and what tells that it is the one that was made.
std::string with_check(std::string key) {
  const std::string_view context = "airperk token-secret";
  std::string check(check_octets, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(check.data()), check.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                     reinterpret_cast<const unsigned char*>(context.data()), context.size());
  return key + check;
}

}  // namespace

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

const char* const tokens_are_void =
    "made a new key for tokens (token-secret): tokens made before are void; make new ones with "
    "airperk token --role ROLE";

Result<std::string> store_secret(const Configuration& configuration,
                                 store::embedded::EmbeddedStore& store) {
  const auto path = configuration.store_path + "/" + std::string(store::backup::secret_name);
  const auto refused = [&](const char* what) {
    return fail(
        fmt::format("{}: {}: without the store's own one requests that are repeated would be "
                    "charged again; put it back: every backup of this store has it. Where it is "
                    "lost for good: airperk new-secret",
                    path, what));
  };
  const auto check = store.secret_check();
  const bool is_new = check.empty() && !store.has_journal();
  std::error_code error;
  if (!is_new && !std::filesystem::exists(path, error)) return refused("is missing");
  auto secret = read_or_make_private(path, random_secret);
  if (!secret) return secret;
  if (secret->size() != secret_octets) return refused("is damaged");
  const auto own_check = store::embedded::check_value_of(*secret);
  if (check.empty()) {
    store.note_secret_check(own_check);
  } else if (check != own_check) {
    return refused("is another store's, or damaged");
  }
  return secret;
}

Result<std::string> access_key(const Configuration& configuration) {
  ::umask(077);
  const auto path = configuration.access_key_path();
  auto key = read_or_make_private(path, random_secret);
  if (!key || key->size() == secret_octets) return key;
  return fail(
      fmt::format("{}: is damaged; put it back, or remove it: notes made before can then not be "
                  "checked any more",
                  path));
}

Result<std::string> admin_token(const Configuration& configuration) {
  ::umask(077);
  const auto path = configuration.token_path();
  auto token = read_or_make_private(path, [] { return random_token() + "\n"; });
  if (!token) return token;
  while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
  if (!token->empty()) return token;
  return fail(
      fmt::format("{}: is empty: nobody could be let in; write a token into it, or remove it, and "
                  "the next start makes another",
                  path));
}

Result<TokenSecret> token_secret(const Configuration& configuration) {
  ::umask(077);  // what the store keeps is nobody else's
  const auto path = configuration.store_path + "/token-secret";
  std::error_code error;
  const bool is_new = !std::filesystem::exists(path, error);
  const auto kept = read_or_make_private(path, [] { return with_check(random_secret()); });
  if (!kept) return fail(kept.error());
  const auto key = kept->substr(0, secret_octets);
  // One of before there was a check has none.
  if (*kept != with_check(key) && kept->size() != secret_octets) {
    return fail(
        fmt::format("{}: is damaged; remove it and start again: tokens made before are then "
                    "void",
                    path));
  }
  return TokenSecret{key, is_new};
}

Result<OpenHouse> open_house(const Configuration& configuration) {
  ::umask(077);
  auto programme = load_programme(configuration.programme_file);
  if (!programme) return fail(programme.error());
  auto source = programme->source;
  auto store =
      store::embedded::EmbeddedStore::open(configuration.store_path, configuration.survey_keys);
  if (!store) return fail(store.error());
  const bool is_new = !(*store)->has_journal();
  const auto secret = store_secret(configuration, **store);
  if (!secret) return fail(secret.error());
  auto tokens = token_secret(configuration);
  if (!tokens) return fail(tokens.error());
  auto accesses = access_key(configuration);
  if (!accesses) return fail(accesses.error());
  (*store)->keep_replies(configuration.remembered);
  (*store)->ship(!configuration.backups.ship.directory.empty());
  engine::Settings settings{
      .clock_limits = configuration.clock_limits,
      .replies_in_memory = static_cast<std::size_t>(configuration.replies_in_memory),
      .replies_kept = configuration.remembered};
  if (configuration.manual_clock) settings.manual_start = configuration.clock_start;
  auto running = engine::recover(**store, std::move(*programme), *secret, std::move(settings));
  if (!running) return fail(running.error());
  // A copy knows nothing of the messages that went out after it was taken: a person has to say that
  // contacts may go on.
  const auto mark = configuration.store_path + "/" + std::string(store::embedded::copy_mark);
  if (std::filesystem::exists(mark)) {
    running->engine->ask({{}, engine::StopContacts{true, "the start of a copy"}});
    std::error_code ignored;
    std::filesystem::remove(mark, ignored);
  }
  OpenHouse house{
      std::move(*store), std::move(*running), std::move(tokens->key), std::move(*accesses), {},
      std::move(source)};
  if (tokens->is_new && !is_new) house.notes.push_back(tokens_are_void);
  return house;
}

}  // namespace airperk::app
