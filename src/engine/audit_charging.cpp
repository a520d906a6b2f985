#include <fmt/format.h>

#include <algorithm>

#include "engine/audit_bookkeeper.h"

/// The bookkeeper's charges, refunds and grants.
namespace airperk::engine {

using namespace subscriber;

void AuditBookkeeper::pay(BalanceId id, std::int64_t amount) {
  auto* left = book_.balance(id);
  if (!left) return find(fmt::format("balance {} pays but is not there", id));
  *left -= amount;
  if (amount < 0 || *left < 0) find(fmt::format("U12: balance {} goes below zero", id));
  book_.drop_if_empty(id);
}

void AuditBookkeeper::pay_from(AuditBook::SetAside& grant, const Share& part) {
  auto* aside = AuditBook::find(grant.aside, part.balance);
  if (!aside) {
    if (part.amount > 0) {
      find(fmt::format("R1: balance {} pays and was not set aside", part.balance));
    }
    return;
  }
  *aside -= part.amount;
  if (part.amount < 0 || *aside < 0) find("R1: pays more than was set aside");
  book_.drop_if_empty(part.balance);
}

void AuditBookkeeper::operator()(const Charged& charged) {
  auto* grant = charged.under_grant
                    ? book_.find_grant(charged.session, charged.flow, charged.after_change)
                    : nullptr;
  if (charged.under_grant && !grant) find("R1: a charge under a grant that is not there");
  DrawnDigest drawn;
  for (const auto& part : charged.parts) {
    drawn.add(part);
    if (grant && !grant->lapsed) {
      pay_from(*grant, part);
    } else {
      pay(part.balance, part.amount);
    }
    if (part.balance == main_balance) totals_.paid += part.amount;
  }
  book_.charges.push_back({id_, drawn.value()});
}

void AuditBookkeeper::operator()(const Refunded& refunded) {
  auto& before = book_.refunded;
  if (std::find(before.begin(), before.end(), refunded.charge) != before.end()) {
    find("a charge is refunded twice");
  }
  before.push_back(refunded.charge);
  DrawnDigest returned;
  for (const auto& part : refunded.parts) returned.add(part.share);
  for (const auto& share : refunded.ended) {
    returned.add(share);
    if (book_.balance(share.balance)) {
      find(fmt::format("a refund withholds what balance {} should get back", share.balance));
    }
  }
  const auto* charge = book_.find_charge(refunded.charge);
  if (!charge) {
    find("a refund of a charge that is not there");
  } else if (charge->drawn != returned.value()) {
    find("a refund differs from what was charged");
  }
  for (const auto& part : refunded.parts) give_back(part);
}

void AuditBookkeeper::give_back(const Refunded::Part& part) {
  const auto& share = part.share;
  if (share.amount < 0) find("a refund takes");
  if (share.balance == main_balance) totals_.paid -= share.amount;
  if (auto* left = book_.balance(share.balance)) {
    *left += share.amount;
    return;
  }
  if (part.until <= at_) find("a refund goes to a balance that has expired");
  const auto next = std::find_if(book_.balances.begin(), book_.balances.end(),
                                 [&](const auto& b) { return b.first > share.balance; });
  book_.balances.emplace(next, share.balance, share.amount);
}

void AuditBookkeeper::operator()(const Granted& made) {
  book_.erase_grant(made.session, made.flow, made.after_change);
  AuditBook::SetAside aside{made.session, made.flow, made.after_change, false, {}};
  for (const auto& share : made.grant.shares) {
    auto* left = book_.balance(share.balance);
    if (!left) {
      find(fmt::format("sets aside of balance {}, which is not there", share.balance));
      continue;
    }
    *left -= share.amount;
    if (share.amount < 0 || *left < 0) find("U12: more is set aside than there is");
    aside.aside.emplace_back(share.balance, share.amount);
  }
  book_.set_aside.push_back(std::move(aside));
}

void AuditBookkeeper::operator()(const GrantReleased& released) {
  auto* grant = book_.find_grant(released.session, released.flow, released.after_change);
  if (!grant) return find("releases a grant that is not there");
  const auto aside = std::exchange(grant->aside, {});
  const bool was_lapsed = std::exchange(grant->lapsed, true);
  if (!released.lapsed) {
    book_.erase_grant(released.session, released.flow, released.after_change);
  }
  if (was_lapsed) return;
  for (const auto& [id, amount] : aside) {
    auto* left = book_.balance(id);
    const auto cancelled = std::any_of(released.cancelled.begin(), released.cancelled.end(),
                                       [id = id](const Share& s) { return s.balance == id; });
    if (left && cancelled) find(fmt::format("R2: cancels what balance {} should get back", id));
    if (!left && !cancelled && amount > 0) find("R2: gives back to a balance that has ended");
    if (left) *left += amount;
    book_.drop_if_empty(id);
  }
}

void AuditBookkeeper::operator()(const SessionClosed& closed) {
  for (const auto& grant : book_.set_aside) {
    if (grant.session == closed.session && !grant.lapsed) find("a session ends with a grant");
  }
  std::erase_if(book_.set_aside, [&](const auto& g) { return g.session == closed.session; });
}

}  // namespace airperk::engine
