#pragma once

#include "core/outreach/audience.h"
#include "core/subscriber/decide.h"

/// One contact, decided when it is about to be handed to the network and not before (C4): consent,
/// caps and hours of that moment.
namespace airperk::outreach {

enum class Verdict : std::uint8_t {
  take,    ///< its slot is taken with these facts: hand it over once they are durable
  refuse,  ///< for good, and the facts say by which rule, or that it is of the control group
  pass,    ///< nothing to do: not of the audience, or contacted already
  wait,    ///< not now: quiet hours, not started, paused, stopped, the last slot is in doubt, or
           ///< the programme has no texts for surveys
  over,    ///< the campaign has ended, or has all that was booked
};

struct SlotDecision {
  Verdict verdict = Verdict::pass;
  subscriber::Facts facts;
  std::string text;  ///< of `take`: what to say
  programme::Language language;
  bool is_question = false;  ///< of `take`: an answer is waited for
  Instant until;             ///< of `take`: it must not be delivered later (C8)
};

/// `record` is up to date. `taken`: how many contacts the campaign has.
SlotDecision decide_slot(const subscriber::Record& record, SubscriberId id,
                         const Campaign& campaign, const Campaigns& campaigns, std::uint64_t taken,
                         const subscriber::Context& context);

/// What the network said of it. No facts where nothing is open that it could be about.
subscriber::Facts settle(const subscriber::Record& record, std::uint32_t campaign,
                         subscriber::ContactState to, std::uint64_t reference);
/// A receipt names the contact by what the network calls it. `of_part`: of a message in several,
/// which one part's failure undoes (C6).
subscriber::Facts settle_by_reference(const subscriber::Record& record, std::uint64_t reference,
                                      subscriber::ContactState to, bool of_part = false);

/// C8: whether contacts may go out now; and when they may no longer, or may again.
bool in_hours(const programme::Programme& programme, Instant at);
Instant hours_change(const programme::Programme& programme, Instant at);

}  // namespace airperk::outreach
