#include "face/site/terms_text.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "face/site/html.h"

namespace airperk::face::site {
namespace {

constexpr std::size_t heading_bytes_max = 120;

bool is_heading(std::string_view line) {
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  return digits > 0 && digits <= 3 && line.substr(digits).starts_with(". ") &&
         line.size() <= heading_bytes_max;
}

}  // namespace

std::vector<Block> blocks_of(std::string_view terms) {
  using enum Block::Kind;
  std::vector<Block> blocks;
  bool goes_on = false;  // the last block takes the next line
  while (!terms.empty()) {
    const auto end = std::min(terms.find('\n'), terms.size());
    const auto line = ascii::trimmed(terms.substr(0, end));
    terms.remove_prefix(std::min(end + 1, terms.size()));
    if (line.empty()) {
      goes_on = false;
    } else if (blocks.empty()) {
      blocks.push_back({title, std::string(line)});
    } else if (!goes_on && is_heading(line)) {
      blocks.push_back({heading, std::string(line)});
    } else if (line.starts_with("- ")) {
      blocks.push_back({item, std::string(ascii::trimmed(line.substr(2)))});
      goes_on = true;
    } else if (goes_on) {
      blocks.back().text.append(" ").append(line);
    } else {
      blocks.push_back({paragraph, std::string(line)});
      goes_on = true;
    }
  }
  return blocks;
}

std::string to_html(const std::vector<Block>& blocks, int level) {
  std::string html;
  bool in_list = false;
  for (const auto& block : blocks) {
    const bool is_item = block.kind == Block::Kind::item;
    if (is_item != in_list) html += is_item ? "<ul>\n" : "</ul>\n";
    in_list = is_item;
    const auto text = escaped(block.text);
    switch (block.kind) {
      case Block::Kind::title:
        html += fmt::format("<h{0}>{1}</h{0}>\n", level, text);
        break;
      case Block::Kind::heading:
        html += fmt::format("<h{0}>{1}</h{0}>\n", level + 1, text);
        break;
      case Block::Kind::paragraph:
        html += fmt::format("<p>{}</p>\n", text);
        break;
      case Block::Kind::item:
        html += fmt::format("<li>{}</li>\n", text);
        break;
    }
  }
  if (in_list) html += "</ul>\n";
  return html;
}

}  // namespace airperk::face::site
