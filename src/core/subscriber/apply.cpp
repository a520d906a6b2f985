#include "core/subscriber/apply.h"

#include <algorithm>

#include "base/assert.h"

namespace airperk::subscriber {
namespace {

template <typename Things>
auto find_id(Things& things, BalanceId id) {
  const auto found =
      std::find_if(things.begin(), things.end(), [id](const auto& t) { return t.id == id; });
  AIRPERK_ASSERT(found != things.end());
  return found;
}

/// Gives the memory of an empty list back: millions of records stay in memory.
template <typename T>
void remove(std::vector<T>& list, typename std::vector<T>::iterator at) {
  list.erase(at);
  if (list.empty()) list.shrink_to_fit();
}

class Applier {
 public:
  Applier(Record& record, Instant at, const Zone& zone) : record_(record), at_(at), zone_(zone) {}

  void operator()(const Provisioned& fact) {
    record_.brand = fact.brand;
    record_.tariff = fact.tariff;
    record_.language = fact.language;
    record_.main = fact.main;
  }
  void operator()(const Joined& fact) {
    record_.membership = Membership{at_, fact.terms_version, fact.language, fact.channel};
    record_.granted_through = zone_.month_of(at_);
  }
  void operator()(const Left&) { record_.membership.reset(); }
  void operator()(const BonusGranted& fact) {
    record_.waiting.push_back({fact.id, fact.amount, at_, fact.until});
    took_id(fact.id);
    auto& counts = counts_now();
    ++counts.grants;
    record_.granted_through = counts.month;
  }
  void operator()(const BonusActivated& fact) {
    const auto grant = find_id(record_.waiting, fact.grant);
    record_.balances.push_back({.id = fact.balance,
                                .kind = BalanceKind::smart,
                                .unit = Unit::units,
                                .left = grant->amount.in_nano(),
                                .since = at_,
                                .until = fact.until,
                                .name = {}});
    remove(record_.waiting, grant);
    took_id(fact.balance);
    ++counts_now().activations;
  }
  void operator()(const GrantCancelled& fact) {
    remove(record_.waiting, find_id(record_.waiting, fact.id));
  }
  void operator()(const BalanceEnded& fact) {
    remove(record_.balances, find_id(record_.balances, fact.id));
  }
  void operator()(const ExtraBonusGiven& fact) {
    record_.balances.push_back({.id = fact.id,
                                .kind = BalanceKind::smart,
                                .unit = Unit::units,
                                .left = fact.amount.in_nano(),
                                .since = at_,
                                .until = fact.until,
                                .name = {}});
    took_id(fact.id);
  }
  void operator()(const ToppedUp& fact) { record_.main += fact.amount; }
  void operator()(const TransferSent& fact) {
    pay(main_balance, (fact.amount + fact.fee).in_nano());
    counts_now().transferred += fact.amount;
    record_.transfers_today = record_.transfer_day == fact.day ? record_.transfers_today + 1 : 1;
    record_.transfer_day = fact.day;
  }
  void operator()(const TransferReceived& fact) { record_.main += fact.amount; }
  void operator()(const LanguageChanged& fact) { record_.language = fact.language; }
  void operator()(const TariffChanged& fact) {
    record_.tariff = fact.tariff;
    record_.tariff_fee_paid = fact.fee_paid;
  }
  void operator()(const BrandChanged& fact) { record_.brand = fact.brand; }
  void operator()(const ServiceTaken& fact) {
    for (auto& service : record_.services) {
      if (service.service == fact.service) {
        service.fee_paid = fact.fee_paid;
        return;
      }
    }
    record_.services.push_back({fact.service, fact.fee_paid});
  }
  void operator()(const ServiceDropped& fact) {
    std::erase_if(record_.services, [&](const auto& s) { return s.service == fact.service; });
  }
  void operator()(const DialogueMoved& fact) { record_.dialogue = fact.to; }
  void operator()(const Charged& fact) {
    for (const auto& part : fact.parts) pay(part.balance, part.amount);
  }

 private:
  void took_id(BalanceId id) {
    AIRPERK_ASSERT(id >= record_.next_id);
    record_.next_id = id + 1;
  }
  MonthCounts& counts_now() {
    record_.counts = record_.counts_of(zone_.month_of(at_));
    return record_.counts;
  }
  void pay(BalanceId id, std::int64_t amount) {
    AIRPERK_ASSERT(amount >= 0);
    if (id == main_balance) {
      AIRPERK_ASSERT(record_.main.in_nano() >= amount);
      record_.main -= Amount::nano(amount);
      return;
    }
    const auto balance = find_id(record_.balances, id);
    AIRPERK_ASSERT(balance->left >= amount);
    balance->left -= amount;
    if (balance->left == 0) remove(record_.balances, balance);
  }

  Record& record_;
  Instant at_;
  const Zone& zone_;
};

}  // namespace

void apply(Record& record, const Event& event, const Zone& zone) {
  std::visit(Applier(record, event.at, zone), event.fact);
}

}  // namespace airperk::subscriber
