#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace airperk::face::smpp {

/// What the peer calls the parts of long messages: a receipt may name any of them, and is of the
/// whole (C6). In memory alone, of the newest messages.
class PartIds {
 public:
  /// In their order; the message goes by the last one.
  void whole(const std::vector<std::string>& ids);
  /// The message's id, of a part's in any spelling; nothing for what has no parts, or is forgotten.
  const std::string* whole_of(const std::string& id) const;

 private:
  using Wholes = std::unordered_map<std::string, std::string>;
  static constexpr std::size_t ids_max = 100'000;

  Wholes newest_, before_;  ///< by the first spelling of a part's id
};

}  // namespace airperk::face::smpp
