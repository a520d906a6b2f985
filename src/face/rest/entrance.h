#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "face/rest/logins.h"
#include "face/rest/tokens.h"

namespace airperk::face::rest {

struct Head;

/// Who stands at the door: reads tokens and cookies. What a caller may do is the roles' affair.
/// Any thread.
class Entrance {
 public:
  Entrance(Tokens tokens, engine::Engine& engine) : tokens_(std::move(tokens)), engine_(engine) {}

  /// Who sends a request with this head. A token goes before a cookie. Throws a Problem: 401 if
  /// there is neither or it is over; 403 if a change comes with a cookie and another site may have
  /// made the browser send it.
  Caller caller(const Head& head) const;

  /// See Tokens.
  std::string proof_for(std::string_view challenge) const { return tokens_.proof_for(challenge); }
  Logins& logins() const { return logins_; }
  Lockout& lockout() const { return lockout_; }

 private:
  Caller bearer(std::string_view authorization) const;
  Caller logged_in(const Head& head, std::string_view id) const;

  const Tokens tokens_;
  engine::Engine& engine_;
  mutable Logins logins_;
  mutable Lockout lockout_;
};

/// The value of airperk's cookie in a Cookie header; empty if there is none.
std::string_view session_cookie_in(std::string_view cookie_header);
/// Throws 403 where the browser says that another site's page made it ask.
void check_same_site(std::string_view origin, std::string_view host, std::string_view fetch_site);

inline constexpr std::string_view session_cookie = "airperk-session";

}  // namespace airperk::face::rest
