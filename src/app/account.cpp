#include <fmt/format.h>

#include <termios.h>
#include <unistd.h>
#include <cstdio>

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/through_server.h"
#include "core/account/account.h"
#include "face/rest/roles.h"

namespace airperk::app {
namespace {

using nlohmann::json;

/// What is typed is not shown while this lives.
class Unseen {
 public:
  Unseen() {
    seen_ = ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!seen_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    std::fputs("password: ", stderr);
  }
  ~Unseen() {
    if (!seen_) return;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    std::fputs("\n", stderr);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  bool seen_ = false;
  termios before_{};
};

std::string read_password() {
  const Unseen unseen;
  std::string password;
  std::getline(std::cin, password);
  return password;
}

std::string problem_in(const std::string& body) {
  const auto problem = json::parse(body, nullptr, false);
  return problem.is_object() ? problem.value("detail", body) : body;
}

}  // namespace

int account(const std::string& config, const AccountWish& wish) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  if (!face::rest::role_with_name(wish.role)) {
    return complain(fmt::format("--role is \"{}\"; write {}", wish.role, face::rest::all_roles()),
                    2);
  }
  if (const auto problem = account::name_problem(wish.name)) {
    return complain(fmt::format("--name is \"{}\": {}", wish.name, *problem), 2);
  }
  json body = {{"role", wish.role}};
  if (!wish.partner.empty()) body["partner"] = wish.partner;
  if (wish.disable || wish.enable) body["disabled"] = wish.disable;
  if (!wish.keep_password && !wish.disable) body["password"] = read_password();
  return through_server(*configuration, [&](HttpClient& client) {
    const auto answer = client.put("/v1/accounts/" + wish.name, "application/json",
                                   body.dump(-1, ' ', true, json::error_handler_t::replace));
    if (!answer) return complain(answer.error(), 1);
    if (answer->status >= 300) {
      return complain(problem_in(answer->body), answer->status == 422 ? 2 : 1);
    }
    fmt::print("account {}: {}{}\n", wish.name, wish.role, wish.disable ? ", disabled" : "");
    return 0;
  });
}

}  // namespace airperk::app
