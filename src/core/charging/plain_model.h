#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/charging/credit_control.h"

/// The obvious thing beside the clever one: the rule book's U and R read word by word, one step of
/// a use after the other, without the engine's walk, eligibility, ladders or apply. Slow on
/// purpose. Only what a programme file and a zone's tables say is shared. For tests.
namespace airperk::charging::plain {

using programme::Destination;
using programme::UsageClass;
using programme::UsageKind;
using subscriber::BalanceKind;
using subscriber::Unit;

struct Balance {
  int id = 0;  ///< 0: main
  BalanceKind kind = BalanceKind::smart;
  Unit unit = Unit::units;
  std::int64_t left = 0;
  Instant since, until = Instant::never();
  std::string name;
};

/// One balance's part of one step, or of a whole charge. `free`: nothing is drawn.
struct Draw {
  int id = 0;
  std::int64_t amount = 0;
  std::string free;
};

struct Charge {
  std::map<std::string, std::int64_t> parts;  ///< "main", "smart", "name (unit)", "free name"
  std::string smart_kept_by;                  ///< "U5", or "" where a SMART balance paid or none is
  std::int64_t unpaid = 0;
  Quantity quantity = 0;
  friend bool operator==(const Charge&, const Charge&) = default;
};

struct Answer {
  Quantity granted = 0;
  std::int64_t validity = 0;
  bool final = false, refused = false;
  std::optional<Instant> change;
  friend bool operator==(const Answer&, const Answer&) = default;
};

class Model {
 public:
  /// `knows_change`: every client is told of the night's edges.
  Model(const programme::Programme& programme, Instant now, std::int64_t main, bool knows_change)
      : programme_(programme), knows_change_(knows_change), now_(now) {
    balances_.push_back({.left = main, .since = Instant::beginning(), .name = "main"});
  }

  // What happens to the subscriber.
  void time_passes(Instant to);
  void gets(BalanceKind kind, Unit unit, std::int64_t amount, Instant until, std::string name);
  void tops_up(std::int64_t amount) { balances_[0].left += amount; }
  void leaves();
  void takes(const std::string& service, bool paid) { services_[service] = paid; }
  void drops(const std::string& service) { services_.erase(service); }
  void changes_tariff(const std::string& name, bool paid);

  // What the network asks.
  std::optional<Charge> event(const UsageClass& use, bool unknown, Quantity quantity);
  Answer begins(int session, const UsageClass& use, bool unknown,
                std::optional<Quantity> requested);
  /// `after_change`: how much of `used` is said to have been used after the tariff change.
  Answer goes_on(int session, bool roaming, std::optional<Quantity> requested,
                 std::optional<Quantity> used, Quantity after_change, Instant timestamp,
                 std::vector<Charge>& charges);
  void ends(int session, bool roaming, std::optional<Quantity> used, Quantity after_change,
            Instant timestamp, std::vector<Charge>& charges);
  bool knows(int session) const { return sessions_.count(session) > 0; }

  Instant now() const { return now_; }
  /// Everything that the subscriber has, set aside or not: what the record must say too.
  std::map<std::string, std::int64_t> holdings() const;
  /// The instants at which something changes by itself, for times around them.
  std::vector<Instant> boundaries() const;

 private:
  struct Terms {
    std::string tariff;
    bool tariff_paid = true;
    UsageClass use;
    bool unknown = false, night = false;
  };
  struct Step {
    std::vector<Draw> draws;
  };
  struct Grant {
    Terms terms;
    Quantity quantity = 0;
    Instant at, until, tcc;
    bool lapsed = false;
    std::vector<Step> steps;
    std::string kept;  ///< the rule of state against SMART, at the time
    bool had_smart = false;
  };
  struct Session {
    UsageClass use;
    bool unknown = false;
    std::string tariff;
    Quantity day = 0, night = 0;
    Instant reported, heard;
    std::optional<Grant> grant, after_change;
  };
  enum class End { leave, take_all };

  const programme::Ladder* ladder(const Terms& terms) const;
  Terms terms_at(const UsageClass& use, bool unknown, Instant at) const;
  bool night_at(const UsageClass& use, Instant at) const;
  bool has_unlimited() const;
  std::string smart_kept(const Terms& terms) const;
  bool may_pay(const Balance& balance, const Terms& terms, Instant at) const;
  std::vector<Draw> payers(const Terms& terms, Instant at) const;
  Balance* find(int id);
  bool pay_step(std::vector<Draw>& from, std::int64_t price, Quantity step, End end,
                std::vector<Draw>& into) const;
  void take(const std::vector<Draw>& draws);
  void give_back(Session& session);
  void tidy();
  std::int64_t in_grants(int id) const;
  Charge explain(const std::vector<Draw>& draws, const std::string& kept, Quantity quantity,
                 bool had_smart) const;
  bool has_smart(Instant at) const;
  Quantity report_under(Session& session, Grant& grant, Quantity used,
                        std::vector<Charge>& charges);
  void report(Session& session, Quantity used, Quantity after_change, Instant timestamp,
              std::vector<Charge>& charges);
  void offer_after(Session& session, Instant change);
  Answer offer(Session& session, Quantity requested);
  Instant next_other_payer(const Terms& terms, Instant at) const;
  void credit_allowance();
  Instant next_due() const;

  const programme::Programme& programme_;
  const bool knows_change_;
  Instant now_;
  std::vector<Balance> balances_;  ///< main first, then in the order given
  int next_id_ = 1;
  std::map<std::string, bool> services_;
  std::string tariff_ = "Time to Talk";
  bool tariff_paid_ = true;
  Instant allowance_until_ = Instant::never();
  std::map<int, Session> sessions_;
  std::map<int, Balance> ever_;  ///< what each balance was, once it is gone too
};

}  // namespace airperk::charging::plain
