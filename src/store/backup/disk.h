#pragma once

#include <sodium.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// Files as backups need them: hashed while they are read, and on the disk before anybody is told
/// so. Errors name the path, what failed, the system's reason and the mend.
namespace airperk::store::backup {

/// BLAKE2b of 256 bits.
using Hash = std::array<std::uint8_t, 32>;

class Hasher {
 public:
  Hasher();
  void add(std::string_view octets);
  Hash hash();

 private:
  crypto_generichash_state state_;
};
Hash hash_of(std::string_view octets);

/// In small letters; and back, where it is as long as that.
std::string hex_of(std::string_view octets);
std::string hex_of(const Hash& hash);
std::optional<std::string> octets_of(std::string_view hex, std::size_t size);

/// "PATH: cannot be written: No space left on device; make room on that disk"
std::string failure(const std::string& path, const char* doing, int error);

struct Sum {
  std::uint64_t size = 0;
  Hash hash{};
  friend bool operator==(const Sum&, const Sum&) = default;
};
/// True: whoever copies is to give it up.
using GiveUp = std::atomic<bool>;

Result<std::string> read_all(const std::string& path);
Result<Sum> sum_of(const std::string& path, const GiveUp& give_up);
/// Copies the first `size` octets, or all of them, into a file that must not be there yet. It is on
/// the disk on return. What is written goes there some at a time, so that nobody else's sync waits
/// for all of it.
Result<Sum> copy(const std::string& from, const std::string& to, std::optional<std::uint64_t> size,
                 const GiveUp& give_up);
/// Makes a file, or puts it in another one's place, at once. On the disk after the directory's
/// sync.
Result<void> write(const std::string& path, std::string_view octets);
Result<void> sync_directory(const std::string& directory);
/// Every file of the directory, and the directory.
Result<void> sync_all(const std::string& directory);
/// Gives it a name that nothing has.
Result<void> rename_new(const std::string& from, const std::string& to);

/// The thread that calls gives way to everybody else from now on, at the processor and the disk.
void give_way();

}  // namespace airperk::store::backup
