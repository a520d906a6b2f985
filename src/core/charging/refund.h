#pragma once

#include <optional>
#include <vector>

#include "core/subscriber/decide.h"

/// Giving a charge back (RFC 8506 §6.4): once, whole, to the balances that paid it.
namespace airperk::charging {

/// The debit that a client wants to be given back: the newest event of this Session-Id that has not
/// been given back, or else the newest of this kind and quantity. What another client debited is
/// not found for it.
struct Debit {
  std::uint64_t event = 0;    ///< a keyed hash of the Session-Id
  std::uint64_t request = 0;  ///< what the refund itself is called, whoever asks
  programme::UsageKind kind = programme::UsageKind::sms;
  std::optional<programme::Quantity> quantity;
  std::uint64_t client = 0;  ///< a keyed hash of its Origin-Host; 0: it may have any debit back
  std::uint64_t request_of_client = 0;  ///< what the refund was called before: each client's apart
};
/// How far back a client's debit is looked for.
inline constexpr Duration refundable_for = Duration::hours(7 * 24);

/// Looks for a debit in a subscriber's history, from its newest event back.
class DebitSearch {
 public:
  DebitSearch(Debit debit, Instant now) : debit_(debit), now_(now) {}
  /// False: no event before this one matters.
  bool see(subscriber::ChargeId place, const subscriber::Event& event);
  std::optional<subscriber::ChargeId> found() const { return exact_ ? exact_ : alike_; }
  /// What the same request was given back before.
  const std::optional<subscriber::Refunded>& repeated() const { return repeated_; }

 private:
  Debit debit_;
  Instant now_;
  std::vector<subscriber::ChargeId> refunded_;
  std::optional<subscriber::ChargeId> exact_, alike_;
  std::optional<subscriber::Refunded> repeated_;
};

/// A balance that paid and that the record has no more.
struct GoneBalance {
  subscriber::Balance given;  ///< as it was given
  bool left_since = false, tariff_changed_since = false;
};

/// Gives one charge back, as its subscriber's history has it.
struct Refund {
  subscriber::ChargeId id;
  std::optional<subscriber::Charged> charge;  ///< nothing: there is no such charge
  bool refunded = false;
  std::vector<GoneBalance> gone;  ///< drained since they were given; what ended is not among them
  std::uint64_t request = 0;      ///< of the client that asks, or a person:
  std::string reason, by, approved_by;
  std::uint32_t seen_version = 0;  ///< the record's when its history was read
};
subscriber::Decided decide(const subscriber::Record&, const Refund&, const subscriber::Context&);

/// Reads what a Refund must know of the past, from the newest event back.
class ChargeSearch {
 public:
  ChargeSearch(subscriber::ChargeId id, const subscriber::Record& record)
      : id_(id), record_(record) {}
  /// False: no event before this one matters.
  bool see(subscriber::ChargeId place, const subscriber::Event& event);
  /// The past's part of a Refund.
  Refund found() const;

 private:
  bool wants(subscriber::BalanceId id) const;
  void given(subscriber::Balance balance);

  subscriber::ChargeId id_;
  const subscriber::Record& record_;
  std::optional<subscriber::Charged> charge_;
  bool refunded_ = false, left_ = false, tariff_changed_ = false;
  std::vector<subscriber::BalanceId> ended_, wanted_;
  std::vector<GoneBalance> gone_;
};

}  // namespace airperk::charging
