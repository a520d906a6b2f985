#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Terms are published as plain text, and read on screens of every width.
namespace airperk::face::site {

struct Block {
  enum class Kind : std::uint8_t { title, heading, paragraph, item } kind = Kind::paragraph;
  std::string text;  ///< on one line, whatever the width it was written to
  friend bool operator==(const Block&, const Block&) = default;
};

/// The first line is the title; "1. Joining" after an empty line is a heading; "- " begins an item;
/// all else makes paragraphs, which an empty line ends. Whatever the text is, all its words come
/// out.
std::vector<Block> blocks_of(std::string_view terms);

/// The blocks as HTML, headings from `level` on: 2 makes <h2> for the title and <h3> below.
std::string to_html(const std::vector<Block>& blocks, int level);

}  // namespace airperk::face::site
