#pragma once

#include "core/charging/use.h"

namespace airperk::charging {

/// A ladder counted in whole steps (R3): step i is the one that begins at i · step.
class Price {
 public:
  explicit Price(const programme::Ladder& ladder) : ladder_(ladder) {}

  /// How many steps the first n begin.
  Quantity steps_of(Quantity n) const { return n / ladder_.step + (n % ladder_.step != 0 ? 1 : 0); }

  /// Where the step begins; no further than quantities go.
  Quantity position_of(Quantity step) const {
    Quantity position = 0;
    return __builtin_mul_overflow(step, ladder_.step, &position) ? ~Quantity{0} : position;
  }

  /// F(to) − F(from).
  Amount of(Quantity from, Quantity to) const { return first(to) - first(from); }
  /// U1: a stretch priced 0 draws on no balance.
  bool is_free(Quantity at) const;
  /// The first step after `at` at which `is_free` changes, or `to`.
  Quantity run_end(Quantity at, Quantity to) const;
  /// The furthest step up to which so much pays for everything from `from` on, at most `to`.
  Quantity affordable(Quantity from, Quantity to, Amount money) const;

 private:
  Amount first(Quantity steps) const { return ladder_.price_of_first(position_of(steps)); }
  const programme::Ladder& ladder_;
};

/// What is not asked for (a call that somebody else pays).
const programme::Ladder& free_ladder();

}  // namespace airperk::charging
