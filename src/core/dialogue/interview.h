#pragma once

#include <optional>
#include <string>

#include "core/outreach/open_survey.h"
#include "core/subscriber/decide.h"
#include "core/survey/answers.h"

/// A survey as a conversation, whatever it goes over (S1): an offer, questions, an end. It can be
/// put off at any question and goes on there later.
namespace airperk::dialogue {

/// The survey that somebody may answer, and what they have answered so far.
struct Surveyed {
  const outreach::Campaign* campaign = nullptr;  ///< none: there is no survey for them
  std::optional<survey::Answers> answers;        ///< none: nothing yet
};

/// What is to be kept of it, apart from everything else (S2).
struct KeptAnswers {
  std::uint32_t campaign = 0;
  std::optional<survey::Answers> answers;  ///< none: erase what there is
};

struct Turn {
  enum class At { offer, question, end };
  At at = At::end;
  std::string text;
  subscriber::Facts facts;
  std::optional<KeptAnswers> kept;
};

class Interview {
 public:
  /// `record` is up to date. They outlive it.
  Interview(const subscriber::Record& record, const Surveyed& surveyed, subscriber::Channel channel,
            const subscriber::Context& context);

  bool is_open() const { return surveyed_.campaign != nullptr; }
  bool is_begun() const;
  /// 0 can be an answer to the question where it stands.
  bool takes_zero() const;

  /// "1 begin, 2 later, 3 no", or the same of one that was put off.
  Turn offer() const;
  /// What was said to the offer.
  Turn choose(std::string_view said) const;
  /// The question where it stands.
  Turn ask() const;
  /// What was said to that.
  Turn reply(std::string_view said) const;
  Turn put_off() const;

 private:
  const survey::Questionnaire& questionnaire() const { return *surveyed_.campaign->plan.survey; }
  survey::Answers answers() const;
  std::string words(programme::Text text, programme::Texts::Values values = {}) const;
  subscriber::Fact moved(subscriber::Participation to) const;
  Turn question(const survey::Answers& answers) const;
  Turn refuse() const;
  Turn complete(survey::Answers answers) const;

  const subscriber::Record& record_;
  const Surveyed& surveyed_;
  subscriber::Channel channel_;
  const subscriber::Context& context_;
};

/// By SMS or call, where there are no screens to go back to.
struct SurveyReply {
  subscriber::Channel channel = subscriber::Channel::sms;
  std::uint32_t campaign = 0;  ///< 0: the one that is open
  std::string text;            ///< empty: the call begins
};
/// An empty text where there is nothing to answer.
Turn answer(const subscriber::Record& record, const SurveyReply& reply, const Surveyed& surveyed,
            const subscriber::Context& context);

}  // namespace airperk::dialogue
