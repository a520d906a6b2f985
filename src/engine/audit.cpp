#include "engine/audit.h"

#include <fmt/format.h>

#include <variant>

#include "engine/audit_bookkeeper.h"

namespace airperk::engine {

using subscriber::Record;

void Audit::see(const store::Group& group) {
  findings_.where = fmt::format("group {}", group.number);
  if (group.number != last_group_ + 1) find(fmt::format("follows group {}", last_group_));
  if (group.at < last_at_) find("is older than the group before");
  last_group_ = group.number;
  last_at_ = group.at;
  ++totals_.groups;
  for (const auto& event : group.house) {
    if (const auto applied = engine::apply(house_, event); !applied) find(applied.error());
  }
  for (std::size_t index = 0; index < group.batches.size(); ++index) {
    see(group.batches[index], store::Position::of(group.number, index), group.at);
  }
}

void Audit::see(const store::Batch& batch, store::Position position, Instant group_at) {
  findings_.where = fmt::format("group {}, subscriber {}", position.group(), batch.id.value);
  auto& book = books_[batch.id.value];
  ++totals_.batches;
  if (batch.version != book.version + 1) {
    find(fmt::format("version {} follows version {}", batch.version, book.version));
  }
  if (batch.previous != book.head) find("does not point at the subscriber's batch before it");
  book.version = batch.version;
  book.head = position;
  if (house_.programmes.empty()) return find("before any programme was in force");
  for (std::uint32_t index = 0; index < batch.events.size(); ++index) {
    const auto& event = batch.events[index];
    ++totals_.events;
    if (event.at < book.last_at || event.at > group_at) find("an event out of its time");
    book.last_at = event.at;
    std::visit(AuditBookkeeper(book, event.at, house_.programmes.zone_of(batch.programme_version),
                               {batch.version, index}, *house_.programmes.at(event.at).programme,
                               totals_, findings_),
               event.fact);
  }
  if (!book.member && !book.waiting.empty()) find("M5: a grant waits outside the membership");
}

void Audit::compare(SubscriberId id, const Record& record) {
  findings_.where = fmt::format("subscriber {}", id.value);
  const auto found = books_.find(id.value);
  if (found == books_.end() || found->second.version != record.version) {
    return find(fmt::format("the record is at version {}, which the journal does not end with",
                            record.version));
  }
  const auto& book = found->second;
  if (book.main != record.main.in_nano()) {
    find(fmt::format("main balance: journal {}, record {}", Amount::nano(book.main).to_string(),
                     record.main.to_string()));
  }
  if (book.member != record.is_member()) find("membership: journal and record disagree");
  const auto counts = record.counts_of(book.month);
  if (counts.messages != book.messages) find("C2: messages: journal and record disagree");
  if (counts.surveys != book.surveys) find("C3: surveys: journal and record disagree");
  AuditBook::Amounts waiting, balances;
  for (const auto& grant : record.waiting) waiting.emplace_back(grant.id, grant.amount.in_nano());
  for (const auto& balance : record.balances) balances.emplace_back(balance.id, balance.left);
  if (waiting != book.waiting) find("waiting grants: journal and record disagree");
  if (balances != book.balances) find("balances: journal and record disagree");
}

std::uint32_t Audit::version_of(SubscriberId id) const {
  const auto found = books_.find(id.value);
  return found == books_.end() ? 0 : found->second.version;
}

Audit::Totals Audit::totals() const {
  Totals totals = totals_;
  totals.subscribers = books_.size();
  for (const auto& [id, book] : books_) {
    totals.members += book.member;
    totals.held += book.main;
    for (const auto& grant : book.set_aside) {
      for (const auto& [balance, amount] : grant.aside) {
        if (balance == subscriber::main_balance) totals.held += amount;
      }
    }
  }
  return totals;
}

}  // namespace airperk::engine
