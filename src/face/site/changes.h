#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "face/site/terms_text.h"

/// What a version of the terms changed against the one before it (T2): paragraph by paragraph, and
/// word by word in a paragraph that was edited.
namespace airperk::face::site {

struct Change {
  enum class Kind : std::uint8_t { same, removed, added, edited } kind = Kind::same;
  Block before;  ///< of same, removed and edited
  Block after;   ///< of same, added and edited
};

std::vector<Change> changes_between(std::string_view before, std::string_view after);

/// Words that went in <del>, words that came in <ins>.
std::string edited_html(std::string_view before, std::string_view after);

}  // namespace airperk::face::site
