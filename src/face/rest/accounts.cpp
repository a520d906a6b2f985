#include <fmt/format.h>

#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/passwords.h"

/// Accounts, logins, and what is kept of what people looked at.
namespace airperk::face::rest {
namespace {

using account::Account;
using store::access::Access;

constexpr std::size_t password_bytes_max = 1024;
/// Anybody may send one: nobody holds much with it.
constexpr std::size_t login_bytes_max = 8 << 10;

Problem too_many_tries(std::chrono::seconds wait) {
  return {.status = 429,
          .type = "/problems/too-many-tries",
          .title = "Too many tries",
          .detail = fmt::format("too many passwords were wrong; try again in {} s", wait.count()),
          .headers = {{"Retry-After", fmt::format("{}", wait.count())}}};
}

/// Whoever has typed a password into the wrong field finds it in no log.
void note_login(People& people, const Call& call, const Account* account, std::string what) {
  people.log(fmt::format("http: {}: {}, from {}", what,
                         account ? account->state.name : "an account that is none", call.peer));
  Access access;
  access.who = account ? account->state.name : "";
  access.role = account ? account->state.role : "";
  access.from = call.peer;
  access.what = std::move(what);
  note(people, std::move(access), call);
}

Response log_in(People& people, const Call& call, const std::string& name,
                const std::string& password) {
  const auto house = people.engine.house();
  const auto* account = house->accounts.find(name);
  const bool right = is_password(password, account ? account->state.password : nobodys_hash());
  const auto role = account ? role_with_name(account->state.role) : std::nullopt;
  if (!right || !role || account->state.disabled) {
    note_login(people, call, account, "login refused");
    throw Problem{.status = 401,
                  .type = "/problems/wrong-login",
                  .title = "Not logged in",
                  .detail = "the name or the password is wrong, or the account is closed"};
  }
  note_login(people, call, account, "login");
  people.entrance.lockout().succeeded(name, call.peer);
  return opened(people, call,
                {.role = *role, .account = name, .name = {}, .partner = account->state.partner},
                account->version);
}

Reaction open_session(People& people, const Call& call) {
  check_same_site(call.header("origin"), call.host, call.header("sec-fetch-site"));
  const Fields fields(call.body, {"name", "password"});
  auto name = fields.text("name");
  auto password = fields.text("password", password_bytes_max);
  auto& lockout = people.entrance.lockout();
  const auto now = std::chrono::steady_clock::now();
  if (const auto wait = lockout.try_now(name, call.peer, now)) throw too_many_tries(*wait);
  return PasswordWork{
      .from = call.peer,
      .is_known = lockout.knows(name, call.peer),
      .run = [&people, call, name, password] { return log_in(people, call, name, password); },
      .turned_away = [&lockout, call, name] { lockout.not_made(name, call.peer); }};
}

Response read_session(People& people, const Call& call) {
  const auto& caller = call.caller;
  const auto login = people.entrance.logins().find(session_cookie_in(call.header("cookie")),
                                                   std::chrono::steady_clock::now());
  const bool person = caller.is_person() && login;
  return json_response(200,
                       {{"name", person ? json(caller.account) : json(nullptr)},
                        {"role", name_of(caller.role)},
                        {"partner", caller.partner.empty() ? json(nullptr) : json(caller.partner)},
                        {"csrf", person ? json(login->csrf) : json(nullptr)}});
}

Response close_session(People& people, const Call& call) {
  people.entrance.logins().close(session_cookie_in(call.header("cookie")));
  Response response{.status = 204};
  response.headers.emplace_back(
      "Set-Cookie",
      fmt::format("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", session_cookie));
  return response;
}

json account_json(const Account& account, const Spoken& spoken) {
  const auto& state = account.state;
  return {{"name", state.name},
          {"role", state.role},
          {"partner", state.partner.empty() ? json(nullptr) : json(state.partner)},
          {"disabled", state.disabled},
          {"changed", spoken.instant(state.at)},
          {"by", state.by}};
}

Response list_accounts(const engine::Engine& engine) {
  const Spoken spoken(engine, Instant::never());
  auto accounts = json::array();
  for (const auto& [name, account] : spoken.house().accounts.all()) {
    accounts.push_back(account_json(account, spoken));
  }
  return json_response(200, {{"accounts", std::move(accounts)}});
}

/// The account as the call wants it; what it does not say stays as it was.
account::AccountChanged wanted_account(const Fields& fields, const std::string& name,
                                       const Account* before) {
  if (const auto problem = account::name_problem(name)) {
    throw problems::bad_field("name", *problem);
  }
  account::AccountChanged wanted;
  if (before) wanted = before->state;
  wanted.name = name;
  wanted.role = fields.text("role");
  if (!role_with_name(wanted.role)) {
    throw problems::bad_field("role", fmt::format("\"role\" must be one of {}", all_roles()));
  }
  if (fields.has("partner")) wanted.partner = fields.text("partner");
  if ((wanted.role == name_of(Role::partner)) != !wanted.partner.empty()) {
    throw problems::bad_field(
        "partner",
        "\"partner\" names the partner of an account of the role partner, and "
        "stands with no other role");
  }
  wanted.disabled = fields.flag("disabled", wanted.disabled);
  return wanted;
}

Response change_account(People& people, const Call& call) {
  const Fields fields(call.body, {"role", "password", "partner", "disabled"});
  const auto& name = call.arguments.at(0);
  const auto house = people.engine.house();
  const auto* before = house->accounts.find(name);
  auto wanted = wanted_account(fields, name, before);
  if (const auto password = fields.optional_text("password", password_bytes_max)) {
    if (const auto problem = account::password_problem(*password, name)) {
      throw problems::bad_field("password", *problem);
    }
    wanted.password = password_hash(*password);
  } else if (!before) {
    throw problems::bad_field("password", "a new account needs a \"password\"");
  }
  wanted.by = call.caller.is_person() ? call.caller.account : "a token";
  people.log(fmt::format("http: account {} {} by {}: {}{}", name, before ? "changed" : "made",
                         wanted.by, wanted.role, wanted.disabled ? ", closed" : ""));
  const auto answer = people.engine.ask({{}, engine::ChangeAccount{std::move(wanted)}});
  check(answer);
  const Spoken spoken(people.engine, answer.now);
  return json_response(before ? 200 : 201,
                       account_json(*spoken.house().accounts.find(name), spoken));
}

json access_json(const Access& access, const Spoken& spoken) {
  return {{"number", access.number},
          {"at", spoken.instant(access.at)},
          {"who", access.who},
          {"role", access.role},
          {"from", access.from},
          {"what", access.what},
          {"subscriber", access.subscriber == 0 ? json(nullptr) : json(access.subscriber)},
          {"why", access.why}};
}

Response read_accesses(People& people, const Call& call) {
  check_query(call, {"before", "limit", "who", "subscriber"});
  constexpr std::int64_t last = INT64_MAX;
  const auto before = static_cast<std::uint64_t>(whole_query(call, "before", last, 1, last));
  const auto limit = static_cast<std::size_t>(whole_query(call, "limit", 100, 1, 1000));
  const auto who = query(call, "who");
  std::optional<std::uint32_t> subscriber;
  if (const auto number = query(call, "subscriber")) {
    const auto viewed = people.engine.ask({msisdn_in(*number, "subscriber"), engine::View{}});
    check(viewed);
    subscriber = std::get<engine::Viewed>(viewed.body).id.value;
  }
  std::vector<Access> found;
  if (people.accesses) {
    found = people.accesses->newest(before, limit, [&](const Access& access) {
      return (!who || access.who == *who) && (!subscriber || access.subscriber == *subscriber);
    });
  }
  const Spoken spoken(people.engine, Instant::never());
  auto rows = json::array();
  for (const auto& access : found) rows.push_back(access_json(access, spoken));
  const bool more = found.size() == limit && found.back().number > 1;
  return json_response(200, {{"accesses", std::move(rows)},
                             {"before", more ? json(found.back().number) : json(nullptr)}});
}

}  // namespace

void add_people(Router& router, People& people) {
  router.add({Method::post, "/v1/session", Right::anybody,
              [&people](const Call& call) { return open_session(people, call); },
              "application/json", login_bytes_max});
  router.add({Method::get, "/v1/session", Right::any_role,
              [&people](const Call& call) -> Reaction { return read_session(people, call); }});
  router.add({Method::del, "/v1/session", Right::any_role,
              [&people](const Call& call) -> Reaction { return close_session(people, call); }});
  router.add({Method::get, "/v1/accounts", Right::manage_accounts,
              [&people](const Call&) -> Reaction { return list_accounts(people.engine); }});
  router.add({Method::put, "/v1/accounts/{name}", Right::manage_accounts,
              [&people](const Call& call) -> Reaction {
                const auto change = [&people, call] { return change_account(people, call); };
                // An account is closed however many passwords wait.
                if (call.body.find("\"password\"") == std::string::npos) return Clerical{change};
                return PasswordWork{.from = call.peer, .is_known = true, .run = change};
              }});
  router.add({Method::get, "/v1/access-log", Right::read_access_log,
              [&people](const Call& call) -> Reaction {
                return Clerical{[&people, call] { return read_accesses(people, call); }};
              }});
}

}  // namespace airperk::face::rest
