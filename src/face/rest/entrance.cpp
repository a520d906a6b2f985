#include "face/rest/entrance.h"

#include <sodium.h>

#include <algorithm>

#include "face/rest/problem.h"
#include "face/rest/router.h"

namespace airperk::face::rest {
namespace {

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

}  // namespace

std::string_view session_cookie_in(std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    auto pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(session_cookie) && pair.substr(session_cookie.size()).starts_with('=')) {
      return pair.substr(session_cookie.size() + 1);
    }
  }
  return {};
}

void check_same_site(std::string_view origin, std::string_view host, std::string_view fetch_site) {
  const auto refuse = [] {
    throw problems::forbidden("another site's page asked for this; open the console itself");
  };
  if (!origin.empty()) {
    const auto scheme = origin.find("://");
    if (scheme == std::string_view::npos || origin.substr(scheme + 3) != host) refuse();
  }
  if (!fetch_site.empty() && fetch_site != "same-origin" && fetch_site != "none") refuse();
}

Caller Entrance::caller(const Head& head) const {
  if (!head.authorization.empty()) return bearer(head.authorization);
  const auto id = session_cookie_in(head.cookie);
  if (id.empty()) throw problems::unauthorized(false);
  return logged_in(head, id);
}

Caller Entrance::bearer(std::string_view authorization) const {
  constexpr std::string_view scheme = "bearer ";
  const bool is_bearer =
      authorization.size() > scheme.size() &&
      std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (!is_bearer) throw problems::unauthorized(false);
  auto token = authorization.substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  auto login = tokens_.login_of(token);
  if (!login) throw problems::unauthorized(true);
  return {.role = login->role,
          .account = {},
          .name = std::move(login->name),
          .partner = std::move(login->partner)};
}

Caller Entrance::logged_in(const Head& head, std::string_view id) const {
  const auto login = logins_.find(id, std::chrono::steady_clock::now());
  if (!login) throw problems::unauthorized(true);
  // What was changed or closed since holds at once. A login of the demo's has no account.
  if (login->account_version > 0) {
    const auto house = engine_.house();
    const auto* account = house->accounts.find(login->caller.account);
    if (!account || account->version != login->account_version) {
      logins_.close(id);
      throw problems::unauthorized(true);
    }
  }
  if (!is_safe(head.method)) {
    check_same_site(head.origin, head.host, head.fetch_site);
    if (!same(head.csrf, login->csrf)) {
      throw problems::forbidden(
          "a change under a login wants the header X-CSRF-Token with the login's \"csrf\"; see "
          "GET /v1/session");
    }
  }
  auto caller = login->caller;
  caller.name = caller.account;
  return caller;
}

}  // namespace airperk::face::rest
