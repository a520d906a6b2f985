#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "store/access/chain.h"

namespace airperk::store::access {

/// One look, change, login or refused try of a person's.
struct Access {
  std::uint64_t number = 0;      ///< 1, 2, 3...; given by `append`
  Instant at;                    ///< by the business clock
  std::string who;               ///< the account's name, as it was given
  std::string role;              ///< empty: nobody's
  std::string from;              ///< the address that asked
  std::string what;              ///< "GET /v1/subscribers/{msisdn}", "login", "login refused"
  std::uint32_t subscriber = 0;  ///< internal id; 0: about nobody
  std::string why;
  friend bool operator==(const Access&, const Access&) = default;
};

/// What a note says that is written where the head, which must be there, was not.
inline constexpr std::string_view head_was_gone =
    "the access log's head was missing or another's: notes at its end may be gone";

/// Lines of JSON in access-00000001.log, access-00000002.log...: the number is the first note's. A
/// line is on the disk when `append` returns. What a power loss tore is cut off at the next start.
/// Each is linked to all before it (chain.h), and `check` (check.h) finds what was changed or taken
/// out by whoever has not the key. Any thread; one log a directory.
class AccessLog {
 public:
  /// Makes the directory if there is none. The error names it and the mend. `key`: of the links;
  /// always the same for a directory.
  static Result<std::unique_ptr<AccessLog>> open(const std::string& directory, std::string key,
                                                 std::size_t file_bytes_max = 4 << 20);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// The error says what the system said; nothing may then be shown.
  Result<std::uint64_t> append(Access access);

  /// The newest of those before `before` that `wanted` takes, newest first.
  using Wanted = std::function<bool(const Access&)>;
  std::vector<Access> newest(std::uint64_t before, std::size_t limit, const Wanted& wanted) const;

 private:
  AccessLog(std::string directory, Chain chain, std::size_t file_bytes_max);
  Result<void> start();
  Result<void> begin_file();
  Result<void> write_line(std::string body);
  Result<void> write_head();

  const std::string directory_;
  const Chain chain_;
  const std::size_t file_bytes_max_;
  mutable std::mutex mutex_;
  int file_ = -1, head_file_ = -1;
  std::size_t file_bytes_ = 0;
  std::uint64_t next_ = 1;
  Link link_{};          ///< the newest line's
  bool broken_ = false;  ///< a write failed half-way: the file's end is not known to be whole
};

}  // namespace airperk::store::access
