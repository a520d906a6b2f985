#include "face/rest/surveys.h"

#include <charconv>

#include "core/survey/prompt.h"
#include "face/rest/campaign_call.h"
#include "face/rest/handlers.h"
#include "face/rest/language_texts.h"

namespace airperk::face::rest {
namespace {

using survey::Place;
using survey::Question;
using survey::QuestionKind;
using survey::Questionnaire;

constexpr std::array<std::pair<QuestionKind, std::string_view>, 4> kinds{
    {{QuestionKind::single, "single"},
     {QuestionKind::multiple, "multiple"},
     {QuestionKind::number, "number"},
     {QuestionKind::scale, "scale"}}};

std::string_view name_of(QuestionKind kind) {
  for (const auto& [known, name] : kinds) {
    if (known == kind) return name;
  }
  return "";
}

/// A question's number, counted from 1, or "end".
Place read_next(const Fields& fields) {
  if (!fields.has("next")) return survey::in_order;
  if (fields.is_number("next")) return static_cast<Place>(fields.whole("next", 1, 1000) - 1);
  if (fields.text("next") == "end") return survey::the_end;
  throw problems::bad_field(fields.full("next"), "\"" + fields.full("next") +
                                                     "\" must be a question's number or \"end\"");
}

void write_next(json& into, Place next) {
  if (next == survey::in_order) return;
  into["next"] = next == survey::the_end ? json("end") : json(next + 1);
}

QuestionKind kind_in(const Fields& fields) {
  const auto text = fields.text("kind");
  for (const auto& [kind, name] : kinds) {
    if (name == text) return kind;
  }
  throw problems::bad_field(
      fields.full("kind"),
      "\"" + fields.full("kind") + "\" must be \"single\", \"multiple\", \"number\" or \"scale\"");
}

Question read_question(const Fields& fields) {
  Question question;
  question.kind = kind_in(fields);
  question.texts = language_texts_in(fields, "texts");
  for (const auto& option : fields.objects("options", {"texts", "next"}, 100)) {
    question.options.push_back({language_texts_in(option, "texts"), read_next(option)});
  }
  const bool ranged = question.kind == QuestionKind::number || question.kind == QuestionKind::scale;
  if (ranged || fields.has("lowest"))
    question.lowest = fields.whole("lowest", INT32_MIN, INT32_MAX);
  if (ranged || fields.has("highest")) {
    question.highest = fields.whole("highest", INT32_MIN, INT32_MAX);
  }
  question.bands = fields.numbers("bands", 100);
  question.next = read_next(fields);
  return question;
}

json question_json(const Question& question) {
  json written{{"kind", name_of(question.kind)}, {"texts", texts_json(question.texts)}};
  for (const auto& option : question.options) {
    json one{{"texts", texts_json(option.texts)}};
    write_next(one, option.next);
    written["options"].push_back(std::move(one));
  }
  if (question.options.empty()) {
    written["lowest"] = question.lowest;
    written["highest"] = question.highest;
  }
  if (!question.bands.empty()) written["bands"] = question.bands;
  write_next(written, question.next);
  return written;
}

// --- the report

/// What a category is called: an option, a band's or a scale's first and last number.
json category_json(const Question& question, std::uint16_t first, std::uint16_t last) {
  if (!question.options.empty()) return texts_json(question.options.at(first).texts);
  const auto& bands = question.bands;
  if (bands.empty()) return {{"from", question.lowest + first}, {"to", question.lowest + last}};
  const auto from = first == 0 ? question.lowest : bands.at(first - 1u);
  const auto to = last < bands.size() ? bands.at(last) - 1 : question.highest;
  return {{"from", from}, {"to", to}};
}

/// Nobody and too few look alike: null.
json table_json(const Questionnaire& questionnaire, const report::Table& table) {
  const auto& question = questionnaire.questions.at(table.question);
  json written{{"question", table.question + 1},
               {"texts", texts_json(question.texts)},
               {"kind", name_of(question.kind)},
               {"withheld", table.withheld},
               {"base", table.withheld ? json(nullptr) : json(table.base)}};
  auto cells = json::array();
  for (const auto& cell : table.cells) {
    cells.push_back({{"category", category_json(question, cell.first, cell.last)},
                     {"count", cell.hidden ? json(nullptr) : json(cell.count)},
                     {"percent", cell.hidden ? json(nullptr) : json(cell.percent)}});
  }
  written["cells"] = std::move(cells);
  return written;
}

const outreach::Campaign& survey_in(const engine::House& house, const Call& call) {
  const auto& text = call.arguments.at(0);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool read = error == std::errc() && end == text.data() + text.size();
  const auto* campaign = read ? house.campaigns.find(id) : nullptr;
  if (campaign && campaign->plan.survey && sees(call.caller, *campaign)) return *campaign;
  throw problems::not_found("there is no such survey; see GET /v1/campaigns");
}

Response report(const engine::Engine& engine, const Call& call) {
  const auto house = engine.house();
  const auto& campaign = survey_in(*house, call);
  if (campaign.released_by.empty()) {
    throw problems::conflict(
        campaign.report ? "the survey has closed, and its report is not released yet: POST "
                          "to .../report/release"
                        : "the survey is not closed yet: nobody sees anything before");
  }
  const Spoken spoken(engine, engine.now());
  auto tables = json::array();
  for (const auto& table : campaign.report->tables) {
    tables.push_back(table_json(*campaign.plan.survey, table));
  }
  return json_response(200, {{"campaign", campaign.id},
                             {"partner", campaign.plan.partner},
                             {"name", campaign.plan.name},
                             {"closed", spoken.instant(campaign.plan.survey->closes)},
                             {"released_at", spoken.instant(campaign.released_at)},
                             {"released_by", campaign.released_by},
                             {"respondents", campaign.report->respondents},
                             {"tables", std::move(tables)}});
}

Reaction release(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"by"});
  const auto id = survey_in(*engine.house(), call).id;
  return ask({}, engine::ReleaseReport{id, who(call, fields)},
             [&engine, call](const engine::Answer&) { return report(engine, call); });
}

}  // namespace

