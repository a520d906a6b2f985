#include "store/backup/copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <utility>

namespace airperk::store::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view part_ending = ".part";

bool is_below(const fs::path& path, const std::string& directory) {
  std::error_code error;
  const auto above = fs::weakly_canonical(fs::absolute(directory, error), error);
  if (error) return false;
  auto from = above.has_filename() ? above : above.parent_path();
  const auto [end, ignored] = std::mismatch(from.begin(), from.end(), path.begin(), path.end());
  return end == from.end();
}

Result<void> may_be_made(const std::string& target, const std::vector<std::string>& outside,
                         bool onto_empty) {
  const fs::path path(target);
  if (target.ends_with(part_ending)) {
    return fail(fmt::format(
        "{}: a name that ends in .part is of what is not finished; name another", target));
  }
  std::error_code error;
  const auto parent = fs::weakly_canonical(path.parent_path(), error);
  for (const auto& directory : outside) {
    if (is_below(parent / path.filename(), directory)) {
      return fail(fmt::format("{}: lies in {}; name a directory outside", target, directory));
    }
  }
  struct stat there {};
  if (::lstat(target.c_str(), &there) == 0) {
    const bool may_stay = onto_empty && S_ISDIR(there.st_mode) && fs::is_empty(path, error);
    if (!may_stay) {
      return fail(fmt::format(
          "{}: something is there already; name a directory that does not exist", target));
    }
    struct stat above {};
    if (::stat(parent.c_str(), &above) == 0 && above.st_dev != there.st_dev) {
      return fail(failure(target, "be replaced", EBUSY));
    }
  } else if (errno != ENOENT && errno != ENOTDIR) {
    return fail(failure(target, "be looked at", errno));
  }
  if (!fs::is_directory(parent, error)) {
    return fail(fmt::format("{}: {} is no directory; make it first: mkdir -p {}", target,
                            path.parent_path().string(), path.parent_path().string()));
  }
  return {};
}

std::string mark_of(const std::string& directory) {
  return read_all(directory + "/" + std::string(mark_name)).value_or("");
}

}  // namespace

std::string text_of_mark(std::string_view kind) {
  if (kind == unfinished) return "unfinished: nobody may open this, and it may be removed\n";
  return fmt::format("{}: contacts are stopped at its first start\n", kind);
}

Part::Part(std::string target, bool onto_empty, int fd)
    : target_(std::move(target)),
      path_(target_ + std::string(part_ending)),
      onto_empty_(onto_empty),
      fd_(fd) {}

Part::Part(Part&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::move(other.path_)),
      onto_empty_(other.onto_empty_),
      fd_(std::exchange(other.fd_, -1)) {}

