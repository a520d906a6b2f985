#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "core/report/report_test_environment.h"

/// The strongest attacker of all: knows the rules, how many answered, and the report; tries every
/// crowd of that size, and keeps those that would have had the same report. Nothing of the code is
/// used but the report itself. Small surveys only.
namespace airperk::report {
namespace {

/// Every way through the questionnaire.
void ways(const Questionnaire& questionnaire, Replies& replies, survey::Answers& answers,
          std::vector<Replies>& all) {
  const auto place = survey::next_question(questionnaire, answers);
  if (!place) {
    all.push_back(replies);
    return;
  }
  const auto& question = questionnaire.questions[*place];
  std::vector<std::int64_t> possible{skip};
  const auto options = static_cast<std::int64_t>(question.options.size());
  switch (question.kind) {
    case survey::QuestionKind::single:
      for (std::int64_t i = 0; i < options; ++i) possible.push_back(i);
      break;
    case survey::QuestionKind::multiple:
      for (std::int64_t i = 1; i < 1 << options; ++i) possible.push_back(i);
      break;
    case survey::QuestionKind::number:
    case survey::QuestionKind::scale:
      for (auto i = question.lowest; i <= question.highest; ++i) possible.push_back(i);
      break;
  }
  for (const auto reply : possible) {
    const auto before = answers;
    answers.of[*place] = {reply == skip ? survey::AnswerState::skipped : survey::AnswerState::given,
                          reply == skip ? 0 : reply};
    replies.push_back(reply);
    ways(questionnaire, replies, answers, all);
    replies.pop_back();
    answers = before;
  }
}

std::vector<Replies> ways(const Questionnaire& questionnaire) {
  std::vector<Replies> all;
  Replies replies;
  auto answers = survey::unanswered(questionnaire);
  ways(questionnaire, replies, answers, all);
  return all;
}

void each_crowd(const std::vector<Replies>& ways, std::uint32_t left, Crowd& crowd,
                const std::function<void(const Crowd&)>& visit) {
  if (crowd.size() + 1 == ways.size()) {
    crowd.emplace_back(left, ways.back());
    visit(crowd);
    crowd.pop_back();
    return;
  }
  for (std::uint32_t count = 0; count <= left; ++count) {
    crowd.emplace_back(count, ways[crowd.size()]);
    each_crowd(ways, left - count, crowd, visit);
    crowd.pop_back();
  }
}

/// The sizes of all groups: of each question who was asked, who skipped, who gave each answer and
/// who gave another one.
std::vector<std::uint32_t> groups(const Questionnaire& questionnaire, const Crowd& crowd) {
  const auto counted = tally(questionnaire, answered(questionnaire, crowd));
  std::vector<std::uint32_t> sizes;
  for (const auto& of : counted.of) {
    sizes.insert(sizes.end(), {of.asked, counted.respondents - of.asked, of.skipped});
    for (const auto count : of.of) sizes.insert(sizes.end(), {count, of.given() - count});
  }
  return sizes;
}

/// Which of them are those who skipped.
std::vector<bool> skips(const Questionnaire& questionnaire) {
  std::vector<bool> skips;
  for (const auto& question : questionnaire.questions) {
    skips.insert(skips.end(), {false, false, true});
    skips.insert(skips.end(), 2 * category_count(question), false);
  }
  return skips;
}

std::string key(const SurveyReport& report) {
  std::string key = std::to_string(report.respondents);
  for (const auto& table : report.tables) {
    key += " | " + std::to_string(table.base);
    for (const auto& cell : table.cells) {
      key += " " + std::to_string(cell.first) + "-" + std::to_string(cell.last) + ":" +
             (cell.hidden ? "hidden" : std::to_string(cell.count));
    }
  }
  return key;
}

/// For each report that may come out, the sizes that each group may have had.
using Sizes = std::vector<std::set<std::uint32_t>>;

struct Search {
  std::map<std::string, Sizes> of_report;
  Sizes without;  ///< a report
};

void note(Sizes& sizes, const std::vector<std::uint32_t>& groups) {
  sizes.resize(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) sizes[i].insert(groups[i]);
}

struct Survey {
  Questionnaire questionnaire;
  std::uint32_t respondents = 0;
  Protection protection;
};

Search search(const Survey& survey, std::initializer_list<Stage> left_out = {}) {
  Search search;
  Crowd crowd;
  each_crowd(ways(survey.questionnaire), survey.respondents, crowd, [&](const Crowd& one) {
    const auto report = report_without(left_out, survey.questionnaire, one, survey.protection);
    const auto sizes = groups(survey.questionnaire, one);
    note(search.of_report[key(report)], sizes);
    note(search.without, sizes);
  });
  return search;
}

/// Of each group that can be small: the sizes below cell_min that are ruled out. The first of them
/// is described.
struct RuledOut {
  std::size_t groups = 0;
  std::string first;
};

RuledOut ruled_out(const Survey& survey, const Search& search) {
  RuledOut out;
  const auto of_skips = skips(survey.questionnaire);
  for (const auto& [report, sizes] : search.of_report) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (of_skips[i] || *sizes[i].begin() >= survey.protection.cell_min) continue;
      for (std::uint32_t size = 0; size < survey.protection.cell_min; ++size) {
        if (search.without[i].count(size) == 0 || sizes[i].count(size) != 0) continue;
        if (++out.groups == 1) {
          out.first = report + ": group " + std::to_string(i) + " is not " + std::to_string(size);
        }
        break;
      }
    }
  }
  return out;
}

