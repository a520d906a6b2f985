#include "face/rest/markup.h"

namespace airperk::face::rest {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escaped_lines(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) {
    if (c == '\n') out += "<br>";
    out += c;
  }
  return out;
}

}  // namespace airperk::face::rest
