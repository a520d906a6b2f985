#pragma once

#include <optional>
#include <string>

#include "core/outreach/campaign.h"
#include "core/programme/programme.h"

namespace airperk::outreach {

/// What is wrong with a plan: in which field, and a sentence that begins with it and says the mend.
struct PlanProblem {
  std::string field, words;
};
/// `what` goes on from the field's name: "is missing".
PlanProblem problem_with(std::string field, std::string_view what);

/// The first problem. `now`: a plan whose end has passed is none.
std::optional<PlanProblem> check(const Plan& plan, const programme::Programme& programme,
                                 Instant now);

/// What is wrong with a text's length by that channel, or that it is empty or no text; empty if it
/// is right.
std::string length_problem(const std::string& text, Channel channel);

/// No campaign is longer than its contacts are kept.
inline constexpr Duration campaign_longest = Duration::days(60);
/// Of an SMS: ten parts of UCS-2. Of a USSD screen: UCS-2 code units, or septets. Of a call:
/// spoken.
inline constexpr std::size_t sms_longest = 670, ussd_longest_ucs2 = 79, ussd_longest_gsm7 = 182,
                             call_longest = 1000;

}  // namespace airperk::outreach
