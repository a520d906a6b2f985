#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a check of a file gathers.
namespace airperk::settings {

/// One thing wrong with a file, with its mend: "smart.toml:12: unknown key "amout"; did you mean
/// "amount"?".
struct Problem {
  std::string file;
  int line = 1;
  std::string what;  ///< says what is wrong and how to mend it, on one line
  std::string to_string() const;
};

class Problems {
 public:
  void add(std::string_view file, int line, std::string what);
  bool empty() const { return problems_.empty(); }
  /// All of them, file by file in the order in which files were first blamed, each file's by line.
  std::vector<Problem> sorted() const;

 private:
  std::vector<Problem> problems_;
};

/// `; did you mean "amount"?`, or nothing if no name is near.
std::string did_you_mean(std::string_view wrong, std::span<const std::string> names);

/// `"a", "b" or "c"`
std::string one_of(std::span<const std::string> names);

}  // namespace airperk::settings
