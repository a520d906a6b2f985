#include "face/rest/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "face/rest/problem.h"

namespace airperk::face::rest {
namespace {

/// "/a/b" -> "a", "b"; a trailing slash makes an empty last part, which nothing matches.
std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  path.remove_prefix(1);
  for (;;) {
    const auto slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/// What stands for the pattern's "{...}", or nothing if the path is not of its form.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  const auto wanted = parts_of(pattern), given = parts_of(path);
  if (wanted.size() != given.size()) return {};
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return {};
      continue;
    }
    auto decoded = percent_decoded(given[i]);
    if (!decoded || decoded->empty()) return {};
    arguments.push_back(std::move(*decoded));
  }
  return arguments;
}

bool is_method(Method method, std::string_view name) {
  return name == name_of(method) || (name == "HEAD" && method == Method::get);
}

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto member = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (member.empty()) continue;
    const auto equals = std::min(member.find('='), member.size());
    auto name = percent_decoded(member.substr(0, equals));
    auto value = percent_decoded(member.substr(std::min(equals + 1, member.size())));
    if (!name || !value) throw problems::bad_request("the query is not percent-encoded rightly");
    if (!query.emplace(*name, std::move(*value)).second) {
      throw problems::bad_field(*name, fmt::format("\"{}\" stands twice in the query", *name));
    }
  }
  return query;
}

Login login_for(const Route& route, std::string_view authorization, const Tokens& tokens) {
  if (route.right == Right::anybody) return {};
  constexpr std::string_view scheme = "bearer ";
  const bool is_bearer =
      authorization.size() > scheme.size() &&
      std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (!is_bearer) throw problems::unauthorized(false);
  auto token = authorization.substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  auto login = tokens.login_of(token);
  if (!login) throw problems::unauthorized(true);
  if (!may(login->role, route.right)) {
    throw problems::forbidden(fmt::format("the token's role is {}, and that may not {} {}",
                                          name_of(login->role), name_of(route.method),
                                          route.pattern));
  }
  return *std::move(login);
}

void check_media_type(const Route& route, const Head& head) {
  // A body that says nothing of its type is taken for what the path wants.
  if (!head.has_body || head.content_type.empty() || route.method == Method::get) return;
  auto type = std::string(head.content_type.substr(0, head.content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (type != route.body_type) throw problems::unsupported_media(route.body_type);
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::put:
      return "PUT";
    case Method::post:
      return "POST";
    case Method::del:
      return "DELETE";
  }
  return "";
}

std::optional<std::string> percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return {};
    const int high = digit(text[i + 1]), low = digit(text[i + 2]);
    if (high < 0 || low < 0) return {};
    decoded += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return decoded;
}

Router::Found Router::find(const Head& head, const Tokens& tokens) const {
  const auto path = head.target.substr(0, head.target.find_first_of("?#"));
  if (!path.starts_with('/')) throw problems::bad_request("the request's target is not a path");
  std::set<std::string> allowed;
  for (const auto& route : routes_) {
    auto arguments = match(route.pattern, path);
    if (!arguments) continue;
    if (!is_method(route.method, head.method)) {
      allowed.emplace(name_of(route.method));
      if (route.method == Method::get) allowed.emplace("HEAD");
      continue;
    }
    auto login = login_for(route, head.authorization, tokens);
    check_media_type(route, head);
    Found found{&route, {}};
    found.call.login = std::move(login);
    found.call.method = route.method;
    found.call.path = path;
    found.call.arguments = std::move(*arguments);
    if (path.size() < head.target.size() && head.target[path.size()] == '?') {
      found.call.query = parse_query(head.target.substr(path.size() + 1));
    }
    return found;
  }
  if (!allowed.empty()) {
    throw problems::method_not_allowed(fmt::format("{}", fmt::join(allowed, ", ")));
  }
  throw problems::not_found("nothing is served at this path; see /v1/openapi.json");
}

}  // namespace airperk::face::rest
