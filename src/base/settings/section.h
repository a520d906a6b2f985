#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings/problems.h"
#include "base/settings/toml_file.h"

namespace airperk::settings {

/// One table of a file while it is read: blames by file and line, and knows at the end
/// which keys nobody asked for.
class Section {
 public:
  /// `name` as messages say it: "[bonus]", "tariff \"Beseda\"".
  Section(std::string file, const Node& table, std::string name, Problems& problems)
      : file_(std::move(file)), table_(&table), name_(std::move(name)), problems_(&problems) {}

  /// Reads a key that must be there. False, with a problem, if it is missing or wrong; `into` then
  /// stays as it was.
  template <typename T, typename Value>
  bool read(std::string_view key, T& into, const Value& value) {
    const Node* node = required(key);
    return node && convert(*node, into, value);
  }

  /// The same for a key that may be missing, which is no problem.
  template <typename T, typename Value>
  bool read_if(std::string_view key, T& into, const Value& value) {
    const Node* node = optional(key);
    return node && convert(*node, into, value);
  }

  /// The items of a list; wrong ones are reported and left out. `each(item, node)` gets the rest.
  template <typename Value, typename Each>
  void read_list(std::string_view key, const Value& value, Each each) {
    for (const Node* item : items(required(key))) read_item(*item, value, each);
  }
  template <typename Value, typename Each>
  void read_list_if(std::string_view key, const Value& value, Each each) {
    for (const Node* item : items(optional(key))) read_item(*item, value, each);
  }

  /// [key] below this one; a problem if it is missing.
  std::optional<Section> section(std::string_view key);
  std::optional<Section> section_if(std::string_view key);
  /// [[key]] below this one; a problem if there is none.
  std::vector<Section> sections(std::string_view key);

  /// The node under a key, marked as known; nothing if it is missing. The first form blames.
  const Node* required(std::string_view key);
  const Node* optional(std::string_view key);
  /// All that the table has, marked as known: for tables whose keys are data.
  const std::vector<Node>& all();

  /// Blames every key that was not asked for.
  void done();

  void blame(int line, std::string what) { problems_->add(file_, line, std::move(what)); }
  void blame(const Node& node, const std::string& what);
  int line() const { return table_->line; }
  int line_of(std::string_view key) const;
  const std::string& file() const { return file_; }
  Problems& problems() { return *problems_; }

 private:
  template <typename T, typename Value>
  bool convert(const Node& node, T& into, const Value& value) {
    auto result = value(node);
    if (result) {
      into = *std::move(result);
      return true;
    }
    blame(node, result.error());
    return false;
  }

  template <typename Value, typename Each>
  void read_item(const Node& item, const Value& value, Each each) {
    auto result = value(item);
    if (result) {
      each(*std::move(result), item);
    } else {
      blame(item, result.error());
    }
  }

  std::vector<const Node*> items(const Node* list);
  std::optional<Section> as_section(const Node* node);

  std::string file_;
  const Node* table_;
  std::string name_;
  Problems* problems_;
  std::vector<std::string> known_;
};

}  // namespace airperk::settings
