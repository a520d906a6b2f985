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

const AuditBook::Charge* AuditBook::find_charge(subscriber::ChargeId id) const {
  const auto at =
      std::lower_bound(charges.begin(), charges.end(), id,
                       [](const Charge& charge, auto wanted) { return charge.id < wanted; });
  return at != charges.end() && at->id == id ? &*at : nullptr;
}

AuditBook::Contact* AuditBook::find_contact(std::uint32_t campaign) {
  for (auto& contact : contacts) {
    if (contact.campaign == campaign) return &contact;
  }
  return nullptr;
}

AuditBook::SetAside* AuditBook::find_grant(std::uint64_t session, std::uint32_t flow,
                                           bool after_change) {
  for (auto& grant : set_aside) {
    if (grant.session == session && grant.flow == flow && grant.after_change == after_change) {
      return &grant;
    }
  }
  return nullptr;
}

void AuditBook::erase_grant(std::uint64_t session, std::uint32_t flow, bool after_change) {
  const auto* grant = find_grant(session, flow, after_change);
  if (grant) set_aside.erase(set_aside.begin() + (grant - set_aside.data()));
}

void DrawnDigest::add(const subscriber::Share& share) {
  if (share.amount == 0) return;
  // The finalizer of MurmurHash3: every bit of either decides every bit of the sum.
  const auto mixed = [](std::uint64_t value) {
    value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdULL;
    value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return value ^ (value >> 33);
  };
  sum_ += mixed(mixed(share.balance + 1) + static_cast<std::uint64_t>(share.amount));
}

void AuditFindings::add(std::string what) {
  ++count;
  if (kept.size() < 1000) kept.push_back(where + ": " + std::move(what));
}

}  // namespace airperk::engine
