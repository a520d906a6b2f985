#include "store/log/head_file.h"

#include <algorithm>
#include <filesystem>

namespace airperk::store::log {
namespace {

constexpr std::size_t slots = 2;

std::string path_in(const std::string& directory) {
  return directory + "/" + std::string(head_name);
}

/// The slot with the newest head, and what it says.
struct Newest {
  std::size_t slot = slots;
  std::optional<Head> head;
  std::size_t unreadable = 0;
};
Newest newest_in(std::string_view octets) {
  Newest newest;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const auto at = std::min(slot * head_slot_size, octets.size());
    const auto part = octets.substr(at, head_slot_size);
    const auto head = decode_head(part);
    if (!head) ++newest.unreadable;
    if (head && (!newest.head || head->sequence >= newest.head->sequence)) {
      newest.slot = slot;
      newest.head = head;
    }
  }
  return newest;
}

}  // namespace

HeadRead read_head(const std::string& directory) {
  HeadRead read;
  const auto path = path_in(directory);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return read;
  read.is_there = true;
  const auto file = File::open(path, File::Access::read);
  if (!file) {
    read.damage = file.error();
    return read;
  }
  const auto octets = file->read(0, slots * head_slot_size);
  if (!octets) {
    read.damage = octets.error();
    return read;
  }
  const auto newest = newest_in(*octets);
  read.head = newest.head;
  read.is_one_copy = newest.head && newest.unreadable != 0;
  if (!newest.head) read.damage = "none of its copies can be read";
  return read;
}

Result<HeadFile> HeadFile::open(const std::string& directory) {
  const auto path = path_in(directory);
  std::error_code ignored;
  const bool is_there = std::filesystem::exists(path, ignored);
  auto file = File::open(path, is_there ? File::Access::write : File::Access::create);
  if (!file) return fail(file.error());
  if (auto filled = file->fill(slots * head_slot_size); !filled) return fail(filled.error());
  if (auto synced = file->sync(); !synced) return fail(synced.error());
  if (auto synced = sync_directory(directory); !synced) return fail(synced.error());
  const auto octets = file->read(0, slots * head_slot_size);
  if (!octets) return fail(octets.error());
  const auto slot = newest_in(*octets).slot == 0 ? std::size_t{1} : std::size_t{0};
  return HeadFile(std::move(*file), slot);
}

Result<void> HeadFile::write(const Head& head) {
  if (auto written = file_.write(slot_ * head_slot_size, encode(head)); !written) return written;
  slot_ = (slot_ + 1) % slots;
  return {};
}

}  // namespace airperk::store::log
