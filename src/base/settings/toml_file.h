#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings/problems.h"

/// TOML with lines, and numbers as they were written.
namespace airperk::settings {

/// One value of a TOML file. Numbers keep their digits, so that 16.7 stays exact.
struct Node {
  enum class Kind { table, array, text, integer, number, boolean, date };
  Kind kind = Kind::table;
  int line = 1;                ///< of the value, or of its key or header if it has one
  std::string key;             ///< in its table; empty in an array
  std::string text;            ///< text: its value; integer, number, boolean: as written
  std::vector<Node> children;  ///< of a table or array

  const Node* find(std::string_view wanted) const;
};

/// "a text", "a number": what a person would call it.
std::string_view kind_name(Node::Kind kind);

/// The file's root table. A file that is not TOML adds one problem and gives nothing. Never throws,
/// whatever the text.
std::optional<Node> parse_toml(const std::string& file, std::string_view text, Problems& problems);

}  // namespace airperk::settings