Questionnaire read_questionnaire(const Fields& plan) {
  const auto fields = plan.object("survey", {"questions", "closes", "bonus"});
  Questionnaire questionnaire;
  for (const auto& one : fields.objects(
           "questions", {"kind", "texts", "options", "lowest", "highest", "bands", "next"}, 100)) {
    questionnaire.questions.push_back(read_question(one));
  }
  questionnaire.closes = fields.has("closes") ? fields.instant("closes") : Instant::beginning();
  if (fields.has("bonus")) {
    const auto bonus = fields.object("bonus", {"amount", "validity_days"});
    questionnaire.bonus = bonus.amount("amount");
    questionnaire.bonus_validity = Duration::days(bonus.whole("validity_days", 1, 366));
  }
  return questionnaire;
}

json questionnaire_json(const Questionnaire& questionnaire, const Spoken& spoken) {
  auto questions = json::array();
  for (const auto& question : questionnaire.questions) questions.push_back(question_json(question));
  json written{{"closes", spoken.instant(questionnaire.closes)},
               {"questions", std::move(questions)}};
  if (!questionnaire.bonus.is_zero()) {
    written["bonus"] = {{"amount", questionnaire.bonus.to_string()},
                        {"validity_days", questionnaire.bonus_validity.in_seconds() / 86'400}};
  }
  return written;
}

void add_surveys(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/campaigns/{id}/report", Right::read_reports,
              [&engine](const Call& call) -> Reaction { return report(engine, call); }});
  router.add({Method::post, "/v1/campaigns/{id}/report/release", Right::release_reports,
              [&engine](const Call& call) { return release(engine, call); }});
}

}  // namespace airperk::face::rest
