#pragma once

#include <optional>
#include <string>

#include "core/outreach/open_survey.h"
#include "core/subscriber/decide.h"
#include "core/survey/answers.h"

/// A survey as a conversation, whatever it goes over (S1): an offer, questions, an end. That it was
/// finished or refused is a fact; all else, where it stands too, is kept apart (S2).
namespace airperk::dialogue {

/// The survey that an input is about, and where it stands.
struct Surveyed {
  const outreach::Campaign* campaign = nullptr;  ///< none: there is no survey for them
  std::optional<survey::Progress> progress;      ///< none: nothing was said yet
  bool was_pushed = false;  ///< the input answers its invitation, which opened the dialogue
};

/// What is to be kept of it.
struct KeptProgress {
  std::uint32_t campaign = 0;
  std::optional<survey::Progress> progress;  ///< none: erase what there is
};

struct Turn {
  bool ended = true;
  std::string text;  ///< empty: nothing is said
  subscriber::Facts facts;
  std::optional<KeptProgress> kept;
};

class Interview {
 public:
  /// `record` is up to date. They outlive it.
  Interview(const subscriber::Record& record, const Surveyed& surveyed, subscriber::Channel channel,
            const subscriber::Context& context);

  bool is_open() const { return surveyed_.campaign != nullptr; }
  bool was_pushed() const { return surveyed_.was_pushed; }
  bool is_begun() const { return progress_.begun; }
  /// Whether it is being said in this dialogue.
  bool is_in(std::uint64_t session) const { return is_open() && progress_.session == session; }

  /// USSD: the offer, or the same of one that was put off, in this dialogue.
  Turn offer(std::uint64_t session) const;
  /// USSD: what was said in this dialogue, to the offer or to a question; to the pushed invitation
  /// wherever the survey stands.
  Turn hear(std::uint64_t session, std::string_view said) const;
  /// USSD: another menu takes the dialogue over.
  std::optional<KeptProgress> leave() const;

  /// SMS. Until the network has taken a question, what comes cannot be its answer.
  Turn hear_message(std::string_view said) const;
  /// A call: `turn` is how far the caller was, for what is said twice is one answer.
  Turn hear_key(std::uint32_t turn, std::string_view said) const;
  std::uint32_t turn() const;

 private:
  const survey::Questionnaire& questionnaire() const { return *surveyed_.campaign->plan.survey; }
  std::string words(programme::Text text, programme::Texts::Values values = {}) const;
  bool takes_zero() const;
  /// Goes on there; `then` is what is kept.
  Turn say(std::string text, survey::Progress then) const;
  Turn invite(survey::Progress then) const;
  Turn choose(std::string_view said, survey::Progress then) const;
  Turn ask(survey::Progress then) const;
  Turn reply(std::string_view said, survey::Progress then) const;
  subscriber::Facts moved(subscriber::Participation to) const;
  Turn refuse() const;
  Turn complete(survey::Progress then) const;

  const subscriber::Record& record_;
  const Surveyed& surveyed_;
  survey::Progress progress_;
  subscriber::Channel channel_;
  subscriber::Context context_;
  programme::Language language_;
};

/// By SMS, whatever was written, or by call.
struct SurveyReply {
  subscriber::Channel channel = subscriber::Channel::sms;
  std::uint32_t campaign = 0;  ///< of a call
  std::uint32_t turn = 0;      ///< likewise
  std::string text;            ///< empty: to hear it again
};

}  // namespace airperk::dialogue
