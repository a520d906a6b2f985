#include "base/settings/problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace airperk::settings {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

}  // namespace

std::string Problem::to_string() const {
  return fmt::format("{}:{}: {}", file, line, what);
}

void Problems::add(std::string_view file, int line, std::string what) {
  problems_.push_back({std::string(file), line, on_one_line(std::move(what))});
}

std::vector<Problem> Problems::sorted() const {
  std::vector<std::string> files;
  for (const Problem& problem : problems_) {
    if (std::find(files.begin(), files.end(), problem.file) == files.end()) {
      files.push_back(problem.file);
    }
  }
  std::vector<Problem> all;
  for (const std::string& file : files) {
    const auto begin = static_cast<std::ptrdiff_t>(all.size());
    for (const Problem& problem : problems_) {
      if (problem.file == file) all.push_back(problem);
    }
    std::stable_sort(all.begin() + begin, all.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
  }
  return all;
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string> names) {
  constexpr std::size_t length_max = 60;  // a longer one is no slip of the finger
  if (wrong.size() > length_max) return "";
  const std::string* nearest = nullptr;
  std::size_t distance_min = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(wrong, name);
    if (distance >= distance_min || distance >= name.size()) continue;
    distance_min = distance;
    nearest = &name;
  }
  return nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "";
}

std::string one_of(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += fmt::format("\"{}\"", names[i]);
  }
  return text;
}

}  // namespace airperk::settings
