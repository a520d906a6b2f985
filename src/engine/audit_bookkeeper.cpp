#include "engine/audit_bookkeeper.h"

#include <fmt/format.h>

namespace airperk::engine {

using namespace subscriber;

AuditBookkeeper::AuditBookkeeper(AuditBook& book, Instant at, const Zone& zone, ChargeId id,
                                 const programme::Programme& programme, AuditTotals& totals,
                                 AuditFindings& findings)
    : book_(book), at_(at), id_(id), programme_(programme), totals_(totals), findings_(findings) {
  const auto month = zone.month_of(at);
  if (book_.erase_at < at) {
    find("S3: was not erased when it was due");
    book_.erase_at = Instant::never();
  }
  // Zone rules that change can put an instant back into the month before.
  if (book_.month >= month) return;
  book_.month = month;
  book_.grants = book_.activations = 0;
  book_.messages = book_.surveys = 0;
}

void AuditBookkeeper::end(AuditBook::Amounts& amounts, BalanceId id, std::int64_t expected) {
  const auto* left = AuditBook::find(amounts, id);
  if (!left || *left != expected) find(fmt::format("balance {} ends with another amount", id));
  AuditBook::erase(amounts, id);
}

// --- Membership and the bonus

void AuditBookkeeper::operator()(const Joined&) {
  if (book_.member) find("M7: joins twice");
  book_.member = true;
  book_.erase_at = Instant::never();
}

void AuditBookkeeper::operator()(const Left& left) {
  if (!book_.member) find("M7: leaves without being a member");
  book_.member = false;
  book_.erase_at = left.erase_at;
  if (left.erase_at > Instant::beginning()) return;
  // As it was before there was an Erased.
  book_.erase_at = Instant::never();
  for (auto& contact : book_.contacts) contact.erased = true;
}

void AuditBookkeeper::operator()(const BonusGranted& granted) {
  const auto& bonus = programme_.bonus;
  if (!book_.member) find("B1: a grant outside the membership");
  if (++book_.grants > bonus.grants_per_month) find("B1: one grant too many in a month");
  if (granted.amount != bonus.amount) find("B1: a grant of another amount");
  if (granted.until != at_ + bonus.activation_window) find("B2: another deadline");
  book_.waiting.emplace_back(granted.id, granted.amount.in_nano());
}

void AuditBookkeeper::operator()(const BonusActivated& activated) {
  const auto& bonus = programme_.bonus;
  if (++book_.activations > bonus.activations_per_month) find("B4: one activation too many");
  if (activated.until != at_ + bonus.validity) find("B3: another validity");
  const auto* amount = AuditBook::find(book_.waiting, activated.grant);
  if (!amount) return find("B3: activates a grant that does not wait");
  book_.balances.emplace_back(activated.balance, *amount);
  AuditBook::erase(book_.waiting, activated.grant);
}

void AuditBookkeeper::operator()(const GrantCancelled& cancelled) {
  end(book_.waiting, cancelled.id, cancelled.amount.in_nano());
}

void AuditBookkeeper::operator()(const BalanceEnded& ended) {
  end(book_.balances, ended.id, ended.left);
}

void AuditBookkeeper::operator()(const ExtraBonusGiven& extra) {
  if (!book_.member) find("B6: an extra bonus outside the membership");
  book_.balances.emplace_back(extra.id, extra.amount.in_nano());
}

void AuditBookkeeper::operator()(const BalanceGiven& given) {
  book_.balances.emplace_back(given.id, given.amount);
}

void AuditBookkeeper::operator()(const AllowanceCredited& credited) {
  for (const auto& part : credited.parts) book_.balances.emplace_back(part.id, part.amount);
}

// --- Money

void AuditBookkeeper::operator()(const Provisioned& provisioned) {
  book_.main = provisioned.main.in_nano();
  totals_.opened += book_.main;
}

void AuditBookkeeper::operator()(const ToppedUp& top_up) {
  book_.main += top_up.amount.in_nano();
  totals_.topped_up += top_up.amount.in_nano();
}

void AuditBookkeeper::operator()(const Adjusted& adjusted) {
  book_.main += adjusted.amount.in_nano();
  if (book_.main < 0) find("U12: an adjustment takes more than there is");
  totals_.topped_up += adjusted.amount.in_nano();
}

void AuditBookkeeper::operator()(const TransferSent& sent) {
  pay(main_balance, sent.amount.in_nano() + sent.fee.in_nano());
  totals_.fees += sent.fee.in_nano();
  totals_.paid += sent.amount.in_nano();
}

void AuditBookkeeper::operator()(const TransferReceived& received) {
  book_.main += received.amount.in_nano();
  totals_.paid -= received.amount.in_nano();
}

}  // namespace airperk::engine
