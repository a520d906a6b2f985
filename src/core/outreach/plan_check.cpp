#include "core/outreach/plan_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/outreach/audience.h"
#include "core/outreach/audience_check.h"
#include "core/outreach/open_survey.h"
#include "core/survey/questionnaire_check.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::outreach {
namespace {

using programme::Language;

/// It is longer by what can be answered to it, which is said in everybody's own language.
std::optional<PlanProblem> check_invitation(const Plan& plan,
                                            const programme::Programme& programme) {
  if (!plan.survey) return {};
  for (const auto language : programme.languages) {
    const auto problem = length_problem(invitation(plan, language, programme), plan.channel);
    if (problem.empty()) continue;
    const auto own = plan.texts.count(language) != 0 ? language.to_string() : "kk";
    return problem_with("texts." + own, "with what can be answered to it, in \"" +
                                            language.to_string() + "\", " + problem);
  }
  return {};
}

std::optional<PlanProblem> check_texts(const Plan& plan, const programme::Programme& programme) {
  const auto kazakh = *Language::parse("kk");
  if (plan.texts.count(kazakh) == 0) {
    return problem_with("texts.kk", "is missing: every text must be there in Kazakh");
  }
  for (const auto& [language, text] : plan.texts) {
    const auto field = "texts." + language.to_string();
    const auto& known = programme.languages;
    if (std::find(known.begin(), known.end(), language) == known.end() && language != kazakh) {
      return problem_with(field,
                          "is in a language that the programme does not speak: leave it out");
    }
    const auto problem = length_problem(text, plan.channel);
    if (!problem.empty()) return problem_with(field, problem);
  }
  return check_invitation(plan, programme);
}

std::optional<PlanProblem> check_name(const std::string& field, const std::string& name) {
  if (!name.empty() && name.size() <= 100 && gsm::is_utf8(name)) return {};
  return problem_with(field, "must have 1 to 100 octets of UTF-8");
}

std::optional<PlanProblem> check_survey(const Plan& plan, const programme::Programme& programme) {
  if (!plan.survey) return {};
  if (auto found = survey::check(*plan.survey, programme, medium_of(plan.channel))) {
    return problem_with("survey." + found->field, std::move(found->words));
  }
  const auto closes = plan.survey->closes;
  if (closes < plan.ends) return problem_with("survey.closes", "must not be before \"ends\"");
  if (closes - plan.starts > campaign_longest) {
    return problem_with("survey.closes", "must be at most 60 days after \"starts\"");
  }
  return {};
}

/// Before the texts, which are longer with what a survey needs.
std::optional<PlanProblem> check_kind(const Plan& plan, const programme::Programme& programme) {
  if (plan.kind == ContactKind::message && plan.survey) {
    return problem_with("survey", "belongs to the kind \"survey\": leave it out");
  }
  if (plan.kind == ContactKind::survey && !plan.survey) {
    return problem_with("survey", "is missing: say what is asked");
  }
  if (plan.survey && plan.channel == Channel::ussd && programme.codes.survey.empty()) {
    return problem_with(
        "survey",
        "cannot be gone on with: the programme has no [codes] survey; add it to its file");
  }
  if (plan.survey && !survey::can_be_asked(programme)) {
    return problem_with(
        "survey",
        "cannot be asked: the programme has no texts for surveys (survey_invite and the "
        "others); add them to its file");
  }
  return {};
}

}  // namespace

PlanProblem problem_with(std::string field, std::string_view what) {
  auto words = fmt::format("\"{}\" {}", field, what);
  return {std::move(field), std::move(words)};
}

std::string length_problem(const std::string& text, Channel channel) {
  if (text.empty()) return "is empty: write it or leave it out";
  if (!gsm::is_utf8(text)) return "is not UTF-8";
  auto letters = gsm::to_utf16(text).size();
  std::size_t longest = sms_longest;
  if (channel == Channel::call) longest = call_longest;
  if (channel == Channel::ussd) {
    const auto measure = gsm::measure(text);  // some letters take two places
    letters = measure.length;
    longest =
        measure.alphabet == gsm::Measure::Alphabet::gsm7 ? ussd_longest_gsm7 : ussd_longest_ucs2;
  }
  if (letters <= longest) return "";
  return fmt::format("has {} letters, {} fit: shorten it", letters, longest);
}

std::optional<PlanProblem> check(const Plan& plan, const programme::Programme& programme,
                                 Instant now) {
  if (auto problem = check_name("partner", plan.partner)) return problem;
  if (auto problem = check_name("name", plan.name)) return problem;
  if (auto problem = check_name("by", plan.by)) return problem;
  if (auto problem = check_kind(plan, programme)) return problem;
  if (auto problem = check_texts(plan, programme)) return problem;
  if (auto problem = check_audience(plan.audience, programme)) return problem;
  if (plan.ends <= plan.starts) return problem_with("ends", "must be after \"starts\"");
  if (plan.ends <= now) return problem_with("ends", "has passed: name a later one");
  if (plan.ends - plan.starts > campaign_longest) {
    return problem_with("ends", "must be at most 60 days after \"starts\"");
  }
  if (auto problem = check_survey(plan, programme)) return problem;
  if (plan.priority < priority_highest || plan.priority > priority_lowest) {
    return problem_with("priority", "must be 1 (first) to 9");
  }
  if (plan.control < 0 || plan.control > control_percent_max) {
    return problem_with("control",
                        fmt::format("must be from 0 to {} percent", control_percent_max));
  }
  return {};
}

}  // namespace airperk::outreach
