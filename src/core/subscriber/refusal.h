#pragma once

#include <cstdint>
#include <string_view>

namespace airperk::subscriber {

/// Every way in which a subscriber's command can be refused. A name that begins with a rule's
/// number carries that rule. Stored with answers: never renumber.
enum class Refusal : std::uint8_t {
  unknown_subscriber = 1,
  M1_brand_not_admitted = 2,
  M7_already_member = 3,
  M7_not_member = 4,
  B3_nothing_to_activate = 5,
  B4_activated_this_month = 6,
  B6_not_member = 7,
  B7_main_too_low = 8,
  B7_below_minimum = 9,
  B7_above_maximum = 10,
  B7_too_many_today = 11,
  B7_too_much_this_month = 12,
  B7_to_oneself = 13,
  unknown_brand = 14,
  unknown_tariff = 15,
  unknown_service = 16,
  unknown_language = 17,
  service_not_taken = 18,
  amount_not_positive = 19,
  amount_too_large = 20,
  validity_not_positive = 21,
  reason_missing = 22,
  // charging
  U12_nothing_may_pay = 23,
  no_price = 24,
  unknown_recipient = 25,
  number_taken = 26,
  clock_not_manual = 27,
  clock_backwards = 28,
  identities_disagree = 29,
  validity_too_long = 30,
  too_many_balances = 31,
  name_missing = 32,
  too_many_sessions = 33,
  unknown_session = 34,
  unknown_charge = 35,
  refunded_already = 36,
  approval_missing = 37,
  main_too_low = 38,
  amount_zero = 39,
  unknown_region = 40,
  S3_still_member = 41,
};

/// "B7", or nothing where no rule of the book stands behind it.
std::string_view rule_of(Refusal refusal);
/// One line for a person: what is wrong and how to mend it.
std::string_view words_of(Refusal refusal);

}  // namespace airperk::subscriber
