#include <gmock/gmock.h>

#include <numeric>

#include "core/report/report_test_environment.h"

namespace airperk::report {
namespace {

using survey::in_order;
using survey::the_end;
using testing::ElementsAre;

const Questionnaire three_options = asks({choice_of(3)});

std::vector<int> percents(const Table& table) {
  std::vector<int> percents;
  for (const auto& cell : table.cells) percents.push_back(cell.percent);
  return percents;
}

// --- What is told ---

TEST(ReportTest, Counts_and_base_are_rounded_and_percentages_come_from_them) {
  const auto report = report_of(three_options, {{52, {0}}, {33, {1}}, {16, {2}}, {12, {skip}}});
  EXPECT_EQ(report.respondents, 115u);
  ASSERT_EQ(report.tables.size(), 1u);
  EXPECT_EQ(report.tables[0].base, 100u);
  EXPECT_THAT(counts(report.tables[0]), ElementsAre(50, 35, 15));
  EXPECT_THAT(percents(report.tables[0]), ElementsAre(50, 35, 15));
}

TEST(ReportTest, Where_nothing_is_hidden_the_cells_add_up_to_the_base) {
  for (std::uint32_t first = 20; first < 40; ++first) {
    for (std::uint32_t second = 20; second < 30; ++second) {
      const auto table =
          report_of(three_options, {{first, {0}}, {second, {1}}, {23, {2}}, {11, {skip}}})
              .tables[0];
      const auto told = counts(table);
      EXPECT_EQ(std::accumulate(told.begin(), told.end(), 0u), table.base);
      EXPECT_LE(std::abs(static_cast<int>(told[0]) - static_cast<int>(first)), 4);
      EXPECT_LE(std::abs(static_cast<int>(told[1]) - static_cast<int>(second)), 4);
    }
  }
}

TEST(ReportTest, Of_a_multiple_choice_each_option_is_told_of_the_same_base) {
  const auto table =
      report_of(asks({multiple_of(3)}), {{50, {0b001}}, {30, {0b011}}, {20, {0b110}}, {20, {skip}}})
          .tables[0];
  EXPECT_EQ(table.base, 100u);
  EXPECT_THAT(counts(table), ElementsAre(80, 50, 20));
}

TEST(ReportTest, A_number_is_told_in_its_bands) {
  const auto table = report_of(asks({number({100, 500})}),
                               {{30, {0}}, {10, {99}}, {25, {100}}, {35, {500}}, {20, {skip}}})
                         .tables[0];
  EXPECT_THAT(counts(table), ElementsAre(40, 25, 35));
}

TEST(ReportTest, The_same_answers_give_the_same_report_in_whatever_order) {
  auto all = answered(three_options, {{52, {0}}, {33, {1}}, {16, {2}}, {7, {skip}}});
  const auto first = make_report(three_options, all);
  for (int turn = 0; turn < 20; ++turn) {
    std::rotate(all.begin(), all.begin() + 17, all.end());
    std::swap(all[0], all[50]);
    EXPECT_EQ(make_report(three_options, all), first) << "nobody can average the rounding out";
  }
}

TEST(ReportTest, Who_has_not_answered_to_the_end_is_not_counted) {
  auto all = answered(three_options, {{60, {0}}, {40, {1}}, {30, {2}}});
  const auto before = make_report(three_options, all);
  all.insert(all.end(), 50, survey::unanswered(three_options));
  EXPECT_EQ(make_report(three_options, all), before);
}

// --- What is not told ---

TEST(ReportTest, Of_fewer_than_50_respondents_nothing_is_told) {
  const auto report = report_of(three_options, {{25, {0}}, {24, {1}}});
  EXPECT_EQ(report.respondents, 0u);
  EXPECT_TRUE(report.tables[0].withheld);
  EXPECT_EQ(report_of(three_options, {{25, {0}}, {25, {1}}}).respondents, 50u);
}

TEST(ReportTest, A_table_of_fewer_than_50_answers_is_withheld) {
  const auto told = [](std::uint32_t no, std::uint32_t skips) {
    return !report_of(asks({choice_of(2)}), {{25, {0}}, {no, {1}}, {skips, {skip}}})
                .tables[0]
                .withheld;
  };
  EXPECT_TRUE(told(25, 10));
  EXPECT_FALSE(told(24, 10));
  EXPECT_FALSE(told(33, 0)) << "nobody is to know whether nine of the 58 skipped it";
  EXPECT_TRUE(told(34, 0));
}

TEST(ReportTest, S2_a_programme_may_ask_for_larger_groups_and_not_for_smaller) {
  const Crowd crowd{{60, {0}}, {15, {1}}, {45, {2}}, {20, {skip}}};
  const auto hidden = [&](std::uint32_t group_min) {
    const auto table = report_of(three_options, crowd, no_smaller_than(group_min)).tables[0];
    return std::any_of(table.cells.begin(), table.cells.end(),
                       [](const Cell& cell) { return cell.hidden; });
  };
  EXPECT_FALSE(hidden(2));
  EXPECT_FALSE(hidden(10));
  EXPECT_TRUE(hidden(16));
  EXPECT_EQ(no_smaller_than(2).cell_min, 10u);
  EXPECT_TRUE(report_of(three_options, crowd, no_smaller_than(200)).tables[0].withheld);
}

TEST(ReportTest, A_small_cell_of_an_ordered_question_is_merged_with_its_neighbour) {
  const auto table = report_of(asks({scale(1, 5)}),
                               {{4, {1}}, {30, {2}}, {40, {3}}, {25, {4}}, {9, {5}}, {20, {skip}}})
                         .tables[0];
  EXPECT_THAT(counts(table), ElementsAre(35, 40, 35));
  EXPECT_EQ(table.cells[0].first, 0);
  EXPECT_EQ(table.cells[0].last, 1);
  EXPECT_EQ(table.cells[2].first, 3);
  EXPECT_EQ(table.cells[2].last, 4);
}

TEST(ReportTest, Merged_cells_are_enough_for_any_one_of_them_to_have_any_small_size) {
  const auto told = [](std::uint32_t second) {
    return counts(report_of(asks({scale(1, 3)}), {{4, {1}}, {second, {2}}, {60, {3}}, {20, {skip}}})
                      .tables[0]);
  };
  EXPECT_THAT(told(15), ElementsAre(20, 60));
  EXPECT_THAT(told(14), ElementsAre()) << "4 and 14: of 18 at most 8 can be the small one";
}

TEST(ReportTest, A_small_cell_of_a_choice_is_hidden_with_the_one_before_it) {
  const auto table =
      report_of(asks({choice_of(4)}), {{70, {0}}, {30, {1}}, {3, {2}}, {20, {3}}, {20, {skip}}})
          .tables[0];
  EXPECT_THAT(counts(table), ElementsAre(70, hidden, hidden, 20));
}

TEST(ReportTest, The_first_cell_of_a_choice_is_hidden_with_the_one_after_it) {
  const auto table =
      report_of(asks({choice_of(3)}), {{3, {0}}, {30, {1}}, {70, {2}}, {20, {skip}}}).tables[0];
  EXPECT_THAT(counts(table), ElementsAre(hidden, hidden, 70));
}

TEST(ReportTest, A_hidden_cell_looks_the_same_whether_few_or_nobody_gave_it) {
  const auto of = [](std::uint32_t few) {
    return report_of(three_options, {{few, {0}}, {40 - few, {1}}, {70, {2}}, {20, {skip}}});
  };
  for (std::uint32_t few = 1; few < 10; ++few) EXPECT_EQ(of(few), of(0));
}

TEST(ReportTest, What_all_or_all_but_few_or_nobody_answered_is_withheld) {
  const auto withheld = [](std::uint32_t others) {
    return report_of(asks({choice_of(2)}), {{100, {0}}, {others, {1}}, {20, {skip}}})
        .tables[0]
        .withheld;
  };
  EXPECT_TRUE(withheld(0));
  EXPECT_TRUE(withheld(9));
  EXPECT_FALSE(withheld(10));
}

TEST(ReportTest, An_option_that_all_but_few_chose_is_hidden_with_another) {
  const auto table =
      report_of(asks({multiple_of(4)}),
                {{60, {0b0111}}, {30, {0b0001}}, {15, {0b1001}}, {5, {0b0010}}, {20, {skip}}})
          .tables[0];
  EXPECT_THAT(counts(table), ElementsAre(hidden, hidden, 60, 15));
}

TEST(ReportTest, Few_who_skipped_are_counted_like_the_others) {
  const auto told = [](std::uint32_t skips) {
    return report_of(asks({choice_of(2)}), {{(100 - skips) * 6 / 10, {0}},
                                            {100 - skips - (100 - skips) * 6 / 10, {1}},
                                            {skips, {skip}}});
  };
  for (std::uint32_t skips = 0; skips < 10; ++skips) EXPECT_EQ(told(skips), told(0)) << skips;
  EXPECT_NE(told(10), told(0));
}

// --- Linked tables ---

TEST(ReportTest, A_later_base_that_tells_a_hidden_answer_is_withheld) {
  const auto questionnaire = asks({choice({in_order, the_end}), choice_of(2)});
  const auto of = [&](std::uint32_t no) {
    return report_of(questionnaire, {{57, {0, 0}}, {40, {0, 1}}, {no, {1}}});
  };
  EXPECT_TRUE(of(6).tables[0].withheld);
  EXPECT_TRUE(of(6).tables[1].withheld) << "who was not asked said no";
  EXPECT_TRUE(of(0).tables[1].withheld) << "everybody was asked, so nobody said no";
  EXPECT_FALSE(of(20).tables[0].withheld);
  EXPECT_FALSE(of(20).tables[1].withheld);
}

TEST(ReportTest, A_later_base_that_tells_a_hidden_answer_from_its_partner_is_withheld) {
  auto first = choice({the_end, 1, the_end});
  first.next = the_end;
  const auto questionnaire = asks({first, choice_of(2)});
  const auto report =
      report_of(questionnaire, {{3, {0}}, {39, {1, 0}}, {20, {1, 1}}, {68, {2}}, {20, {skip}}});
  EXPECT_THAT(counts(report.tables[0]), ElementsAre(hidden, hidden, 70));
  EXPECT_TRUE(report.tables[1].withheld) << "60 who were asked, of 60 who are hidden";
}

TEST(ReportTest, A_later_base_that_tells_that_few_passed_it_by_is_withheld) {
  const auto questionnaire = asks({choice({the_end, the_end, in_order}), choice_of(2)});
  const auto report = report_of(questionnaire, {{6, {0}}, {3, {1}}, {50, {2, 0}}, {41, {2, 1}}});
  EXPECT_TRUE(report.tables[1].withheld) << "either answer may be of ten, but not both";
}

TEST(ReportTest, A_later_base_that_tells_how_many_of_the_hidden_are_one_is_withheld) {
  auto first = choice({1, 2, 1, 2, 2});
  first.next = 2;
  auto second = choice_of(2);
  second.next = the_end;
  const auto report = report_of(asks({first, second, choice_of(2)}), {{13, {0, 0}},
                                                                      {27, {2, 0}},
                                                                      {37, {2, 1}},
                                                                      {6, {1, 0}},
                                                                      {20, {3, 0}},
                                                                      {9, {4, 0}},
                                                                      {11, {4, 1}},
                                                                      {22, {skip, 1}}});
  const auto& tables = report.tables;
  EXPECT_TRUE(std::any_of(tables.begin(), tables.end(), [](auto& table) { return table.withheld; }))
      << "the two that are hidden have 19 at least, of whom the second's base has at most 15";
}

TEST(ReportTest, Questions_that_everybody_is_asked_do_not_tell_of_each_other) {
  const auto report = report_of(asks({choice_of(2), scale(1, 3)}),
                                {{40, {0, 1}}, {30, {1, 2}}, {30, {1, 3}}, {3, {skip, skip}}});
  EXPECT_FALSE(report.tables[0].withheld);
  EXPECT_FALSE(report.tables[1].withheld);
}

TEST(ReportTest, A_question_that_nobody_was_asked_has_no_table) {
  const auto report =
      report_of(asks({choice({the_end, the_end}), choice_of(2)}), {{60, {0}}, {40, {1}}});
  EXPECT_FALSE(report.tables[0].withheld);
  EXPECT_TRUE(report.tables[1].withheld);
}

TEST(ReportTest, A_survey_without_questions_has_no_tables) {
  EXPECT_TRUE(report_of(asks({}), {}).tables.empty());
}

}  // namespace
}  // namespace airperk::report
