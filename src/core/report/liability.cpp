#include "core/report/liability.h"

namespace airperk::report {

using namespace subscriber;

namespace {

bool is_ours(const Share& share) {
  return share.balance != main_balance && share.kind == BalanceKind::smart &&
         share.unit == Unit::units;
}

Wide ours_in(const std::vector<Share>& shares) {
  Wide sum = 0;
  for (const auto& share : shares) {
    if (is_ours(share)) sum += share.amount;
  }
  return sum;
}

}  // namespace

Movements& Movements::operator+=(const Movements& other) {
  monthly += other.monthly;
  extra += other.extra;
  used += other.used;
  given_back += other.given_back;
  not_activated += other.not_activated;
  expired += other.expired;
  forfeited += other.forfeited;
  return *this;
}

class Liability::Follower {
 public:
  Follower(Liability& book, SubscriberId who, Movements& month)
      : book_(book), who_(who), month_(month) {}

  void operator()(const BonusGranted& fact) { month_.monthly += fact.amount.in_nano(); }
  void operator()(const ExtraBonusGiven& fact) { month_.extra += fact.amount.in_nano(); }
  void operator()(const GrantCancelled& fact) {
    (fact.why == Ending::left_programme ? month_.forfeited : month_.not_activated) +=
        fact.amount.in_nano();
  }
  void operator()(const BalanceGiven& fact) {
    if (fact.unit == Unit::units && fact.kind != BalanceKind::smart) {
      book_.others_.emplace(who_.value, fact.id);
    }
  }
  void operator()(const BalanceEnded& fact) {
    if (fact.unit != Unit::units || book_.others_.erase({who_.value, fact.id}) > 0) return;
    (fact.why == Ending::left_programme ? month_.forfeited : month_.expired) += fact.left;
  }
  void operator()(const Charged& fact) { month_.used += ours_in(fact.parts); }
  void operator()(const Refunded& fact) {
    for (const auto& part : fact.parts) {
      if (is_ours(part.share)) month_.given_back += part.share.amount;
    }
  }
  void operator()(const GrantReleased& fact) { month_.expired += ours_in(fact.cancelled); }
  void operator()(const auto&) {}

 private:
  Liability& book_;
  SubscriberId who_;
  Movements& month_;
};

void Liability::follow(SubscriberId who, const Event& event, Month month) {
  std::visit(Follower(*this, who, months_[month]), event.fact);
}

Movements Liability::of(Month month) const {
  const auto found = months_.find(month);
  return found == months_.end() ? Movements() : found->second;
}

Wide Liability::open(Month month) const {
  Wide owed = 0;
  for (auto at = months_.begin(); at != months_.lower_bound(month); ++at) {
    owed += at->second.change();
  }
  return owed;
}

}  // namespace airperk::report