/// The same proportions as 50, 10 and 5, as far as small numbers have them.
constexpr Protection small{12, 4, 3}, smaller{6, 4, 3};

const auto branching = asks({choice({survey::in_order, survey::the_end}), choice_of(2)});

class ExhaustiveTest : public testing::TestWithParam<Survey> {};

TEST_P(ExhaustiveTest, Of_a_small_group_every_small_size_remains_possible) {
  const auto out = ruled_out(GetParam(), search(GetParam()));
  EXPECT_EQ(out.groups, 0u) << out.first;
}

INSTANTIATE_TEST_SUITE_P(
    , ExhaustiveTest,
    testing::Values(Survey{asks({choice_of(3)}), 60, {}}, Survey{asks({choice_of(3)}), 17, small},
                    Survey{asks({choice_of(4)}), 20, small}, Survey{asks({scale(1, 3)}), 21, small},
                    Survey{asks({scale(1, 4)}), 20, small},
                    Survey{asks({multiple_of(2)}), 18, small}, Survey{branching, 13, smaller}));

/// Of skips less is promised: how many they are cannot be told, but not every size is possible.
TEST(SkipsTest, At_least_seven_sizes_of_those_who_skipped_remain_possible) {
  for (const std::uint32_t respondents : {59, 60, 63, 66}) {
    const Survey survey{asks({choice_of(2)}), respondents, {}};
    const auto of_skips = skips(survey.questionnaire);
    for (const auto& [report, sizes] : search(survey).of_report) {
      for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (!of_skips[i] || *sizes[i].begin() >= 10) continue;
        EXPECT_GE(sizes[i].size(), 7u) << report;
      }
    }
  }
}

/// The search itself: it finds what a report gives away that a stage has left unprotected.
TEST(CanaryTest, The_search_finds_what_a_missing_stage_gives_away) {
  const auto found = [](const Survey& survey, std::initializer_list<Stage> left_out) {
    return ruled_out(survey, search(survey, left_out)).groups > 0;
  };
  const Survey choice{asks({choice_of(3)}), 17, small};
  EXPECT_TRUE(found(choice, {hide_small_cells, withhold_telltale_tables}));
  EXPECT_TRUE(found(choice, {hide_others_with_them}));
  EXPECT_TRUE(found({branching, 13, smaller}, {withhold_telltale_tables}));
}

}  // namespace
}  // namespace airperk::report
