#include "store/embedded/manifest_tail.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <filesystem>
#include <string_view>

#include "store/backup/disk.h"
#include "store/log/file.h"

namespace airperk::store::embedded {
namespace {

constexpr std::size_t block_size = 32'768, header_size = 7;
/// An entry that is damaged is followed by the next one within this.
constexpr std::size_t looked_through = 2 * block_size;
enum : unsigned char { full = 1, first = 2, middle = 3, last = 4 };

std::uint32_t number_in(std::string_view octets) {
  std::uint32_t number = 0;
  for (std::size_t i = octets.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(octets[i]);
  }
  return number;
}

/// As RocksDB keeps it.
std::uint32_t masked_crc(std::string_view octets) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(octets.data(), octets.size());
  const std::uint32_t plain = crc.checksum();
  return (plain >> 15 | plain << 17) + 0xa282ead8u;
}

struct Fragment {
  std::size_t size = 0;
  bool ends = false;  ///< the entry
};

std::optional<Fragment> whole_fragment(std::string_view octets, std::size_t at) {
  const auto left = std::min(block_size - at % block_size, octets.size() - at);
  if (left <= header_size) return {};
  const auto here = octets.substr(at, left);
  const auto length = number_in(here.substr(4, 2));
  const auto type = static_cast<unsigned char>(here[6]);
  if (length == 0 || type < full || type > last || header_size + length > left) return {};
  if (number_in(here.substr(0, 4)) != masked_crc(here.substr(6, 1 + length))) return {};
  return Fragment{header_size + length, type == full || type == last};
}

std::optional<std::size_t> torn_from(std::string_view octets) {
  std::size_t entry = 0;
  for (std::size_t at = 0; at < octets.size();) {
    const auto left_of_block = block_size - at % block_size;
    if (left_of_block < header_size) {
      at += left_of_block;
      continue;
    }
    if (const auto fragment = whole_fragment(octets, at)) {
      at += fragment->size;
      if (fragment->ends) entry = at;
      continue;
    }
    const auto rest = octets.substr(at);
    const bool is_room = std::all_of(rest.begin(), rest.end(), [](char c) { return c == 0; });
    if (is_room) return {};
    const auto end = std::min(octets.size(), at + looked_through);
    for (auto behind = at + 1; behind < end; ++behind) {
      if (whole_fragment(octets, behind)) return {};
    }
    return entry;
  }
  return {};
}

}  // namespace

std::optional<TornTail> torn_tail(const std::string& store) {
  auto name = backup::read_all(store + "/CURRENT").value_or("");
  while (name.ends_with('\n')) name.pop_back();
  if (!name.starts_with("MANIFEST-")) return {};
  TornTail tail{store + "/" + name};
  const auto octets = backup::read_all(tail.path);
  const auto from = octets ? torn_from(*octets) : std::nullopt;
  // One that is torn from the beginning on lists nothing.
  if (!from || *from == 0) return {};
  tail.from = *from;
  tail.octets = octets->substr(*from);
  return tail;
}

Result<void> cut_off(const TornTail& tail) {
  std::error_code error;
  std::filesystem::resize_file(tail.path, tail.from, error);
  if (error) {
    return fail(
        fmt::format("{}: its last entry is torn, and cannot be cut off: {}; make the "
                    "directory writable and start again",
                    tail.path, error.message()));
  }
  auto file = log::File::open(tail.path, log::File::Access::write);
  return file ? file->sync() : fail(file.error());
}

Result<void> put_back(const TornTail& tail) {
  auto file = log::File::open(tail.path, log::File::Access::write);
  if (!file) return fail(file.error());
  if (auto written = file->write(tail.from, tail.octets); !written) return written;
  return file->sync();
}

}  // namespace airperk::store::embedded
