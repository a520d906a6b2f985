#include "engine/audit_book.h"

#include <algorithm>

namespace airperk::engine {

using subscriber::BalanceId;

std::int64_t* AuditBook::find(Amounts& amounts, BalanceId id) {
  for (auto& [known, left] : amounts) {
    if (known == id) return &left;
  }
  return nullptr;
}

void AuditBook::erase(Amounts& amounts, BalanceId id) {
  std::erase_if(amounts, [id](const auto& entry) { return entry.first == id; });
}

std::int64_t* AuditBook::balance(BalanceId id) {
  return id == subscriber::main_balance ? &main : find(balances, id);
}

void AuditBook::drop_if_empty(BalanceId id) {
  if (id == subscriber::main_balance) return;
  const auto* left = find(balances, id);
  if (!left || *left != 0) return;
  for (auto& grant : set_aside) {
    if (const auto* aside = find(grant.aside, id); aside && *aside > 0) return;
  }
  erase(balances, id);
}

AuditBook::SetAside* AuditBook::find_grant(std::uint64_t session, std::uint32_t flow) {
  for (auto& grant : set_aside) {
    if (grant.session == session && grant.flow == flow) return &grant;
  }
  return nullptr;
}

void AuditBook::erase_grant(std::uint64_t session, std::uint32_t flow) {
  std::erase_if(set_aside, [&](const auto& g) { return g.session == session && g.flow == flow; });
}

void AuditFindings::add(std::string what) {
  ++count;
  if (kept.size() < 1000) kept.push_back(where + ": " + std::move(what));
}

}  // namespace airperk::engine
