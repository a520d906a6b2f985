#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "base/instant.h"
#include "base/result.h"
#include "base/settings/toml_file.h"

/// From what a person writes to what the rules use. Each reader's error completes a
/// sentence that begins with the key: `is negative; write an amount such as 16.7`.
namespace airperk::settings {

struct TextValue {
  Result<std::string> operator()(const Node& node) const;
};

/// 500, 16.7: not negative, at most nine decimals.
struct AmountValue {
  Result<Amount> operator()(const Node& node) const;
};

/// A whole number between two bounds.
struct CountValue {
  int min = 0;
  int max = 0;
  Result<int> operator()(const Node& node) const;
};

struct FlagValue {
  Result<bool> operator()(const Node& node) const;
};

/// "30 days", "1 hour", "90 s", "0 days".
struct DurationValue {
  Duration min;
  Duration max;
  Result<Duration> operator()(const Node& node) const;
};

/// "09:00", "01:00:00", "24:00": time since midnight.
struct TimeOfDayValue {
  Result<Duration> operator()(const Node& node) const;
};

/// "21:00-09:00": a span of the day.
struct DayspanValue {
  Result<std::pair<Duration, Duration>> operator()(const Node& node) const;
};

/// "1 KB", "300 MB", in bytes; 1 MB = 1024 KB.
struct DataVolumeValue {
  Result<std::uint64_t> operator()(const Node& node) const;
};

/// One of a few words.
template <typename T>
struct ChoiceValue {
  std::vector<std::pair<std::string, T>> choices;

  Result<T> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    std::vector<std::string> words;
    for (const auto& [word, value] : choices) {
      if (word == *text) return value;
      words.push_back(word);
    }
    return fail("is \"" + *text + "\"; write " + one_of(words));
  }
};

inline constexpr std::uint64_t bytes_per_kb = 1024;
inline constexpr std::uint64_t bytes_per_mb = 1024 * bytes_per_kb;

}  // namespace airperk::settings
