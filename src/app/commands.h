#pragma once

#include <string>

/// The commands of the binary. Each returns the exit status: 0 done, 1 not done, 2 a bad option or
/// file, with one line on standard error for each thing that is wrong. An empty `config` means the
/// defaults.
namespace airperk::app {

int serve(const std::string& config);
int demo(const std::string& listen, unsigned subscribers, const std::string& now);
int check(const std::string& programme);
int import_csv(const std::string& config, const std::string& csv, bool update);
/// `contacts`: lists the slots of every subscriber and month too.
int verify(const std::string& config, bool contacts);
/// Says what is missing from the journal's end; `accept_loss`: goes on without it, and journals
/// that.
int repair(const std::string& config, bool accept_loss);
struct TokenWish {
  std::string role, name, partner;
};
int token(const std::string& config, const TokenWish& wish);
/// What `airperk account` was asked for. The password, if any, comes on standard input.
struct AccountWish {
  std::string name, role, partner;
  bool disable = false, enable = false, keep_password = false;
};
int account(const std::string& config, const AccountWish& wish);
int backup(const std::string& config, const std::string& directory);
/// What `airperk restore` was asked for: a backup, perhaps brought on by the ranges in `journal`.
struct RestoreWish {
  std::string backup, journal, until;
};
int restore(const std::string& config, const RestoreWish& wish);
/// Where a store's secret is lost for good.
int new_secret(const std::string& config);

}  // namespace airperk::app
