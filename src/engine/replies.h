#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/request.h"

namespace airperk::engine {

/// A Session-Id's hash, and the keys made of it: hashing it is the costly part, and is done once a
/// request.
class SessionHash {
 public:
  explicit SessionHash(const store::RequestKey& hash) : hash_(hash) {}
  /// What the session is called in records; never 0, which means none.
  std::uint64_t session() const;
  /// RFC 8506 §8.2: Session-Id and CC-Request-Number name a request.
  store::RequestKey request(std::uint32_t number) const { return with(1, number); }
  /// Likewise of an event: some clients send several under one Session-Id.
  store::RequestKey event(std::uint32_t number) const { return with(2, number); }
  store::RequestKey refund(std::uint32_t number) const { return with(3, number); }
  /// What a refund is called in records.
  std::uint64_t refund_id(std::uint32_t number) const {
    return session() + number * 0x9E37'79B9'7F4A'7C15u;
  }

 private:
  store::RequestKey with(std::uint32_t what, std::uint32_t number) const;
  store::RequestKey hash_;
};

/// The name that nobody but that client can give to a request.
store::RequestKey own_name(store::RequestKey name, std::uint64_t client);

/// Makes request keys: a 128-bit hash under a secret, so that nobody outside can choose a
/// collision. Any thread.
class RequestKeys {
 public:
  /// `secret` has 32 bytes.
  explicit RequestKeys(std::string secret);
  /// BLAKE2b: for keys that may be kept for good.
  store::RequestKey key(std::string_view space, std::string_view name,
                        std::string_view detail = {}) const;
  /// SipHash-2-4: a tenth of the cost, for what is known for minutes.
  SessionHash hash(std::string_view session_id) const;
  /// What a client is called in records, by its Origin-Host in any case; never 0, which means none.
  std::uint64_t client(std::string_view origin_host) const;

 private:
  std::string secret_;
  store::RequestKey session_secret_;
};

/// What was answered lately, by request key: in buckets of steady time that are dropped whole. What
/// is recognised is a matter of time and not of traffic, nor of where the clock was set meanwhile:
/// what memory has no room for, or does not know after a start, the store finds more slowly. For
/// one thread.
class Replies {
 public:
  static constexpr Duration bucket_span = Duration::minutes(5);
  /// Some 60 octets each, two buckets. One that has its share before its span is over makes room at
  /// once: memory stays bounded.
  static constexpr std::size_t replies_per_bucket_max = 16'000'000;
  /// Fewer would be forgotten here before the store can find them.
  static constexpr std::size_t replies_per_bucket_min = 4'000'000;

  /// Of a start at that steady time: what is from before may be the store's to find.
  /// `recognised_for`: how long the store has them.
  explicit Replies(Instant steady, std::size_t per_bucket_max = replies_per_bucket_max,
                   Duration recognised_for = Duration::hours(48))
      : per_bucket_max_(per_bucket_max),
        recognised_for_(recognised_for),
        current_(std::make_unique<Bucket>()),
        now_(steady),
        current_began_(steady),
        complete_since_(steady) {}
  /// Nothing was answered before that is not remembered.
  void has_all() { complete_since_ = Instant::beginning(); }
  /// The steady time of what follows.
  void go_on(Instant steady) { now_ = steady; }

  /// A reply is kept at least one bucket's span and at most two, while buckets have room.
  void remember(const store::RequestKey& key, std::string_view facts);
  /// Valid until the next `remember`.
  std::optional<std::string_view> find(const store::RequestKey& key) const;
  /// Whether memory has all of the last bucket's span; else the store has to be asked for what is
  /// not found here.
  bool is_complete() const { return complete_since_ <= now_ - bucket_span; }
  Duration recognised_for() const { return recognised_for_; }
  std::size_t count() const;

 private:
  struct Hash {
    using is_avalanching = void;
    std::size_t operator()(const store::RequestKey& key) const noexcept {
      // The keys of one session differ in their second half alone.
      std::uint64_t first, second;
      __builtin_memcpy(&first, key.data(), sizeof first);
      __builtin_memcpy(&second, key.data() + sizeof first, sizeof second);
      return first ^ second * 0x9E37'79B9'7F4A'7C15u;
    }
  };
  /// Facts stand one behind the other, each after its length, in chunks that never move.
  class Texts {
   public:
    std::uint64_t add(std::string_view text);
    std::string_view at(std::uint64_t place) const;

   private:
    static constexpr std::size_t chunk_size = 1 << 20;
    std::vector<std::unique_ptr<char[]>> chunks_;
    std::size_t used_ = chunk_size;  ///< of the last chunk
  };
  /// Many small maps: one that grows holds up a few requests for a moment, where one large map
  /// would hold up all for half a second.
  struct Bucket {
    static constexpr std::size_t shards_count = 256;
    using Shard = boost::unordered_flat_map<store::RequestKey, std::uint64_t, Hash>;
    std::array<Shard, shards_count> shards;
    Texts texts;
    std::size_t count = 0;

    static std::size_t shard_of(const store::RequestKey& key);
    void remember(const store::RequestKey& key, std::string_view facts);
    std::optional<std::string_view> find(const store::RequestKey& key) const;
  };

  std::size_t per_bucket_max_;
  Duration recognised_for_;
  std::unique_ptr<Bucket> current_, previous_;
  Instant now_, current_began_, complete_since_;
};

/// What tells a repetition from another request of the same name.
struct Mark {
  std::uint32_t fingerprint = 0;  ///< of what was asked; 0: nobody knows
  std::uint32_t client = 0;  ///< a hash of who asked; 0: nobody knows, or it is the same to all
};
/// An answer's facts as they are kept, and the answer again: to whoever asks for the same.
std::string facts_of(const Answer& answer, Mark mark);
Answer answer_from(std::string_view facts, Mark mark);
/// Whether they are the answer to another client, who asked for something else under that name.
bool is_anothers(std::string_view facts, Mark mark);

}  // namespace airperk::engine
