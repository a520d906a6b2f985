#include "core/outreach/open_survey.h"
#include "core/subscriber/contacts.h"
#include "engine/decider.h"
#include "engine/faulty.h"

/// The group decider's surveys: who may answer, what is kept, when it is over.
namespace airperk::engine {

namespace {

Answer no_such_survey(Instant now) {
  return faulty(now, Fault::unknown_campaign, "there is no such survey; see GET /v1/campaigns");
}

}  // namespace

/// The newest invitation that `wanted` takes.
template <typename Wanted>
dialogue::Surveyed GroupDecider::find_survey(Subject subject, Wanted wanted) const {
  const auto& record = subject.resident->record;
  for (const auto* open :
       outreach::open_surveys(record, house_->campaigns, context().programme(), group_.at)) {
    if (!respondents_.is_open(open->id)) continue;
    dialogue::Surveyed found{open, respondents_.find(*open, subject.id)};
    if (wanted(*subscriber::find_contact(record, open->id), found)) return found;
  }
  return {};
}

namespace {

bool by_ussd(const subscriber::Contact& contact) {
  return contact.channel == subscriber::Channel::ussd;
}

/// As far as the network has told: while it is asked, somebody may have it already.
bool was_sent(const subscriber::Contact& contact) {
  return contact.state != subscriber::ContactState::taken;
}

dialogue::Surveyed pushed(dialogue::Surveyed surveyed) {
  surveyed.was_pushed = surveyed.campaign != nullptr;
  return surveyed;
}

}  // namespace

/// Over USSD: the one whose invitation is answered, or that is being answered in this dialogue; by
/// the code, one that was begun, or else the newest.
dialogue::Surveyed GroupDecider::survey_for(Subject subject, const dialogue::Dial& dial) const {
  if (!dial.is_own) return {};
  if (dial.asked_by != 0) {
    return pushed(find_survey(subject, [&](const auto& contact, const auto&) {
      return by_ussd(contact) && contact.campaign == dial.asked_by;
    }));
  }
  auto going_on = find_survey(subject, [&](const auto&, const auto& found) {
    return found.progress && found.progress->session == dial.session;
  });
  if (going_on.campaign) return going_on;
  if (dial.text != context().programme().codes.survey) return forgotten_invitation(subject, dial);
  auto begun = find_survey(subject, [&](const auto& contact, const auto& found) {
    return by_ussd(contact) && found.progress && found.progress->begun;
  });
  if (begun.campaign) return begun;
  return find_survey(subject, [&](const auto& contact, const auto&) { return by_ussd(contact); });
}

/// A link forgets with its process what it pushed. Menus and interviews are not forgotten: what
/// goes on in a dialogue that has neither is the answer to an invitation of just now that nobody
/// has answered.
dialogue::Surveyed GroupDecider::forgotten_invitation(Subject subject,
                                                      const dialogue::Dial& dial) const {
  const auto& record = subject.resident->record;
  const bool has_menu = dialogue::has_menu(record, dial.session, group_.at);
  const bool code = dial.begins || dial.text.starts_with('*');
  if (code || has_menu || dial.channel != subscriber::Channel::ussd) return {};
  return pushed(find_survey(subject, [&](const auto& contact, const auto& found) {
    return by_ussd(contact) && was_sent(contact) && !found.progress &&
           group_.at < contact.at + dialogue::dialogue_longest;
  }));
}

void GroupDecider::keep(Subject subject, const std::optional<dialogue::KeptProgress>& kept) {
  if (!kept) return;
  changes();
  group_.answers.push_back(kept->progress
                               ? respondents_.keep(kept->campaign, subject.id, *kept->progress)
                               : respondents_.erase(kept->campaign, subject.id));
}

/// S3: whoever leaves takes along what they have said, while it is still theirs.
void GroupDecider::erase_answers(Subject subject) {
  for (const auto& contact : subject.resident->record.contacts) {
    if (contact.kind != subscriber::ContactKind::survey) continue;
    if (!respondents_.is_open(contact.campaign)) continue;
    group_.answers.push_back(respondents_.erase(contact.campaign, subject.id));
  }
}

namespace {

/// A call does not last longer: whoever keys something later is not in it.
constexpr Duration call_longest = Duration::hours(1);

}  // namespace

Answer GroupDecider::reply_to_survey(Subject subject, const dialogue::SurveyReply& reply) {
  using subscriber::Channel;
  auto due = bring_up_to_date(subject);
  const auto& record = subject.resident->record;
  const bool call = reply.channel == Channel::call;
  const auto may_be = [&](const subscriber::Contact& contact) {
    if (contact.channel != reply.channel) return false;
    return !call || (contact.campaign == reply.campaign && group_.at < contact.at + call_longest);
  };
  auto surveyed = find_survey(subject, [&](const auto& contact, const auto&) {
    return may_be(contact) && was_sent(contact);
  });
  if (!surveyed.campaign) {
    surveyed =
        find_survey(subject, [&](const auto& contact, const auto&) { return may_be(contact); });
  }
  const dialogue::Interview interview(record, surveyed, reply.channel, context());
  dialogue::Turn turn;
  if (interview.is_open()) {
    turn = call ? interview.hear_key(reply.turn, reply.text) : interview.hear_message(reply.text);
  }
  SurveyTurn said;
  said.screen = {std::move(turn.text), turn.ended};
  if (interview.is_open()) said.campaign = surveyed.campaign->id;
  if (turn.kept && turn.kept->progress) {
    const dialogue::Surveyed then{surveyed.campaign, turn.kept->progress};
    said.turn = dialogue::Interview(record, then, reply.channel, context()).turn();
  } else {
    said.turn = interview.turn();
  }
  keep(subject, turn.kept);
  commit(subject, std::move(due), std::move(turn.facts));
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(said);
  return answer;
}

Answer GroupDecider::told_question(Subject subject, const ToldQuestion& told) {
  const auto surveyed = find_survey(
      subject, [&](const auto& contact, const auto&) { return contact.campaign == told.campaign; });
  if (surveyed.progress && surveyed.progress->begun &&
      survey::turn_of(surveyed.progress->answers) + 1 == told.turn) {
    auto then = *surveyed.progress;
    then.told = true;
    keep(subject, dialogue::KeptProgress{told.campaign, std::move(then)});
  }
  return answered({});
}

namespace {

/// What follows destroys a key: a person has said so, or the time has come by more than one
/// reading.
bool is_over(const outreach::Campaign& campaign, const ClockState& clock) {
  return campaign.state == outreach::CampaignState::cancelled ||
         clock.certain >= campaign.plan.survey->closes;
}

Answer not_over_yet(Instant now) {
  return faulty(now, Fault::move_refused, "the survey has not closed yet");
}

}  // namespace

/// Nothing is decided on answers any more; what is durable when this is answered is all there is.
Answer GroupDecider::close_survey(const CloseSurvey& close) {
  const auto* campaign = house_->campaigns.find(close.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  if (!is_over(*campaign, time_)) return not_over_yet(group_.at);
  respondents_.close(close.campaign);
  return answered({});
}

Answer GroupDecider::keep_report(const KeepReport& keep) {
  const auto* campaign = house_->campaigns.find(keep.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  if (campaign->report) return answered({});
  if (!is_over(*campaign, time_)) return not_over_yet(group_.at);
  happen(outreach::SurveyReported{keep.campaign, group_.at, keep.report});
  return answered({});
}

Answer GroupDecider::release_report(const ReleaseReport& release) {
  const auto* campaign = house_->campaigns.find(release.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  if (!campaign->report) {
    return faulty(group_.at, Fault::move_refused, "the survey has not closed yet");
  }
  if (release.by.empty()) {
    return faulty(group_.at, Fault::move_refused, "\"by\" must say who releases it");
  }
  if (!campaign->released_by.empty()) {
    return faulty(group_.at, Fault::move_refused, "the report is released already");
  }
  happen(outreach::SurveyReleased{release.campaign, group_.at, release.by});
  Outcome outcome;
  outcome.version = release.campaign;
  return answered(outcome);
}

}  // namespace airperk::engine
