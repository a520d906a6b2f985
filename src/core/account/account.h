#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace airperk::account {

/// An account as it was made or changed: the whole of it, so that the newest says all.
struct AccountChanged {
  std::string name;
  std::string role;      ///< in the words of the HTTP API: "care"
  std::string partner;   ///< whose campaigns it sees, if its role is partner
  std::string password;  ///< argon2id, as libsodium writes it
  bool disabled = false;
  Instant at;
  std::string by;  ///< whoever changed it
  friend bool operator==(const AccountChanged&, const AccountChanged&) = default;
};

struct Account {
  AccountChanged state;
  std::uint32_t version = 0;  ///< grows with each change: a login under an earlier one is over
};

/// What is wrong with a name, or nothing: it stands in addresses, logs and files.
std::optional<std::string> name_problem(std::string_view name);
/// What is wrong with a password, or nothing.
std::optional<std::string> password_problem(std::string_view password, std::string_view name);

class Accounts {
 public:
  void apply(const AccountChanged& changed);
  const Account* find(std::string_view name) const;
  const std::map<std::string, Account, std::less<>>& all() const { return accounts_; }

 private:
  std::map<std::string, Account, std::less<>> accounts_;
};

}  // namespace airperk::account
