#include "engine/audit.h"

#include <fmt/format.h>

#include <algorithm>

namespace airperk::engine {
namespace {

using namespace subscriber;

using Amounts = std::vector<std::pair<BalanceId, std::int64_t>>;

std::int64_t* find_in(Amounts& amounts, BalanceId id) {
  for (auto& [known, left] : amounts) {
    if (known == id) return &left;
  }
  return nullptr;
}

void erase_from(Amounts& amounts, BalanceId id) {
  std::erase_if(amounts, [id](const auto& entry) { return entry.first == id; });
}

}  // namespace

Audit::Book::SetAside* Audit::find_grant(Book& book, std::uint64_t session, std::uint32_t flow) {
  for (auto& grant : book.set_aside) {
    if (grant.session == session && grant.flow == flow) return &grant;
  }
  return nullptr;
}

/// What is drained is gone, unless a session may give something back.
void Audit::drop_if_empty(Book& book, BalanceId id) {
  if (id == main_balance) return;
  const auto* left = find_in(book.balances, id);
  if (!left || *left != 0) return;
  for (auto& grant : book.set_aside) {
    if (const auto* aside = find_in(grant.aside, id); aside && *aside > 0) return;
  }
  erase_from(book.balances, id);
}

void Audit::find(std::string what) {
  ++finding_count_;
  if (findings_.size() < 1000) findings_.push_back(where_ + ": " + std::move(what));
}

void Audit::see(const store::Group& group) {
  where_ = fmt::format("group {}", group.number);
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
  where_ = fmt::format("group {}, subscriber {}", position.group(), batch.id.value);
  auto& book = books_[batch.id.value];
  ++totals_.batches;
  if (batch.version != book.version + 1) {
    find(fmt::format("version {} follows version {}", batch.version, book.version));
  }
  if (batch.previous != book.head) find("does not point at the subscriber's batch before it");
  book.version = batch.version;
  book.head = position;
  if (house_.programmes.empty()) return find("before any programme was in force");
  for (const auto& event : batch.events) {
    ++totals_.events;
    if (event.at < book.last_at || event.at > group_at) find("an event out of its time");
    book.last_at = event.at;
    see(book, event, house_.programmes.at(event.at));
  }
  if (!book.member && !book.waiting.empty()) find("M5: a grant waits outside the membership");
}

void Audit::see(Book& book, const Event& event, const programme::Version& in_force) {
  const auto& bonus = in_force.programme->bonus;
  const auto month = in_force.programme->zone.month_of(event.at);
  if (book.month != month) {
    book.month = month;
    book.grants = book.activations = 0;
  }
  const auto pay = [&](BalanceId id, std::int64_t amount) {
    auto* left = id == main_balance ? &book.main : find_in(book.balances, id);
    if (!left) return find(fmt::format("balance {} pays but is not there", id));
    *left -= amount;
    if (amount < 0 || *left < 0) find(fmt::format("U12: balance {} goes below zero", id));
    drop_if_empty(book, id);
  };
  const auto end = [&](Amounts& amounts, BalanceId id, std::int64_t expected) {
    const auto* left = find_in(amounts, id);
    if (!left || *left != expected) find(fmt::format("balance {} ends with another amount", id));
    erase_from(amounts, id);
  };
  if (const auto* fact = std::get_if<Provisioned>(&event.fact)) {
    book.main = fact->main.in_nano();
    totals_.opened += book.main;
  } else if (std::holds_alternative<Joined>(event.fact)) {
    if (book.member) find("M7: joins twice");
    book.member = true;
  } else if (std::holds_alternative<Left>(event.fact)) {
    if (!book.member) find("M7: leaves without being a member");
    book.member = false;
  } else if (const auto* granted = std::get_if<BonusGranted>(&event.fact)) {
    if (!book.member) find("B1: a grant outside the membership");
    if (++book.grants > bonus.grants_per_month) find("B1: one grant too many in a month");
    if (granted->amount != bonus.amount) find("B1: a grant of another amount");
    if (granted->until != event.at + bonus.activation_window) find("B2: another deadline");
    book.waiting.emplace_back(granted->id, granted->amount.in_nano());
  } else if (const auto* activated = std::get_if<BonusActivated>(&event.fact)) {
    if (++book.activations > bonus.activations_per_month) find("B4: one activation too many");
    if (activated->until != event.at + bonus.validity) find("B3: another validity");
    const auto* amount = find_in(book.waiting, activated->grant);
    if (!amount) return find("B3: activates a grant that does not wait");
    book.balances.emplace_back(activated->balance, *amount);
    erase_from(book.waiting, activated->grant);
  } else if (const auto* cancelled = std::get_if<GrantCancelled>(&event.fact)) {
    end(book.waiting, cancelled->id, cancelled->amount.in_nano());
  } else if (const auto* ended = std::get_if<BalanceEnded>(&event.fact)) {
    end(book.balances, ended->id, ended->left);
  } else if (const auto* extra = std::get_if<ExtraBonusGiven>(&event.fact)) {
    if (!book.member) find("B6: an extra bonus outside the membership");
    book.balances.emplace_back(extra->id, extra->amount.in_nano());
  } else if (const auto* top_up = std::get_if<ToppedUp>(&event.fact)) {
    book.main += top_up->amount.in_nano();
    totals_.topped_up += top_up->amount.in_nano();
  } else if (const auto* adjusted = std::get_if<Adjusted>(&event.fact)) {
    book.main += adjusted->amount.in_nano();
    if (book.main < 0) find("U12: an adjustment takes more than there is");
    totals_.topped_up += adjusted->amount.in_nano();
  } else if (const auto* refunded = std::get_if<Refunded>(&event.fact)) {
    auto& before = book.refunded;
    if (std::find(before.begin(), before.end(), refunded->charge) != before.end()) {
      find("a charge is refunded twice");
    }
    before.push_back(refunded->charge);
    for (const auto& [share, since, until] : refunded->parts) {
      if (share.amount < 0) find("a refund takes");
      if (share.balance == main_balance) {
        book.main += share.amount;
        totals_.paid -= share.amount;
      } else if (auto* left = find_in(book.balances, share.balance)) {
        *left += share.amount;
      } else {
        if (until <= event.at) find("a refund goes to a balance that has expired");
        const auto next =
            std::find_if(book.balances.begin(), book.balances.end(),
                         [id = share.balance](const auto& b) { return b.first > id; });
        book.balances.emplace(next, share.balance, share.amount);
      }
    }
  } else if (const auto* sent = std::get_if<TransferSent>(&event.fact)) {
    pay(main_balance, sent->amount.in_nano() + sent->fee.in_nano());
    totals_.fees += sent->fee.in_nano();
    totals_.paid += sent->amount.in_nano();
  } else if (const auto* received = std::get_if<TransferReceived>(&event.fact)) {
    book.main += received->amount.in_nano();
    totals_.paid -= received->amount.in_nano();
  } else if (const auto* given = std::get_if<BalanceGiven>(&event.fact)) {
    book.balances.emplace_back(given->id, given->amount);
  } else if (const auto* credited = std::get_if<AllowanceCredited>(&event.fact)) {
    for (const auto& part : credited->parts) book.balances.emplace_back(part.id, part.amount);
  } else if (const auto* charged = std::get_if<Charged>(&event.fact)) {
    auto* grant =
        charged->under_grant ? find_grant(book, charged->session, charged->flow) : nullptr;
    if (charged->under_grant && !grant) find("R1: a charge under a grant that is not there");
    for (const auto& part : charged->parts) {
      if (grant && !grant->lapsed) {
        auto* aside = find_in(grant->aside, part.balance);
        if (!aside && part.amount > 0) {
          find(fmt::format("R1: balance {} pays and was not set aside", part.balance));
        } else if (aside) {
          *aside -= part.amount;
          if (part.amount < 0 || *aside < 0) find("R1: pays more than was set aside");
          drop_if_empty(book, part.balance);
        }
      } else {
        pay(part.balance, part.amount);
      }
      if (part.balance == main_balance) totals_.paid += part.amount;
    }
  } else if (const auto* made = std::get_if<Granted>(&event.fact)) {
    if (find_grant(book, made->session, made->flow)) {
      std::erase_if(book.set_aside, [&](const auto& g) {
        return g.session == made->session && g.flow == made->flow;
      });
    }
    Book::SetAside aside{made->session, made->flow, false, {}};
    for (const auto& share : made->grant.shares) {
      auto* left =
          share.balance == main_balance ? &book.main : find_in(book.balances, share.balance);
      if (!left) {
        find(fmt::format("sets aside of balance {}, which is not there", share.balance));
        continue;
      }
      *left -= share.amount;
      if (share.amount < 0 || *left < 0) find("U12: more is set aside than there is");
      aside.aside.emplace_back(share.balance, share.amount);
    }
    book.set_aside.push_back(std::move(aside));
  } else if (const auto* released = std::get_if<GrantReleased>(&event.fact)) {
    auto* grant = find_grant(book, released->session, released->flow);
    if (!grant) return find("releases a grant that is not there");
    const auto aside = std::exchange(grant->aside, {});
    const bool was_lapsed = std::exchange(grant->lapsed, true);
    if (!released->lapsed) {
      std::erase_if(book.set_aside, [&](const auto& g) {
        return g.session == released->session && g.flow == released->flow;
      });
    }
    if (was_lapsed) return;
    for (const auto& [id, amount] : aside) {
      auto* left = id == main_balance ? &book.main : find_in(book.balances, id);
      const auto cancelled = std::any_of(released->cancelled.begin(), released->cancelled.end(),
                                         [id = id](const Share& s) { return s.balance == id; });
      if (left && cancelled) find(fmt::format("R2: cancels what balance {} should get back", id));
      if (!left && !cancelled && amount > 0) find("R2: gives back to a balance that has ended");
      if (left) *left += amount;
      drop_if_empty(book, id);
    }
  } else if (const auto* closed = std::get_if<SessionClosed>(&event.fact)) {
    for (const auto& grant : book.set_aside) {
      if (grant.session == closed->session && !grant.lapsed) find("a session ends with a grant");
    }
    std::erase_if(book.set_aside, [&](const auto& g) { return g.session == closed->session; });
  }
}

void Audit::compare(SubscriberId id, const Record& record) {
  where_ = fmt::format("subscriber {}", id.value);
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
  Amounts waiting, balances;
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
        if (balance == main_balance) totals.held += amount;
      }
    }
  }
  return totals;
}

}  // namespace airperk::engine
