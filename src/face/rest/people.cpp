#include "face/rest/people.h"

#include <fmt/format.h>

#include "face/rest/common.h"

namespace airperk::face::rest {
namespace {

using store::access::Access;

constexpr std::string_view of_a_subscriber = "/v1/subscribers/{msisdn}";
constexpr std::size_t reason_bytes_min = 3, reason_bytes_max = 200;

std::string reason_in_body(const Call& call) {
  auto reason = Fields(call.body, {"reason"}).text("reason", reason_bytes_max);
  if (reason.size() < reason_bytes_min) {
    throw problems::bad_field("reason", "\"reason\" says why: a ticket, a letter, a call");
  }
  return reason;
}

/// X-Reason, percent-encoded UTF-8: headers hold ASCII alone.
std::string reason_in_header(const Call& call, bool wanted) {
  const auto reason = percent_decoded(call.header("x-reason"));
  if (!reason || reason->size() > reason_bytes_max) {
    throw problems::bad_field("X-Reason",
                              "the header X-Reason holds up to 200 bytes, percent-encoded");
  }
  if (wanted && reason->size() < reason_bytes_min) {
    throw problems::bad_field(
        "X-Reason", "who looks at a subscriber says why in the header X-Reason: a ticket, a call");
  }
  return *reason;
}

}  // namespace

std::optional<Access> access_of(const Route& route, const Call& call) {
  const bool of_somebody = route.pattern.starts_with(of_a_subscriber);
  const bool changes = route.method != Method::get && route.right != Right::any_role;
  const bool all_say = route.why != Why::care_says;
  const bool tells = of_somebody || changes || route.of_everybody;
  if (!all_say && !(call.caller.is_person() && tells)) return {};
  Access access;
  access.who = call.caller.is_person() ? call.caller.account : "a token, " + call.caller.name;
  access.role = name_of(call.caller.role);
  access.from = call.peer;
  // What stands for "{msisdn}" is not written down: who that was is said by the id.
  access.what = fmt::format("{} {}", name_of(call.method), of_somebody ? route.pattern : call.path);
  const bool wanted = all_say || (of_somebody && call.caller.role == Role::care);
  access.why = route.why == Why::in_body ? reason_in_body(call) : reason_in_header(call, wanted);
  return access;
}

void note(People& people, Access access, const Call& call) {
  access.at = people.engine.now();
  if (access.what.find(of_a_subscriber) != std::string::npos) {
    const auto viewed = people.engine.ask({msisdn_of(call), engine::View{}});
    if (const auto* found = std::get_if<engine::Viewed>(&viewed.body)) {
      access.subscriber = found->id.value;
    }
  }
  const auto noted = people.accesses ? people.accesses->append(std::move(access))
                                     : Result<std::uint64_t>(fail("there is no access log"));
  if (noted) return;
  people.log("http: nothing is shown, for it cannot be noted: " + noted.error());
  throw Problem{.status = 503,
                .type = "/problems/not-noted",
                .title = "It cannot be noted",
                .detail = "what people look at is noted first, and that failed; see the log",
                .headers = {{"Retry-After", "5"}}};
}

Response opened(People& people, const Call& call, Caller caller, std::uint32_t account_version) {
  const auto now = std::chrono::steady_clock::now();
  const auto id = people.entrance.logins().open(caller, account_version, now);
  const auto login = people.entrance.logins().find(id, now);
  auto response = json_response(
      200, {{"name", caller.account},
            {"role", name_of(caller.role)},
            {"partner", caller.partner.empty() ? json(nullptr) : json(caller.partner)},
            {"csrf", login ? login->csrf : ""}});
  const bool tls = call.header("x-forwarded-proto") == "https";
  response.headers.emplace_back(
      "Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", session_cookie, id,
                                tls ? "; Secure" : ""));
  return response;
}

}  // namespace airperk::face::rest
