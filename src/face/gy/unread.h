#pragma once

#include <string>

namespace airperk::face::gy {

/// What stands in a request and cannot be read: for the log and the counters. The first of them.
struct Unread {
  const char* what = nullptr;  ///< "called party": one of a few; null: all could be read
  std::string value;           ///< as it was sent, or its octets

  void note(const char* name, std::string said) {
    if (what) return;
    what = name;
    value = std::move(said);
  }
};

}  // namespace airperk::face::gy
