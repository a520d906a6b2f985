#include <fmt/format.h>

#include <filesystem>

#include "app/commands.h"
#include "app/house.h"
#include "face/rest/tokens.h"
#include "store/backup/manifest.h"

namespace airperk::app {
namespace {

constexpr std::size_t partner_longest = 256;

}  // namespace

int token(const std::string& config, const TokenWish& wish) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  const auto role = face::rest::role_with_name(wish.role);
  if (!role) {
    return complain(fmt::format("--role is \"{}\"; write {}", wish.role, face::rest::all_roles()),
                    2);
  }
  if (!wish.name.empty() && !face::rest::Tokens::is_name(wish.name)) {
    return complain(fmt::format("--name is \"{}\"; write 1 to 64 letters a to z, digits, '.', '_' "
                                "or '-', such as aigul.s",
                                wish.name),
                    2);
  }
  if (!wish.partner.empty() && role != face::rest::Role::partner) {
    return complain("--partner is for the role partner; leave it out", 2);
  }
  if (wish.partner.size() > partner_longest) {
    return complain(fmt::format("--partner has {} bytes; write it as campaigns name it, in {} at "
                                "most",
                                wish.partner.size(), partner_longest),
                    2);
  }
  std::error_code error;
  const auto manifest = configuration->store_path + "/" + std::string(store::backup::manifest_name);
  if (std::filesystem::exists(manifest, error)) {
    return complain(fmt::format("{}: is a backup, and would not be one any more; restore it: "
                                "airperk restore",
                                configuration->store_path),
                    2);
  }
  const auto secret = token_secret(*configuration);
  if (!secret) return complain(secret.error(), 2);
  if (secret->is_new && std::filesystem::exists(configuration->store_path + "/CURRENT", error)) {
    complain(tokens_are_void, 0);
  }
  fmt::print("{}\n", face::rest::Tokens(secret->key, "").issue({*role, wish.name, wish.partner}));
  return 0;
}

}  // namespace airperk::app
