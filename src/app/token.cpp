#include <fmt/format.h>

#include "app/commands.h"
#include "app/house.h"
#include "face/rest/tokens.h"

namespace airperk::app {

int token(const std::string& config, const std::string& role_name, const std::string& name) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  const auto role = face::rest::role_with_name(role_name);
  if (!role) {
    return complain(fmt::format("--role is \"{}\"; write {}", role_name, face::rest::all_roles()),
                    2);
  }
  if (!name.empty() && !face::rest::Tokens::is_name(name)) {
    return complain(fmt::format("--name is \"{}\"; write 1 to 64 letters a to z, digits, '.', '_' "
                                "or '-', such as aigul.s",
                                name),
                    2);
  }
  const auto secret = store_secret(*configuration);
  if (!secret) return complain(secret.error(), 2);
  fmt::print("{}\n", face::rest::Tokens(*secret, "").issue(*role, name));
  return 0;
}

}  // namespace airperk::app
