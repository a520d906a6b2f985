#include "core/subscriber/refusal.h"

namespace airperk::subscriber {

std::string_view rule_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::M1_brand_not_admitted:
      return "M1";
    case Refusal::M7_already_member:
    case Refusal::M7_not_member:
      return "M7";
    case Refusal::B3_nothing_to_activate:
      return "B3";
    case Refusal::B4_activated_this_month:
      return "B4";
    case Refusal::B6_not_member:
      return "B6";
    case Refusal::B7_main_too_low:
    case Refusal::B7_below_minimum:
    case Refusal::B7_above_maximum:
    case Refusal::B7_too_many_today:
    case Refusal::B7_too_much_this_month:
    case Refusal::B7_to_oneself:
      return "B7";
    case Refusal::U12_nothing_may_pay:
      return "U12";
    case Refusal::S3_still_member:
      return "S3";
    case Refusal::unknown_subscriber:
    case Refusal::unknown_brand:
    case Refusal::unknown_tariff:
    case Refusal::unknown_service:
    case Refusal::unknown_language:
    case Refusal::service_not_taken:
    case Refusal::amount_not_positive:
    case Refusal::amount_too_large:
    case Refusal::validity_not_positive:
    case Refusal::reason_missing:
    case Refusal::no_price:
    case Refusal::unknown_recipient:
    case Refusal::number_taken:
    case Refusal::clock_not_manual:
    case Refusal::clock_backwards:
    case Refusal::identities_disagree:
    case Refusal::validity_too_long:
    case Refusal::too_many_balances:
    case Refusal::name_missing:
    case Refusal::too_many_sessions:
    case Refusal::unknown_session:
    case Refusal::unknown_charge:
    case Refusal::refunded_already:
    case Refusal::approval_missing:
    case Refusal::main_too_low:
    case Refusal::amount_zero:
    case Refusal::unknown_region:
      return "";
  }
  return "";
}

std::string_view words_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_subscriber:
      return "no subscriber has this number; provision it first";
    case Refusal::M1_brand_not_admitted:
      return "the programme is not open to the subscriber's brand";
    case Refusal::M7_already_member:
      return "the subscriber is a member already";
    case Refusal::M7_not_member:
      return "the subscriber is not a member";
    case Refusal::B3_nothing_to_activate:
      return "no grant waits to be activated";
    case Refusal::B4_activated_this_month:
      return "this month's activation has been used";
    case Refusal::B6_not_member:
      return "extra bonuses go to members only";
    case Refusal::B7_main_too_low:
      return "the main balance is too low; bonus units cannot be transferred";
    case Refusal::B7_below_minimum:
      return "below the smallest transfer that the programme allows";
    case Refusal::B7_above_maximum:
      return "above the largest transfer that the programme allows";
    case Refusal::B7_too_many_today:
      return "no more transfers are allowed today";
    case Refusal::B7_too_much_this_month:
      return "above what may be transferred in a month";
    case Refusal::B7_to_oneself:
      return "a transfer to oneself moves nothing; name another number";
    case Refusal::unknown_brand:
      return "no such brand in the programme file; see GET /v1/programme";
    case Refusal::unknown_tariff:
      return "no such tariff in the programme file; see GET /v1/programme";
    case Refusal::unknown_service:
      return "no such service in the programme file; see GET /v1/programme";
    case Refusal::unknown_language:
      return "the programme does not speak this language; see GET /v1/programme";
    case Refusal::unknown_region:
      return "no such region in the programme file; add it to [audiences] regions, or leave it "
             "empty";
    case Refusal::service_not_taken:
      return "the subscriber does not have this service";
    case Refusal::amount_not_positive:
      return "the amount must be above zero";
    case Refusal::amount_too_large:
      return "the balance would pass 9000000000; send a smaller amount";
    case Refusal::validity_not_positive:
      return "the validity must be above zero";
    case Refusal::reason_missing:
      return "a reason and who approved it must be given";
    case Refusal::U12_nothing_may_pay:
      return "no balance that may pay for this use holds enough";
    case Refusal::no_price:
      return "the subscriber's tariff does not sell this use";
    case Refusal::unknown_recipient:
      return "no subscriber has the recipient's number";
    case Refusal::number_taken:
      return "another subscriber has this IMSI";
    case Refusal::clock_not_manual:
      return "the clock is the system's; set clock.source = \"manual\" to move it by hand";
    case Refusal::clock_backwards:
      return "the clock only moves forward";
    case Refusal::identities_disagree:
      return "the number and the IMSI belong to two subscribers; send the ones of one";
    case Refusal::validity_too_long:
      return "the validity would end after the year 9999; send a shorter one";
    case Refusal::too_many_balances:
      return "the subscriber has 100 balances already; wait until some have ended";
    case Refusal::name_missing:
      return "the name must have 1 to 100 octets";
    case Refusal::too_many_sessions:
      return "too many credit-control sessions are open; close some";
    case Refusal::unknown_charge:
      return "the subscriber has no such charge to refund; see GET .../charges";
    case Refusal::refunded_already:
      return "this charge has been refunded already";
    case Refusal::approval_missing:
      return "above the programme's [adjustments] approval_above, \"approved_by\" must name "
             "somebody other than \"by\"";
    case Refusal::main_too_low:
      return "the main balance has less than this that no session has set aside";
    case Refusal::amount_zero:
      return "the amount must not be zero";
    case Refusal::S3_still_member:
      return "the subscriber is a member, and leaving is the member's own act: *555*2#, or care "
             "dials it at their request; once they have left, they can be erased";
    case Refusal::unknown_session:
      return "no such credit-control session is open; begin one with a CCR-I";
  }
  return "";
}

}  // namespace airperk::subscriber
