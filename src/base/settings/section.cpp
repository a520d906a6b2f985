#include "base/settings/section.h"

#include <fmt/format.h>

#include <algorithm>

namespace airperk::settings {

const Node* Section::optional(std::string_view key) {
  known_.emplace_back(key);
  return table_->find(key);
}

const Node* Section::required(std::string_view key) {
  const Node* node = optional(key);
  if (!node) blame(line(), fmt::format("{} lacks \"{}\"; add it", name_, key));
  return node;
}

const std::vector<Node>& Section::all() {
  for (const Node& child : table_->children) known_.push_back(child.key);
  return table_->children;
}

std::optional<Section> Section::as_section(const Node* node) {
  if (!node) return {};
  if (node->kind != Node::Kind::table) {
    blame(*node, fmt::format("is {}; write a section [{}]", kind_name(node->kind), node->key));
    return {};
  }
  return Section(file_, *node, fmt::format("[{}]", node->key), *problems_);
}

std::optional<Section> Section::section(std::string_view key) {
  const Node* node = optional(key);
  if (!node) blame(line(), fmt::format("section [{}] is missing; add it", key));
  return as_section(node);
}

std::optional<Section> Section::section_if(std::string_view key) {
  return as_section(optional(key));
}

std::vector<Section> Section::sections(std::string_view key) {
  const Node* node = optional(key);
  std::vector<Section> found;
  if (!node) {
    blame(line(), fmt::format("there is no [[{}]]; add one", key));
    return found;
  }
  const bool list = node->kind == Node::Kind::array;
  if (!list) blame(*node, fmt::format("is {}; write [[{}]]", kind_name(node->kind), key));
  for (const Node* item : list ? items(node) : std::vector<const Node*>()) {
    if (item->kind == Node::Kind::table) {
      found.emplace_back(file_, *item, fmt::format("[[{}]]", key), *problems_);
    } else {
      blame(item->line,
            fmt::format("\"{}\" has {} in it; write [[{}]]", key, kind_name(item->kind), key));
    }
  }
  return found;
}

std::vector<const Node*> Section::items(const Node* list) {
  std::vector<const Node*> found;
  if (!list) return found;
  if (list->kind != Node::Kind::array) {
    blame(*list, fmt::format("is {}; write a list in [ ]", kind_name(list->kind)));
    return found;
  }
  for (const Node& item : list->children) found.push_back(&item);
  return found;
}

void Section::done() {
  for (const Node& child : table_->children) {
    if (std::find(known_.begin(), known_.end(), child.key) != known_.end()) continue;
    std::string mend = did_you_mean(child.key, known_);
    if (mend.empty()) mend = fmt::format("; remove it, {} has no such key", name_);
    blame(child.line, fmt::format("unknown key \"{}\"{}", child.key, mend));
  }
}

void Section::blame(const Node& node, const std::string& what) {
  blame(node.line, node.key.empty() ? fmt::format("an item of the list {}", what)
                                    : fmt::format("\"{}\" {}", node.key, what));
}

int Section::line_of(std::string_view key) const {
  const Node* node = table_->find(key);
  return node ? node->line : line();
}

}  // namespace airperk::settings
