#include "base/settings/toml_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

namespace airperk::settings {
namespace {

// toml++ frees nested tables by recursion, and a dotted key may nest without end: such a line must
// not reach it. Ours have a handful of dots each.
constexpr std::size_t dots_in_line_max = 60;
constexpr std::size_t line_length_max = 10'000;
constexpr std::size_t file_size_max = 4'000'000;

using Lines = std::vector<std::string_view>;

Lines split_lines(std::string_view text) {
  Lines lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

bool is_refused_unread(const std::string& file, const Lines& lines, std::size_t size,
                       Problems& problems) {
  if (size > file_size_max) {
    problems.add(file, 1, "is too long; keep it under 4 MB");
    return true;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto dots = std::count(lines[i].begin(), lines[i].end(), '.');
    if (static_cast<std::size_t>(dots) <= dots_in_line_max && lines[i].size() <= line_length_max) {
      continue;
    }
    problems.add(file, static_cast<int>(i) + 1, "a line this long cannot be read; break it up");
    return true;
  }
  return false;
}

// The digits of a number as they stand in the file. toml++ counts columns in code points.
std::string as_written(const Lines& lines, const toml::source_position& begin) {
  if (begin.line == 0 || begin.line > lines.size()) return "";
  const std::string_view line = lines[begin.line - 1];
  const auto begins_point = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  std::size_t at = 0;
  for (toml::source_index column = 0; at < line.size(); ++at) {
    if (begins_point(line[at]) && ++column == begin.column) break;
  }
  const std::size_t end = line.find_first_of(" \t\r,]}#", at);
  std::string digits(line.substr(at, end == std::string_view::npos ? end : end - at));
  std::erase(digits, '_');
  if (digits.starts_with('+')) digits.erase(0, 1);
  return digits;
}

class Converter {
 public:
  explicit Converter(const Lines& lines) : lines_(lines) {}

  Node convert(const toml::node& from, int line) const {
    Node node;
    const int own_line = static_cast<int>(from.source().begin.line);
    node.line = own_line > 0 ? own_line : line;
    if (const auto* table = from.as_table()) {
      add_entries(node, *table);
    } else if (const auto* array = from.as_array()) {
      node.kind = Node::Kind::array;
      for (const toml::node& item : *array) node.children.push_back(convert(item, node.line));
    } else {
      set_value(node, from);
    }
    return node;
  }

 private:
  void add_entries(Node& node, const toml::table& table) const {
    for (const auto& [key, value] : table) {
      const int key_line = static_cast<int>(key.source().begin.line);
      Node child = convert(value, key_line > 0 ? key_line : node.line);
      if (key_line > 0) child.line = key_line;
      child.key = key.str();
      node.children.push_back(std::move(child));
    }
  }

  void set_value(Node& node, const toml::node& from) const {
    if (const auto* text = from.as_string()) {
      node.kind = Node::Kind::text;
      node.text = text->get();
    } else if (from.is_integer() || from.is_floating_point()) {
      node.kind = from.is_integer() ? Node::Kind::integer : Node::Kind::number;
      node.text = as_written(lines_, from.source().begin);
    } else if (const auto* boolean = from.as_boolean()) {
      node.kind = Node::Kind::boolean;
      node.text = boolean->get() ? "true" : "false";
    } else {
      node.kind = Node::Kind::date;
    }
  }

  const Lines& lines_;
};

}  // namespace

const Node* Node::find(std::string_view wanted) const {
  for (const Node& child : children) {
    if (child.key == wanted) return &child;
  }
  return nullptr;
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::table:
      return "a section";
    case Node::Kind::array:
      return "a list";
    case Node::Kind::text:
      return "a text";
    case Node::Kind::integer:
    case Node::Kind::number:
      return "a number";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::date:
      return "a date";
  }
  return "";
}

std::optional<Node> parse_toml(const std::string& file, std::string_view text, Problems& problems) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const Lines lines = split_lines(text);
  if (is_refused_unread(file, lines, text.size(), problems)) return {};
  try {
    const toml::table root = toml::parse(text, file);
    return Converter(lines).convert(root, 1);
  } catch (const toml::parse_error& error) {
    const int line = static_cast<int>(error.source().begin.line);
    problems.add(file, std::max(line, 1),
                 fmt::format("is not TOML here: {}; mend the line", error.description()));
  } catch (const std::exception& error) {
    problems.add(file, 1, fmt::format("cannot be read as TOML: {}; mend the file", error.what()));
  }
  return {};
}

}  // namespace airperk::settings
