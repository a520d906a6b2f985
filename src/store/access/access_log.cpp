#include "store/access/access_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace airperk::store::access {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view prefix = "access-", suffix = ".log";

std::string line_of(const Access& access) {
  const json line = {{"n", access.number},      {"at", access.at.in_microseconds()},
                     {"who", access.who},       {"role", access.role},
                     {"from", access.from},     {"what", access.what},
                     {"of", access.subscriber}, {"why", access.why}};
  // What is not UTF-8 has been refused before; here nothing may throw.
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<Access> access_in(const std::string& line) {
  const auto read = json::parse(line, nullptr, false);
  if (!read.is_object()) return {};
  try {
    return Access{read.at("n").get<std::uint64_t>(),
                  Instant::microseconds(read.at("at").get<std::int64_t>()),
                  read.at("who").get<std::string>(),
                  read.at("role").get<std::string>(),
                  read.at("from").get<std::string>(),
                  read.at("what").get<std::string>(),
                  read.at("of").get<std::uint32_t>(),
                  read.at("why").get<std::string>()};
  } catch (const json::exception&) {
    return {};
  }
}

struct File {
  std::uint64_t first = 0;
  fs::path path;
};

/// The log's files, oldest first.
std::vector<File> files_in(const std::string& directory) {
  std::vector<File> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    if (!entry.is_regular_file(ignored)) continue;
    File file{0, entry.path()};
    const auto* end = name.data() + name.size() - suffix.size();
    if (std::from_chars(name.data() + prefix.size(), end, file.first).ptr == end) {
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.first < b.first; });
  return files;
}

tl::unexpected<std::string> system_error(const std::string& what, const std::string& path) {
  return fail(fmt::format("{}: cannot {}: {}; make room, or mend its permissions", path, what,
                          std::strerror(errno)));
}

Result<std::string> text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && fs::file_size(path) > 0) text << file.rdbuf();
  if (file && text) return text.str();
  return fail(fmt::format("{}: cannot be read: {}; see the disk's health", path.string(),
                          std::strerror(errno)));
}

std::vector<Access> rows_in(const std::string& text) {
  std::vector<Access> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (auto access = access_in(line)) rows.push_back(std::move(*access));
  }
  return rows;
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

}  // namespace

AccessLog::AccessLog(std::string directory, std::size_t file_bytes_max)
    : directory_(std::move(directory)), file_bytes_max_(file_bytes_max) {}

AccessLog::~AccessLog() {
  if (file_ >= 0) ::close(file_);
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& directory,
                                                   std::size_t file_bytes_max) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return fail(fmt::format("{}: cannot be made: {}", directory, error.message()));
  std::unique_ptr<AccessLog> log(new AccessLog(directory, file_bytes_max));
  if (auto started = log->start(); !started) return fail(started.error());
  return log;
}

Result<void> AccessLog::start() {
  const auto files = files_in(directory_);
  if (files.empty()) return {};
  const auto& last = files.back();
  std::error_code error;
  auto text = text_of(last.path);
  if (!text) return fail(text.error());
  // Up to the last whole line.
  text->resize(text->rfind('\n') + 1);
  fs::resize_file(last.path, text->size(), error);
  if (error) return fail(fmt::format("{}: {}", last.path.string(), error.message()));
  const auto rows = rows_in(*text);
  next_ = rows.empty() ? last.first : rows.back().number + 1;
  // A file is not gone on with: each begins at its number, so one that is empty is begun anew.
  return {};
}

Result<void> AccessLog::begin_file() {
  if (file_ >= 0) ::close(file_);
  const auto path = fmt::format("{}/{}{:08}{}", directory_, prefix, next_, suffix);
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600);
  if (file_ < 0) return system_error("write", path);
  file_bytes_ = 0;
  broken_ = false;
  // The file's name must be on the disk as well.
  const int directory = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = directory >= 0 && ::fsync(directory) == 0;
  if (directory >= 0) ::close(directory);
  if (!synced) return system_error("sync", directory_);
  return {};
}

Result<std::uint64_t> AccessLog::append(Access access) {
  std::lock_guard lock(mutex_);
  if (file_ < 0 || broken_ || file_bytes_ >= file_bytes_max_) {
    // After a failure a number is left out, so that no two lines ever share one.
    if (broken_) ++next_;
    if (auto begun = begin_file(); !begun) return fail(begun.error());
  }
  access.number = next_;
  const auto line = line_of(access);
  if (!write_all(file_, line) || ::fdatasync(file_) != 0) {
    broken_ = true;
    return system_error("write", directory_);
  }
  file_bytes_ += line.size();
  return next_++;
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
    const auto rows = rows_in(*text);
    for (auto row = rows.rbegin(); row != rows.rend() && found.size() < limit; ++row) {
      if (row->number < before && wanted(*row)) found.push_back(*row);
    }
  }
  return found;
}

}  // namespace airperk::store::access
