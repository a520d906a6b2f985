#include "app/site_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "app/files.h"

namespace airperk::app {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> toml_files_in(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<face::site::Book> read_site_words(const std::string& folder) {
  face::site::Book book;
  std::string lines;
  const auto blame = [&lines](const std::string& line) {
    lines += (lines.empty() ? "" : "\n") + line;
  };
  const auto files = toml_files_in(folder);
  if (files.empty()) {
    blame(
        fmt::format("{}: [site] words names no folder with words in it; copy programme/site there, "
                    "or leave the key off",
                    folder));
  }
  for (const auto& file : files) {
    const auto language = programme::Language::parse(file.stem().string());
    if (!language) {
      blame(fmt::format("{}:1: a file of words is called after its language: \"kk.toml\"",
                        file.string()));
      continue;
    }
    const auto text = read_file(file.string());
    if (!text) {
      blame(text.error());
      continue;
    }
    auto words = face::site::read_words(file.string(), *text);
    if (words) {
      book.emplace(*language, *std::move(words));
      continue;
    }
    for (const auto& problem : words.error()) blame(problem.to_string());
  }
  if (!lines.empty()) return fail(lines);
  return book;
}

}  // namespace airperk::app
