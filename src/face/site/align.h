#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace airperk::face::site {

/// One step of the way from one list to another: what stays, what goes, what comes.
struct Step {
  enum class Kind : std::uint8_t { same, removed, added } kind = Kind::same;
  std::size_t before = 0;  ///< place in the first list; of same and removed
  std::size_t after = 0;   ///< place in the second list; of same and added
};

/// Beyond so many comparisons, the middle of two lists counts as replaced: a page is made while
/// somebody waits.
inline constexpr std::size_t comparisons_max = 4'000'000;

/// The shortest way from `a` to `b`, by their longest common subsequence. Of two equally short ones
/// the one that removes first.
template <typename T>
std::vector<Step> aligned(const std::vector<T>& a, const std::vector<T>& b) {
  using enum Step::Kind;
  std::vector<Step> steps;
  std::size_t head = 0, a_end = a.size(), b_end = b.size();
  while (head < a_end && head < b_end && a[head] == b[head]) {
    steps.push_back({same, head, head});
    ++head;
  }
  while (a_end > head && b_end > head && a[a_end - 1] == b[b_end - 1]) --a_end, --b_end;
  const std::size_t rows = a_end - head, columns = b_end - head;
  // longest[i][j]: of what comes from a's i-th and b's j-th on.
  std::vector<std::uint32_t> longest;
  if (rows * columns <= comparisons_max) {
    longest.assign((rows + 1) * (columns + 1), 0);
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        const auto at = [&](std::size_t r, std::size_t c) {
          return longest[r * (columns + 1) + c];
        };
        longest[i * (columns + 1) + j] = a[head + i] == b[head + j]
                                             ? at(i + 1, j + 1) + 1
                                             : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::size_t i = 0, j = 0;
  while (i < rows || j < columns) {
    const bool both = i < rows && j < columns && !longest.empty();
    if (both && a[head + i] == b[head + j]) {
      steps.push_back({same, head + i++, head + j++});
    } else if (i < rows && (!both || longest[(i + 1) * (columns + 1) + j] >=
                                         longest[i * (columns + 1) + j + 1])) {
      steps.push_back({removed, head + i++, 0});
    } else {
      steps.push_back({added, 0, head + j++});
    }
  }
  for (; a_end < a.size(); ++a_end, ++b_end) steps.push_back({same, a_end, b_end});
  return steps;
}

}  // namespace airperk::face::site
