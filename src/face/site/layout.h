#pragma once

#include <string>
#include <string_view>

#include "face/site/pages.h"
#include "face/site/values.h"

/// What is around every page's own content. For this room.
namespace airperk::face::site {

/// A visit with its words at hand.
struct Writing {
  explicit Writing(const Visit& the_visit)
      : visit(the_visit),
        words(the_visit.book.at(the_visit.language)),
        say(words, the_visit.language, the_visit.programme) {}

  /// "/ru/terms"
  std::string at(std::string_view path) const {
    return "/" + visit.language.to_string() + std::string(path);
  }

  const Visit& visit;
  const Words& words;
  const Filler say;
};

struct Page {
  std::string path;         ///< without the language: "", "/terms", "/terms/2"
  std::string section;      ///< the path that the menu marks as here
  std::string title;        ///< escaped
  std::string description;  ///< escaped
  std::string body;         ///< what stands in <main>
  bool lost = false;        ///< no other language has it either
};

std::string framed(const Writing& writing, const Page& page);

}  // namespace airperk::face::site
