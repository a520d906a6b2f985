#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/wide.h"
#include "engine/house.h"
#include "store/store.h"

namespace airperk::engine {

/// Goes through a journal and keeps a book of its own, apart from `apply`: every balance, every
/// month's grants and activations, every consent. Says what disagrees: with the rules, with itself,
/// or with a record.
class Audit {
 public:
  void see(const store::Group& group);
  /// Compares the book with a record of the same version, as `apply` or a checkpoint has it.
  void compare(SubscriberId id, const subscriber::Record& record);
  std::uint32_t version_of(SubscriberId id) const;

  struct Totals {
    std::uint64_t groups = 0, batches = 0, events = 0, subscribers = 0, members = 0;
    /// Units of money: what came in, went out and is there. In 128 bits: a million balances do not
    /// fit one Amount.
    Wide opened = 0, topped_up = 0, paid = 0, fees = 0, held = 0;
  };
  Totals totals() const;
  /// At most a thousand are kept; `count` knows them all.
  const std::vector<std::string>& findings() const { return findings_; }
  std::uint64_t finding_count() const { return finding_count_; }

 private:
  struct Book {
    std::uint32_t version = 0;
    store::Position head;
    Instant last_at = Instant::beginning();
    std::int64_t main = 0;
    bool member = false;
    Month month;
    int grants = 0, activations = 0;
    std::vector<std::pair<subscriber::BalanceId, std::int64_t>> waiting, balances;
    /// What one grant of a session holds of each balance.
    struct SetAside {
      std::uint64_t session = 0;
      std::uint32_t flow = 0;
      bool lapsed = false;
      std::vector<std::pair<subscriber::BalanceId, std::int64_t>> aside;
    };
    std::vector<SetAside> set_aside;
    std::vector<subscriber::ChargeId> refunded;
  };
  static Book::SetAside* find_grant(Book& book, std::uint64_t session, std::uint32_t flow);
  static void drop_if_empty(Book& book, subscriber::BalanceId id);
  void see(const store::Batch& batch, store::Position position, Instant group_at);
  void see(Book& book, const subscriber::Event& event, const programme::Version& in_force);
  void find(std::string what);

  House house_;
  std::unordered_map<std::uint32_t, Book> books_;
  Totals totals_;
  std::uint64_t last_group_ = 0;
  Instant last_at_ = Instant::beginning();
  std::string where_;
  std::vector<std::string> findings_;
  std::uint64_t finding_count_ = 0;
};

}  // namespace airperk::engine
