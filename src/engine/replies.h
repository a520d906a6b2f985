#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "engine/request.h"

namespace airperk::engine {

/// Makes request keys: a 128-bit hash under a secret, so that nobody outside can choose a
/// collision. Any thread.
class RequestKeys {
 public:
  /// `secret` has 32 bytes.
  explicit RequestKeys(std::string secret) : secret_(std::move(secret)) {}
  store::RequestKey key(std::string_view space, std::string_view name,
                        std::string_view detail = {}) const;

 private:
  std::string secret_;
};

/// What was answered lately, by request key: in buckets of business time that are dropped whole.
/// For one thread.
class Replies {
 public:
  static constexpr Duration bucket_span = Duration::minutes(5);
  /// A reply is kept at least one bucket's span and at most two.
  void remember(const store::RequestKey& key, std::string facts, Instant now);
  const std::string* find(const store::RequestKey& key) const;

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const store::RequestKey& key) const noexcept {
      std::size_t value;
      __builtin_memcpy(&value, key.data(), sizeof value);
      return value;
    }
  };
  using Bucket = boost::unordered_flat_map<store::RequestKey, std::string, Hash>;
  Bucket current_, previous_;
  Instant current_began_ = Instant::beginning();
};

/// An answer's facts as they are kept, and the answer again.
std::string facts_of(const Answer& answer, std::uint32_t fingerprint);
Answer answer_from(std::string_view facts, std::uint32_t fingerprint);

}  // namespace airperk::engine
