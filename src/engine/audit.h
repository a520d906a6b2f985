#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/audit_book.h"
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

  using Totals = AuditTotals;
  Totals totals() const;
  /// By subscriber and month, from the contacts themselves.
  std::vector<AuditSlots> slots() const;
  const std::vector<std::string>& findings() const { return findings_.kept; }
  std::uint64_t finding_count() const { return findings_.count; }

 private:
  void see(const store::Batch& batch, store::Position position, Instant group_at);
  void find(std::string what) { findings_.add(std::move(what)); }

  House house_;
  std::unordered_map<std::uint32_t, AuditBook> books_;
  Totals totals_;
  std::uint64_t last_group_ = 0;
  Instant last_at_ = Instant::beginning();
  AuditFindings findings_;
};

}  // namespace airperk::engine