Part::~Part() {
  if (fd_ < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(fd_);
}

Result<Part> Part::begin(std::string target, const std::vector<std::string>& outside,
                         bool onto_empty) {
  while (target.size() > 1 && target.ends_with('/')) target.pop_back();
  if (auto good = may_be_made(target, outside, onto_empty); !good) return fail(good.error());
  const auto path = target + std::string(part_ending);
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return fail(failure(path, "be made", errno));
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return fail(failure(path, "be opened", errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(
        fmt::format("{}: another process is making it; wait for that one, or name another "
                    "directory",
                    target));
  }
  // Whoever had the lock before may have given the directory its name.
  struct stat held {
  }, named{};
  if (::fstat(fd, &held) != 0 || ::lstat(path.c_str(), &named) != 0 ||
      held.st_ino != named.st_ino || held.st_dev != named.st_dev) {
    ::close(fd);
    return fail(
        fmt::format("{}: another process has just made it; name another directory", target));
  }
  Part part(std::move(target), onto_empty, fd);
  if (!made) {
    if (auto cleared = part.clear(); !cleared) {
      ::close(std::exchange(part.fd_, -1));  // what is there is not ours: it stays
      return fail(cleared.error());
    }
  }
  const auto marked = write(part / mark_name, text_of_mark(unfinished));
  if (!marked) return fail(marked.error());
  return part;
}

Result<void> Part::clear() {
  std::error_code error;
  // Killed before or while it was marked.
  const auto is_first_step = [](const fs::directory_entry& entry) {
    return entry.path().filename().string().starts_with(mark_name);
  };
  const bool is_begun = fs::exists(path_ + "/" + std::string(mark_name), error);
  for (const auto& entry : fs::directory_iterator(path_, error)) {
    const bool is_ours = !entry.is_symlink(error) && (is_begun || is_first_step(entry));
    if (!is_ours) {
      return fail(
          fmt::format("{}: is no unfinished backup of airperk; take it away, or name another "
                      "directory",
                      path_));
    }
  }
  for (const auto& entry : fs::directory_iterator(path_, error)) {
    // The mark goes last, so that a process killed here is understood as well.
    if (!is_first_step(entry)) fs::remove_all(entry.path(), error);
    if (error) break;
  }
  if (error) return fail(failure(path_, "be cleared", error.value()));
  return {};
}

Result<void> Part::finish(std::string_view mark) {
  if (auto marked = write(*this / mark_name, mark); !marked) return marked;
  if (auto synced = sync_all(path_); !synced) return synced;
  if (onto_empty_ && ::rmdir(target_.c_str()) != 0 && errno != ENOENT) {
    return fail(failure(target_, "be replaced", errno));
  }
  if (auto named = rename_new(path_, target_); !named) return named;
  ::close(std::exchange(fd_, -1));
  return sync_directory(fs::path(target_).parent_path().string());
}

Result<Manifest> read_manifest(const std::string& directory) {
  const auto path = directory + "/" + std::string(manifest_name);
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return fail(fmt::format("{}: is no directory; name one that airperk backup made", directory));
  }
  if (!fs::exists(path, error)) {
    return fail(
        fmt::format("{}: has no {}: it is no backup, or one that was never finished; name "
                    "another",
                    directory, manifest_name));
  }
  const auto text = read_all(path);
  if (!text) return fail(text.error());
  auto manifest = decode(*text);
  if (!manifest) return fail(fmt::format("{}: {}", path, manifest.error()));
  std::map<std::string, std::uint64_t> missing;
  for (const auto& file : manifest->files) missing[file.name] = file.sum.size;
  const auto wrong = [&](const std::string& name, const std::string& what) {
    return fail(fmt::format("{}/{}: {}; restore another backup", directory, name, what));
  };
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const auto name = entry.path().filename().string();
    if (name == manifest_name) continue;
    const auto known = missing.find(name);
    if (known == missing.end()) return wrong(name, "is no file of this backup: something added it");
    if (!entry.is_regular_file(error) || entry.is_symlink(error)) return wrong(name, "is no file");
    if (const auto size = entry.file_size(error); size != known->second) {
      return wrong(name, fmt::format("has {} octets, and should have {}", size, known->second));
    }
    missing.erase(known);
  }
  if (error) return fail(failure(directory, "be listed", error.value()));
  if (!missing.empty()) return wrong(missing.begin()->first, "is missing");
  return manifest;
}

Result<Manifest> check(const std::string& directory, const GiveUp& give_up) {
  auto manifest = read_manifest(directory);
  if (!manifest) return manifest;
  for (const auto& file : manifest->files) {
    const auto path = directory + "/" + file.name;
    const auto sum = sum_of(path, give_up);
    if (!sum) return fail(sum.error());
    if (*sum != file.sum) {
      return fail(fmt::format("{}: is not as it was written; restore another backup", path));
    }
  }
  return manifest;
}

Result<Opened> may_be_opened(const std::string& store) {
  std::error_code error;
  auto name = fs::path(store).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  const auto mark = mark_of(store);
  if (mark.starts_with(unfinished) || name.string().ends_with(part_ending)) {
    return fail(
        fmt::format("store {}: is a copy that was never finished; remove it, and take or "
                    "restore a whole one",
                    store));
  }
  const bool has_manifest = fs::exists(store + "/" + std::string(manifest_name), error);
  if (mark.starts_with(opened_in_place)) return Opened::store;
  if (!has_manifest) {
    if (!mark.starts_with(whole_backup)) return Opened::store;
    return fail(fmt::format("store {}: is a backup whose {} is missing; restore another one", store,
                            manifest_name));
  }
  const GiveUp never = false;
  if (auto checked = check(store, never); !checked) return fail(checked.error());
  return Opened::backup;
}

Result<void> open_in_place(const std::string& store) {
  const auto mark = store + "/" + std::string(mark_name);
  if (auto marked = write(mark, text_of_mark(opened_in_place)); !marked) return marked;
  if (auto synced = sync_directory(store); !synced) return synced;
  std::error_code error;
  fs::remove(store + "/" + std::string(manifest_name), error);
  return sync_directory(store);
}

}  // namespace airperk::store::backup
