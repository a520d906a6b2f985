#pragma once

#include <string>

#include "face/rest/roles.h"

namespace airperk::face::rest {

/// Who asks: the bearer of a token, or somebody who has logged in.
struct Caller {
  Role role = Role::partner;
  std::string account;  ///< empty: a token
  std::string name;     ///< the account's, or whose the token is: who did it, in records
  std::string partner;  ///< whose campaigns an account of the role partner sees
  bool is_person() const { return !account.empty(); }
};

}  // namespace airperk::face::rest
