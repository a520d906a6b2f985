#include "store/access/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace airperk::store::access {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view prefix = "access-", suffix = ".log";

}  // namespace

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

std::string path_of(const std::string& directory, std::uint64_t first) {
  return fmt::format("{}/{}{:08}{}", directory, prefix, first, suffix);
}

Result<std::string> text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && fs::file_size(path) > 0) text << file.rdbuf();
  if (file && text) return text.str();
  return fail(fmt::format("{}: cannot be read: {}; see the disk's health", path.string(),
                          std::strerror(errno)));
}

void for_each_line(std::string_view text, const std::function<void(std::string_view)>& see) {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    see(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

std::string body_of(const Access& access) {
  const json line = {{"n", access.number},      {"at", access.at.in_microseconds()},
                     {"who", access.who},       {"role", access.role},
                     {"from", access.from},     {"what", access.what},
                     {"of", access.subscriber}, {"why", access.why}};
  // What is not UTF-8 has been refused before; here nothing may throw.
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Access> access_in(std::string_view line) {
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

}  // namespace airperk::store::access
