#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/wide.h"
#include "core/subscriber/events.h"
#include "store/store.h"

namespace airperk::engine {

/// What the audit knows of one subscriber, from the journal alone.
struct AuditBook {
  /// So much of each balance, in the order in which they were given.
  using Amounts = std::vector<std::pair<subscriber::BalanceId, std::int64_t>>;

  std::uint32_t version = 0;
  store::Position head;
  Instant last_at = Instant::beginning();
  std::int64_t main = 0;
  bool member = false;
  Instant erase_at = Instant::never();  ///< S3: never: nothing is due
  Month month;
  int grants = 0, activations = 0;
  Amounts waiting, balances;
  /// What one grant of a session holds of each balance.
  struct SetAside {
    std::uint64_t session = 0;
    std::uint32_t flow = 0;
    bool after_change = false;
    bool lapsed = false;
    Amounts aside;
  };
  std::vector<SetAside> set_aside;
  /// What a refund is compared with, in their order. A digest: a journal has many charges.
  struct Charge {
    subscriber::ChargeId id;
    std::uint32_t drawn = 0;
  };
  std::vector<Charge> charges;
  std::vector<subscriber::ChargeId> refunded;
  /// This month's slots (C2, C3), and each campaign's contact.
  int messages = 0, surveys = 0;
  struct Contact {
    std::uint32_t campaign = 0;
    subscriber::ContactKind kind = subscriber::ContactKind::message;
    Month month;
    subscriber::ContactState state = subscriber::ContactState::taken;
    bool erased = false;  ///< the record knows it no more (S3), and this book does
  };
  std::vector<Contact> contacts;
  std::vector<subscriber::ServiceMessageTaken> service_messages;
  std::uint32_t told_how_to_leave = 0;  ///< the last day

  static std::int64_t* find(Amounts& amounts, subscriber::BalanceId id);
  static void erase(Amounts& amounts, subscriber::BalanceId id);
  /// The main balance or another; nothing, where it is not there.
  std::int64_t* balance(subscriber::BalanceId id);
  /// What is drained is gone, unless a session may give something back.
  void drop_if_empty(subscriber::BalanceId id);
  const Charge* find_charge(subscriber::ChargeId id) const;
  Contact* find_contact(std::uint32_t campaign);
  SetAside* find_grant(std::uint64_t session, std::uint32_t flow, bool after_change);
  void erase_grant(std::uint64_t session, std::uint32_t flow, bool after_change);
};

/// Of how much was drawn from, or given back to, which balance; in whatever order.
class DrawnDigest {
 public:
  void add(const subscriber::Share& share);
  std::uint32_t value() const { return static_cast<std::uint32_t>(sum_ >> 32); }

 private:
  std::uint64_t sum_ = 0;
};

struct AuditTotals {
  std::uint64_t groups = 0, batches = 0, events = 0, subscribers = 0, members = 0;
  /// Units of money: what came in, went out and is there. In 128 bits: a million balances do not
  /// fit one Amount.
  std::uint64_t contacts = 0;  ///< that hold a slot
  int most_messages = 0;       ///< of one subscriber in one month
  Wide opened = 0, topped_up = 0, paid = 0, fees = 0, held = 0;
};

/// The slots that a subscriber's contacts hold in one month.
struct AuditSlots {
  SubscriberId subscriber;
  Month month;
  int messages = 0, surveys = 0;
  int in_doubt = 0;  ///< of them: the network may not have them
  bool operator==(const AuditSlots&) const = default;
};

/// At most a thousand are kept; `count` knows them all.
struct AuditFindings {
  std::string where;
  std::vector<std::string> kept;
  std::uint64_t count = 0;
  void add(std::string what);
};

}  // namespace airperk::engine
