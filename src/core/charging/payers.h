#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <vector>

#include "core/charging/price.h"
#include "core/subscriber/decide.h"

/// Who pays for a stretch of use, in which order, and why the others did not: one walk for events,
/// grants, reports and enquiries (U11 to U13).
namespace airperk::charging {

/// One that may pay.
struct Payer {
  enum class How : std::uint8_t {
    free,     ///< an unlimited service, or a tariff: pays for everything
    in_kind,  ///< by steps
    money,    ///< by price
  };
  How how = How::money;
  subscriber::Share has;  ///< `amount`: what is left of it
  /// By which rule it goes before a SMART balance (U4 to U10).
  subscriber::KeptOut before = subscriber::KeptOut::U10;
};

struct Payers {
  boost::container::small_vector<Payer, 4> in_order;
  /// What the subscriber has besides and may not pay, with the rule.
  std::vector<subscriber::KeptBalance> kept_out;
};

/// All that a subscriber has at `at`, in the order of the programme in force.
Payers payers_of(const subscriber::Record& record, const subscriber::Rating& rating,
                 const programme::Programme& programme, Instant at);
/// What a grant set aside, in the order in which it pays. Of a grant whose Tcc is over: as far as
/// its balances still have it.
Payers payers_of(const subscriber::Grant& grant, const subscriber::Record& record,
                 const programme::Programme& programme);

struct Paid {
  Quantity steps = 0;   ///< paid for, from the first one on
  Amount part_of_step;  ///< paid of the step after them (AtTheEnd::take_all)
  std::vector<subscriber::Share> shares;
  std::vector<subscriber::KeptOut> before;  ///< the rules of those who paid, unless it was main
};

/// Whether the step at which everything runs out is left alone (U12: it is not used), or takes what
/// there is (it was used already).
enum class AtTheEnd { leave, take_all };

/// Pays for the steps [from, to), as far as the payers can; they have less afterwards.
Paid pay(const Price& price, Quantity from, Quantity to, Payers& payers,
         AtTheEnd at_the_end = AtTheEnd::leave);

/// U13: the rule by which each balance that did not pay was kept out, once it is known who did.
/// `not_reached`: those that could have paid and were not asked.
std::vector<subscriber::KeptBalance> kept_out(const Payers& payers, const Paid& paid);

/// The instant after `at` at which the order of payers could change by time alone: a window's edge,
/// the end of a balance that may pay, a new allowance.
Instant next_change(const subscriber::Record& record, const subscriber::Rating& rating,
                    const Payers& payers, const programme::Programme& programme, Instant at);

}  // namespace airperk::charging
