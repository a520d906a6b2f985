#include <fmt/format.h>
#include <sodium.h>

#include <bit>

#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

/// A USSD string has at most 160 septets; in UTF-8 that is no more than this.
constexpr std::size_t text_bytes_max = 480;
constexpr std::size_t session_bytes_max = 64;

std::string new_session() {
  unsigned char bytes[12];
  randombytes_buf(bytes, sizeof bytes);
  char hex[sizeof bytes * 2 + 1];
  return sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
}

/// A menu goes on in its own session alone, and over its own channel.
std::uint64_t hash_of_session(Msisdn msisdn, const std::string& session) {
  const auto name = fmt::format("http:{}:{}", msisdn.to_string(), session);
  unsigned char digest[crypto_generichash_BYTES_MIN];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(name.data()),
                     name.size(), nullptr, 0);
  std::uint64_t hash;
  __builtin_memcpy(&hash, digest, sizeof hash);
  return hash;
}

Reaction dial(const Call& call) {
  const Fields fields(call.body, {"session", "text"});
  const auto msisdn = msisdn_of(call);
  const auto given = fields.optional_text("session", session_bytes_max);
  if (given && given->empty()) {
    throw problems::bad_field("session", "\"session\" is empty; leave it out to begin a new one");
  }
  const auto session = given.value_or(new_session());
  dialogue::Dial dial{.session = hash_of_session(msisdn, session),
                      .begins = !given,
                      .text = fields.text("text", text_bytes_max)};
  // What people answer in a survey is nobody else's to see or to say (S2).
  dial.is_own = call.login.role == Role::admin;
  return ask(msisdn, std::move(dial), [session](const engine::Answer& answer) {
    const auto& screen = std::get<dialogue::Screen>(answer.body);
    return json_response(200,
                         {{"session", session}, {"screen", screen.text}, {"ended", screen.ended}});
  });
}

}  // namespace

void add_dial(Router& router, engine::Engine&) {
  router.add({Method::post, "/v1/subscribers/{msisdn}/dial", Right::dial, dial});
}

}  // namespace airperk::face::rest
