#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.h"

namespace airperk::store::embedded {

/// Which records have changed since their last image: a bit each, swept in the order of ids by one
/// pass after the other. For one thread.
class DirtyIds {
 public:
  void mark(SubscriberId id) {
    const auto word = id.value / 64;
    if (word >= words_.size()) words_.resize(word + word / 2 + 1024);
    words_[word] |= 1ull << id.value % 64;
  }

  void begin_pass() {
    next_word_ = 0;
    in_pass_ = true;
  }
  bool in_pass() const { return in_pass_; }

  /// Takes some marked ids off, ascending, and goes on where the last call stopped; the pass is
  /// over once it has been everywhere. What is marked behind it is the next pass's.
  std::vector<SubscriberId> take_some(std::size_t ids_about, std::size_t words_max = 8192) {
    std::vector<SubscriberId> taken;
    for (; next_word_ < words_.size() && taken.size() < ids_about && words_max > 0; --words_max) {
      auto& word = words_[next_word_];
      for (; word != 0; word &= word - 1) {
        taken.push_back({static_cast<std::uint32_t>(next_word_ * 64) +
                         static_cast<std::uint32_t>(__builtin_ctzll(word))});
      }
      ++next_word_;
    }
    in_pass_ = next_word_ < words_.size();
    return taken;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t next_word_ = 0;
  bool in_pass_ = false;
};

}  // namespace airperk::store::embedded
