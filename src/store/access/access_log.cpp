#include "store/access/access_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "store/access/files.h"

namespace airperk::store::access {
namespace {

namespace fs = std::filesystem;

tl::unexpected<std::string> system_error(const std::string& what, const std::string& path) {
  return fail(fmt::format("{}: cannot {}: {}; make room, or mend its permissions", path, what,
                          std::strerror(errno)));
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> sync_directory(const std::string& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = directory >= 0 && ::fsync(directory) == 0;
  const int error = errno;
  if (directory >= 0) ::close(directory);
  errno = error;
  if (!synced) return system_error("sync", path);
  return {};
}

/// The newest line of all, and the number of the newest note up to it.
struct Newest {
  std::uint64_t number = 0;
  std::optional<Link> link;  ///< nothing: it is from before there were links, or there is no line
};
Newest newest_in(const File& file, std::string_view text) {
  Newest newest{file.first - 1, {}};
  for_each_line(text, [&](std::string_view line) {
    const auto linked = linked_in(line);
    newest.link = linked ? std::optional(linked->link) : std::nullopt;
    if (const auto access = access_in(line)) newest.number = access->number;
  });
  return newest;
}

}  // namespace

AccessLog::AccessLog(std::string directory, Chain chain, std::size_t file_bytes_max)
    : directory_(std::move(directory)), chain_(std::move(chain)), file_bytes_max_(file_bytes_max) {}

AccessLog::~AccessLog() {
  if (file_ >= 0) ::close(file_);
  if (head_file_ >= 0) ::close(head_file_);
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& directory, std::string key,
                                                   std::size_t file_bytes_max) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return fail(fmt::format("{}: cannot be made: {}", directory, error.message()));
  std::unique_ptr<AccessLog> log(new AccessLog(directory, Chain(std::move(key)), file_bytes_max));
  if (auto started = log->start(); !started) return fail(started.error());
  return log;
}

Result<void> AccessLog::start() {
  const auto head_path = directory_ + "/" + std::string(head_name);
  std::error_code error;
  std::optional<Head> head;
  bool had_head = false;
  if (fs::exists(head_path, error)) {
    const auto text = text_of(head_path);
    if (!text) return fail(text.error());
    // A first start that was killed leaves it empty.
    had_head = !text->empty();
    for_each_line(*text, [&](std::string_view line) { head = head_in(line, chain_); });
  }
  Newest newest;
  const auto files = files_in(directory_);
  if (!files.empty()) {
    auto text = text_of(files.back().path);
    if (!text) return fail(text.error());
    // Up to the last whole line: a power loss tears it.
    text->resize(text->rfind('\n') + 1);
    fs::resize_file(files.back().path, text->size(), error);
    if (error) return fail(fmt::format("{}: {}", files.back().path.string(), error.message()));
    newest = newest_in(files.back(), *text);
  }
  if (head && head->number > newest.number) newest = {head->number, head->link};
  if (!newest.link && head) newest.link = head->link;
  const bool head_is_gone = !head && (had_head || newest.link);
  if (!newest.link) {
    // Of before there were links: the first one says what stood in all of them.
    newest.link = Link{};
    for (const auto& file : files) {
      const auto text = text_of(file.path);
      if (!text) return fail(text.error());
      newest.link = chain_.next(*newest.link, *text);
    }
  }
  link_ = *newest.link;
  next_ = newest.number + 1;
  head_file_ = ::open(head_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (head_file_ < 0) return system_error("write", head_path);
  // A file is not gone on with: each begins at its number, so one that is empty is begun anew.
  if (head_is_gone) {
    Access note;
    note.who = "airperk";
    note.what = std::string(head_was_gone);
    if (const auto noted = append(std::move(note)); !noted) return fail(noted.error());
  }
  // From now on there is one, whatever happens to power: later ones are written over it.
  if (auto written = write_head(); !written) return written;
  if (::fsync(head_file_) != 0) return system_error("sync", head_path);
  if (auto synced = sync_directory(directory_); !synced) return synced;
  return sync_directory(fs::absolute(directory_).parent_path().string());
}

Result<void> AccessLog::write_head() {
  const auto line = to_line(Head{next_ - 1, link_}, chain_) + "\n";
  if (::pwrite(head_file_, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size())) {
    return {};
  }
  return system_error("write", directory_ + "/" + std::string(head_name));
}

/// A line of this body, synced: what comes next goes on from it.
Result<void> AccessLog::write_line(std::string body) {
  const auto linked = chain_.line(link_, std::move(body));
  const auto line = to_line(linked) + "\n";
  if (!write_all(file_, line) || ::fdatasync(file_) != 0) {
    broken_ = true;
    return system_error("write", directory_);
  }
  link_ = linked.link;
  file_bytes_ += line.size();
  return {};
}

Result<void> AccessLog::begin_file() {
  if (file_ >= 0) ::close(file_);
  const auto path = path_of(directory_, next_);
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600);
  if (file_ < 0) return system_error("write", path);
  file_bytes_ = 0;
  broken_ = false;
  // The file's name must be on the disk as well.
  if (auto synced = sync_directory(directory_); !synced) {
    broken_ = true;
    return synced;
  }
  return write_line(body_of(Beginning{next_, link_}));
}

Result<std::uint64_t> AccessLog::append(Access access) {
  std::lock_guard lock(mutex_);
  if (file_ < 0 || broken_ || file_bytes_ >= file_bytes_max_) {
    // After a failure a number is left out, so that no two lines ever share one.
    if (broken_) ++next_;
    if (auto begun = begin_file(); !begun) return fail(begun.error());
  }
  access.number = next_;
  if (auto written = write_line(body_of(access)); !written) return fail(written.error());
  ++next_;
  if (auto written = write_head(); !written) return fail(written.error());
  return access.number;
}

std::vector<Access> AccessLog::newest(std::uint64_t before, std::size_t limit,
                                      const Wanted& wanted) const {
  std::vector<Access> found;
  const auto files = files_in(directory_);
  for (auto file = files.rbegin(); file != files.rend() && found.size() < limit; ++file) {
    if (file->first >= before) continue;
    // One file at a time: whoever is to be noted does not wait for the whole log to be read.
    std::unique_lock lock(mutex_);
    const auto text = text_of(file->path);
    lock.unlock();
    if (!text) throw std::runtime_error(text.error());
    std::vector<Access> rows;
    for_each_line(*text, [&](std::string_view line) {
      if (auto access = access_in(line)) rows.push_back(std::move(*access));
    });
    for (auto row = rows.rbegin(); row != rows.rend() && found.size() < limit; ++row) {
      if (row->number < before && wanted(*row)) found.push_back(*row);
    }
  }
  return found;
}

}  // namespace airperk::store::access
