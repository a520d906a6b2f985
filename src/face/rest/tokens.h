#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "face/rest/roles.h"

namespace airperk::face::rest {

/// Bearer tokens: a role, a name and a random serial under a message authentication code, so that
/// nothing is kept for each. Whoever changes the secret withdraws them all. Any thread.
class Tokens {
 public:
  /// `secret` has 32 bytes. `admin_token` is taken as it stands; an empty one is nobody's.
  Tokens(std::string secret, std::string admin_token);

  /// Whether somebody can be called so: 1 to 64 letters (of ASCII), digits, '.', '_' and '-'.
  static bool is_name(std::string_view name);
  /// "airperk-care.aigul-<serial>-<code>"; of a partner's "airperk-partner.aigul~<hex>-…", the
  /// partner in hexadecimal. Without a name: "airperk-care-…", and the role's name is whose it is.
  std::string issue(const Login& login) const;
  /// Whose token this is; nothing if it is not one of ours. Takes as long for a near miss as for
  /// any other.
  std::optional<Login> login_of(std::string_view bearer) const;
  /// What shows to whoever has the secret too that this is their own server, before they send it
  /// anything: nothing that was asked before says what this one is. `challenge`: any text.
  std::string proof_for(std::string_view challenge) const;

 private:
  std::string code_for(std::string_view head) const;
  std::string secret_;
  std::string admin_digest_;  ///< of the admin token, so that lengths do not show either
};

}  // namespace airperk::face::rest
