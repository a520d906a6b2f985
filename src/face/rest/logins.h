#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "face/rest/caller.h"

/// Who is logged in, and who has to wait before trying again. Time is steady time, an argument. Any
/// thread.
namespace airperk::face::rest {

using Moment = std::chrono::steady_clock::time_point;

/// Who has one IPv6 address has the 2^64 of its network.
std::string place_of(const std::string& address);

/// In memory alone: a restart logs everybody out.
class Logins {
 public:
  static constexpr std::chrono::minutes idle_max{30};
  static constexpr std::chrono::hours age_max{12};
  static constexpr std::size_t logins_max = 10'000;  ///< at once; the one idle longest makes room

  struct Login {
    Caller caller;
    std::uint32_t account_version = 0;  ///< what it was when the password was right
    std::string csrf;                   ///< what every change must bring along
    Moment opened, used;
  };
  /// 256 random bits in hexadecimal: what the cookie holds.
  std::string open(Caller caller, std::uint32_t account_version, Moment now);
  /// The login, used now; nothing if it is none, or is over.
  std::optional<Login> find(std::string_view id, Moment now);
  void close(std::string_view id);

 private:
  void drop_over(Moment now);
  std::mutex mutex_;
  std::map<std::string, Login, std::less<>> logins_;  ///< by the id's hash
};

/// Wrong passwords. Whoever tries has to wait longer and longer for that account where they are;
/// nobody elsewhere waits with them, nor does anybody there for another account, so that a stranger
/// locks nobody out. Tries from everywhere together are bounded too, but where somebody has been
/// right before.
class Lockout {
 public:
  static constexpr unsigned free_by_place = 5, free_by_account = 100;
  static constexpr std::chrono::seconds wait_max{900};
  static constexpr std::chrono::hours forgotten_after{1};
  static constexpr std::size_t kept_max = 100'000;
  static constexpr std::size_t places_max = 16;  ///< of an account, that are known

  /// How long this try must still wait; nothing if it may be made. One that may counts as failed
  /// until `succeeded`, so that many at once gain nothing.
  std::optional<std::chrono::seconds> try_now(const std::string& account,
                                              const std::string& address, Moment now);
  void succeeded(const std::string& account, const std::string& address);
  /// Whether that account's password was right from there before.
  bool knows(const std::string& account, const std::string& address) const;
  /// The try that might be made was not.
  void not_made(const std::string& account, const std::string& address);

 private:
  struct Tries {
    unsigned failed = 0;
    Moment last, next;
  };
  Tries& tries_of(const std::string& key, Moment now);
  bool is_known(const std::string& account, const std::string& place) const;
  void forget_old(Moment now);
  mutable std::mutex mutex_;
  std::map<std::string, Tries> tries_;
  std::map<std::string, std::deque<std::string>> right_from_;  ///< newest last
};

}  // namespace airperk::face::rest
