#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "store/access/access_log.h"

/// The files of an access log, and a note's line in them. For this room.
namespace airperk::store::access {

struct File {
  std::uint64_t first = 0;  ///< number of its first note
  std::filesystem::path path;
};
/// Oldest first.
std::vector<File> files_in(const std::string& directory);
std::string path_of(const std::string& directory, std::uint64_t first);

/// The error names it.
Result<std::string> text_of(const std::filesystem::path& path);
/// Each whole line, without its end.
void for_each_line(std::string_view text, const std::function<void(std::string_view)>& see);

std::string body_of(const Access& access);
/// Nothing where it is no note's.
std::optional<Access> access_in(std::string_view line);

}  // namespace airperk::store::access
