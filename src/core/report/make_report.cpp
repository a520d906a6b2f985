#include "core/report/make_report.h"

#include "core/report/stages.h"

namespace airperk::report {

Draft draft(const survey::Questionnaire& questionnaire,
            std::span<const survey::Answers> completed) {
  auto counted = tally(questionnaire, completed);
  Draft draft{questionnaire, counted.respondents, counted.respondents, {}};
  for (auto& truth : counted.of) {
    Table table;
    table.question = static_cast<std::uint16_t>(draft.tables.size());
    table.base = truth.given();
    for (const auto count : truth.of) {
      const auto category = static_cast<std::uint16_t>(table.cells.size());
      table.cells.push_back({.first = category, .last = category, .count = count});
    }
    draft.tables.push_back({std::move(table), std::move(truth)});
  }
  return draft;
}

namespace {

void finish(Table& table) {
  if (table.withheld) {
    table = {.question = table.question, .withheld = true};
    return;
  }
  for (auto& cell : table.cells) {
    if (cell.hidden) cell.count = 0;
    if (table.base == 0) continue;
    cell.percent = static_cast<std::uint8_t>((cell.count * 200ull + table.base) / (2 * table.base));
  }
}

}  // namespace

SurveyReport finished(const Draft& draft) {
  SurveyReport report{draft.told, {}};
  for (const auto& drafted : draft.tables) {
    report.tables.push_back(drafted.table);
    finish(report.tables.back());
  }
  return report;
}

Protection no_smaller_than(std::uint32_t group_min) {
  Protection protection;
  protection.cell_min = std::max(protection.cell_min, group_min);
  protection.base_min = std::max(protection.base_min, group_min);
  return protection;
}

SurveyReport make_report(const survey::Questionnaire& questionnaire,
                         std::span<const survey::Answers> completed, const Protection& protection) {
  auto drafted = draft(questionnaire, completed);
  for (const auto stage : stages) stage(drafted, protection);
  return finished(drafted);
}

}  // namespace airperk::report
