#include "core/subscriber/apply.h"

#include <algorithm>

#include "base/assert.h"
#include "core/subscriber/contacts.h"
#include "core/subscriber/sessions.h"

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
    record_.region = fact.region;
    record_.age_band = fact.age_band;
  }
  void operator()(const Joined& fact) {
    record_.membership = Membership{at_, fact.terms_version, fact.language, fact.channel};
    record_.granted_through = month();
    record_.erase_at = Instant::never();
    record_.is_erased = false;
  }
  void operator()(const Left& fact) {
    record_.membership.reset();
    record_.left_at = at_;
    record_.left_after = fact.drops_through;
    record_.terms_told = 0;
    if (fact.erase_at == Instant::beginning())
      return drop_contacts([](const auto&) { return true; });
    record_.erase_at = fact.erase_at;
  }
  /// What the record knows of this month stays (M6), and goes when the month is over.
  void operator()(const Erased&) {
    const auto month = this->month();
    record_.dialogue = {};
    record_.terms_told = record_.told_how_to_leave = 0;
    drop_contacts([month](const Contact& c) { return !outlasts_erasure(c, month); });
    record_.counts = record_.counts_of(month);
    const bool has_rest =
        !record_.contacts.empty() || record_.counts != MonthCounts{.month = month};
    record_.erase_at = has_rest ? zone_.start_of(month.next()) : Instant::never();
    record_.is_erased = true;
    record_.erased_version = record_.version + 1;  // the batch that this is part of
  }
  void operator()(const BonusGranted& fact) {
    record_.waiting.push_back({fact.id, false, fact.amount, at_, fact.until});
    took_id(fact.id);
    auto& counts = counts_now();
    ++counts.grants;
    record_.granted_through = counts.month;
  }
  void operator()(const BonusActivated& fact) {
    const auto grant = find_id(record_.waiting, fact.grant);
    add_balance(fact.balance, BalanceKind::smart, Unit::units, grant->amount.in_nano(), fact.until,
                {});
    record_.balances.back().notice = Notice::activated;
    remove(record_.waiting, grant);
    ++counts_now().activations;
  }
  void operator()(const GrantCancelled& fact) {
    remove(record_.waiting, find_id(record_.waiting, fact.id));
  }
  void operator()(const BalanceEnded& fact) {
    remove(record_.balances, find_id(record_.balances, fact.id));
  }
  void operator()(const ExtraBonusGiven& fact) {
    add_balance(fact.id, BalanceKind::smart, Unit::units, fact.amount.in_nano(), fact.until, {});
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
  void operator()(const BalanceGiven& fact) {
    add_balance(fact.id, fact.kind, fact.unit, fact.amount, fact.until, fact.name);
  }
  void operator()(const AllowanceCredited& fact) {
    for (const auto& part : fact.parts) {
      add_balance(part.id, BalanceKind::allowance, part.unit, part.amount, fact.until, fact.name);
    }
    record_.allowance_until = fact.until;
  }
  void operator()(const AllowanceStopped&) { record_.allowance_until = Instant::never(); }
  void operator()(const AttributesStated& fact) {
    record_.region = fact.region;
    record_.age_band = fact.age_band;
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
    if (fact.session == 0) {
      for (const auto& part : fact.parts) pay(part.balance, part.amount);
      return;
    }
    auto& flow = flow_of(fact.session, fact.flow);
    count_under(flow, fact.tariff);
    (fact.night ? flow.by_night : flow.by_day) += fact.quantity;
    flow.reported_at = at_;
    auto& grant = flow.grant_for(fact.after_change);
    const bool from_grant = fact.under_grant && !grant->lapsed;
    for (const auto& part : fact.parts) {
      if (from_grant) {
        pay_from_grant(*grant, part);
      } else {
        pay(part.balance, part.amount);
      }
    }
  }
  void operator()(const Refunded& fact) {
    for (const auto& part : fact.parts) {
      if (!holds(part.share.balance)) bring_back(part);
      move(part.share.balance, part.share.amount);
    }
  }
  void operator()(const ContactTaken& fact) {
    auto& counts = counts_now();
    ++(fact.kind == ContactKind::message ? counts.messages : counts.surveys);
    auto& contact = contact_of(fact.campaign, fact.kind, fact.channel);
    contact.state = ContactState::taken;
    contact.rule = ContactRule::none;
    contact.month = fact.month;
  }
  void operator()(const ContactMoved& fact) {
    auto* contact = find_contact(record_, fact.campaign);
    AIRPERK_ASSERT(contact != nullptr);
    contact->at = at_;
    contact->state = fact.to;
    if (fact.reference != 0) contact->reference = fact.reference;
    if (fact.to != ContactState::returned || record_.counts.month != contact->month) return;
    auto& counts = record_.counts;
    auto& count = contact->kind == ContactKind::message ? counts.messages : counts.surveys;
    AIRPERK_ASSERT(count > 0);
    --count;
  }
  void operator()(const ContactRefused& fact) {
    auto& contact = contact_of(fact.campaign, fact.kind, fact.channel);
    contact.state = ContactState::refused;
    contact.rule = fact.rule;
    if (record_.is_erased) record_.erase_at = zone_.start_of(month().next());
  }
  void operator()(const ContactWithheld& fact) {
    auto& contact = contact_of(fact.campaign, fact.kind, fact.channel);
    contact.state = ContactState::control;
    contact.rule = ContactRule::none;
  }
  void operator()(const SurveyMoved& fact) {
    auto* contact = find_contact(record_, fact.campaign);
    AIRPERK_ASSERT(contact != nullptr);
    contact->participation = fact.to;
  }
  void operator()(const ServiceMessageTaken& fact) {
    switch (fact.kind) {
      case ServiceMessageKind::activation:
        find_id(record_.balances, fact.about)->notice = Notice::none;
        return;
      case ServiceMessageKind::expiry:
        return remind(fact.about);
      case ServiceMessageKind::new_terms:
        record_.terms_told = fact.about;
        return;
      case ServiceMessageKind::how_to_leave:
        record_.told_how_to_leave = fact.about;
        return;
    }
  }
  void operator()(const Adjusted& fact) { move(main_balance, fact.amount.in_nano()); }
  void operator()(const SessionOpened& fact) {
    record_.sessions.push_back({.key = fact.session,
                                .number = fact.number,
                                .opened_at = at_,
                                .heard_at = at_,
                                .use = fact.use,
                                .location_unknown = fact.location_unknown,
                                .incoming = fact.incoming,
                                .client = fact.client,
                                .flows = {}});
  }
  void operator()(const FlowOpened& fact) {
    session_of(fact.session)
        .flows.push_back({.rating_group = fact.rating_group,
                          .service_identifier = fact.service_identifier,
                          .tariff = record_.tariff,
                          .reported_at = at_,
                          .grant = {},
                          .after_change = {}});
  }
  void operator()(const SessionUpdated& fact) {
    auto& session = session_of(fact.session);
    session.heard_at = at_;
    session.use.roaming = fact.roaming;
    session.location_unknown = fact.location_unknown;
    note_number(session, fact.number);
  }
  void operator()(const SessionClosed& fact) {
    const auto& session = session_of(fact.session);
    for (const auto& flow : session.flows) AIRPERK_ASSERT(!flow.grant || flow.grant->lapsed);
    remove(record_.sessions, record_.sessions.begin() + (&session - record_.sessions.data()));
  }
  void operator()(const Granted& fact) {
    auto& flow = flow_of(fact.session, fact.flow);
    auto& grant = flow.grant_for(fact.after_change);
    AIRPERK_ASSERT(!grant || grant->lapsed);
    for (const auto& share : fact.grant.shares) move(share.balance, -share.amount);
    grant = fact.grant;
    if (fact.after_change) {
      flow.grant->until = grant->until;
      flow.grant->supervised_until = grant->supervised_until;
      return;
    }
    flow.reported_at = at_;
    count_under(flow, fact.grant.rating.tariff);
  }
  void operator()(const GrantReleased& fact) {
    auto& grant = flow_of(fact.session, fact.flow).grant_for(fact.after_change);
    AIRPERK_ASSERT(grant.has_value());
    if (grant->lapsed) {
      grant.reset();
      return;
    }
    const auto shares = grant->shares;
    if (fact.lapsed) {
      grant->lapsed = true;
    } else {
      grant.reset();
    }
    for (const auto& share : shares) {
      const auto& ended = fact.cancelled;
      if (share.amount == 0 || std::find(ended.begin(), ended.end(), share) != ended.end()) {
        continue;
      }
      move(share.balance, share.amount);
      drop_if_empty(share.balance);
    }
  }

 private:
  template <typename Predicate>
  void drop_contacts(Predicate predicate) {
    std::erase_if(record_.contacts, predicate);
    if (record_.contacts.empty()) record_.contacts.shrink_to_fit();
  }
  /// The campaign's contact, of now; one that is kept for nobody any more makes room.
  Contact& contact_of(std::uint32_t campaign, ContactKind kind, Channel channel) {
    auto& contacts = record_.contacts;
    std::erase_if(contacts, [this](const Contact& c) { return !is_kept(c, at_); });
    auto* contact = find_contact(record_, campaign);
    if (!contact) contact = &contacts.emplace_back(Contact{.campaign = campaign});
    contact->kind = kind;
    contact->channel = channel;
    contact->at = at_;
    return *contact;
  }
  void remind(BalanceId id) {
    for (auto& grant : record_.waiting) {
      if (grant.id == id) {
        grant.reminded = true;
        return;
      }
    }
    find_id(record_.balances, id)->notice = Notice::reminded;
  }
  void took_id(BalanceId id) {
    AIRPERK_ASSERT(id >= record_.next_id);
    record_.next_id = id + 1;
  }
  void add_balance(BalanceId id, BalanceKind kind, Unit unit, std::int64_t left, Instant until,
                   std::string name) {
    record_.balances.push_back({id, kind, unit, Notice::none, left, at_, until, std::move(name)});
    took_id(id);
  }
  bool holds(BalanceId id) const {
    return id == main_balance ||
           std::any_of(record_.balances.begin(), record_.balances.end(),
                       [id](const auto& balance) { return balance.id == id; });
  }
  /// A balance that was drained, empty, at its place among the others. Whether its member was
  /// reminded of it is not known any more: where they may have been, they were.
  void bring_back(const Refunded::Part& part) {
    const auto& share = part.share;
    const auto next = std::find_if(record_.balances.begin(), record_.balances.end(),
                                   [&](const auto& b) { return b.id > share.balance; });
    const auto notice = at_ + reminded_before >= part.until ? Notice::reminded : Notice::none;
    record_.balances.insert(next, {share.balance, share.kind, share.unit, notice, 0, part.since,
                                   part.until, share.name});
  }
  Session& session_of(std::uint64_t key) {
    auto* session = find_session(record_, key);
    AIRPERK_ASSERT(session != nullptr);
    return *session;
  }
  Flow& flow_of(std::uint64_t key, std::uint32_t index) {
    auto& flows = session_of(key).flows;
    AIRPERK_ASSERT(index < flows.size());
    return flows[index];
  }
  static void note_number(Session& session, std::uint32_t number) {
    if (number > session.number) {
      const auto steps = number - session.number;
      session.numbers_below = steps >= 64 ? 0 : session.numbers_below << steps;
      if (steps <= 64) session.numbers_below |= std::uint64_t{1} << (steps - 1);
      session.number = number;
    } else if (number < session.number && session.number - 1 - number < 64) {
      session.numbers_below |= std::uint64_t{1} << (session.number - 1 - number);
    }
  }
  /// R5: a change of tariff starts a new count.
  static void count_under(Flow& flow, NameKey tariff) {
    if (flow.tariff != tariff) flow.by_day = flow.by_night = 0;
    flow.tariff = tariff;
  }
  /// In which the event counts.
  Month month() const { return record_.counts_of(zone_.month_of(at_)).month; }
  MonthCounts& counts_now() {
    record_.counts = record_.counts_of(zone_.month_of(at_));
    return record_.counts;
  }
  void move(BalanceId id, std::int64_t amount) {
    if (id == main_balance) {
      record_.main += Amount::nano(amount);
      AIRPERK_ASSERT(!record_.main.is_negative());
      return;
    }
    auto& left = find_id(record_.balances, id)->left;
    left += amount;
    AIRPERK_ASSERT(left >= 0);
  }
  /// What is drained is gone, unless a session may give something back.
  void drop_if_empty(BalanceId id) {
    if (id == main_balance) return;
    const auto balance = std::find_if(record_.balances.begin(), record_.balances.end(),
                                      [id](const auto& b) { return b.id == id; });
    if (balance == record_.balances.end() || balance->left > 0) return;
    if (record_.sessions.empty() || set_aside(record_, id) == 0) {
      remove(record_.balances, balance);
    }
  }
  void pay(BalanceId id, std::int64_t amount) {
    AIRPERK_ASSERT(amount >= 0);
    move(id, -amount);
    drop_if_empty(id);
  }
  void pay_from_grant(Grant& grant, const Share& part) {
    const auto share = std::find_if(grant.shares.begin(), grant.shares.end(), [&](const Share& s) {
      return s.balance == part.balance && s.kind == part.kind && s.name == part.name;
    });
    AIRPERK_ASSERT(share != grant.shares.end() && share->amount >= part.amount);
    share->amount -= part.amount;
    drop_if_empty(part.balance);
  }

  Record& record_;
  Instant at_;
  const Zone& zone_;
};

}  // namespace

void apply(Record& record, const Event& event, const Zone& zone) {
  std::visit(Applier(record, event.at, zone), event.fact);
}

bool has_what_pays(const Record& record, const Charged& charged) {
  std::int64_t main = record.main.in_nano();
  for (auto part = charged.parts.begin(); part != charged.parts.end(); ++part) {
    if (part->amount < 0) return false;
    if (part->balance == main_balance) {
      if (part->amount > main) return false;
      main -= part->amount;
      continue;
    }
    const auto is_same = [&](const auto& other) { return other.balance == part->balance; };
    if (std::any_of(charged.parts.begin(), part, is_same)) return false;
    const auto has = std::find_if(record.balances.begin(), record.balances.end(),
                                  [&](const Balance& b) { return b.id == part->balance; });
    if (has == record.balances.end() || has->left < part->amount) return false;
  }
  return charged.session == 0;
}

}  // namespace airperk::subscriber
