#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "core/report/attacker_test_environment.h"

/// The attacks of the facts page, as attackers written as code. Each fails, and succeeds once the
/// protection against it is left out.
namespace airperk::report {
namespace {

using survey::in_order;
using survey::the_end;

/// Whether that is more than "fewer than 10".
bool tells(const Between& range) {
  return range.least > 0 || range.most < 9;
}

std::uint32_t size_of(const Crowd& crowd) {
  std::uint32_t size = 0;
  for (const auto& [count, replies] : crowd) size += count;
  return size;
}

/// Each protection must hold without the help of rounding.
const Protection unrounded{.rounding = 1};

// --- Differencing ---

TEST(AttackTest, The_base_minus_the_cells_that_are_shown_tells_no_hidden_one) {
  const auto questionnaire = asks({choice_of(4)});
  const Crowd crowd{{70, {0}}, {30, {1}}, {3, {2}}, {20, {3}}, {20, {skip}}};
  const auto attacked = [&](const SurveyReport& report) {
    return Attacker(questionnaire, size_of(crowd), report, unrounded, Skips::apart).gave(0, 2);
  };
  EXPECT_FALSE(tells(attacked(report_of(questionnaire, crowd, unrounded))));
  EXPECT_EQ(attacked(report_without({hide_others_with_them, withhold_telltale_tables},
                                    questionnaire, crowd, unrounded)),
            (Between{3, 3}));
}

TEST(AttackTest, The_base_of_a_later_table_tells_no_hidden_cell_of_an_earlier_one) {
  const auto questionnaire = asks({choice({in_order, the_end}), choice_of(2)});
  const Crowd crowd{{57, {0, 0}}, {40, {0, 1}}, {6, {1}}};
  const auto attacked = [&](const SurveyReport& report) {
    return Attacker(questionnaire, size_of(crowd), report, {}, Skips::counted).gave(0, 1);
  };
  EXPECT_FALSE(tells(attacked(report_of(questionnaire, crowd))));
  EXPECT_EQ(attacked(report_without({withhold_telltale_tables}, questionnaire, crowd)),
            (Between{6, 10}))
      << "103 less a base of 95";
}

TEST(AttackTest, Respondents_minus_the_base_do_not_tell_who_skipped) {
  const auto questionnaire = asks({choice_of(2)});
  const Crowd crowd{{60, {0}}, {37, {1}}, {3, {skip}}};
  const auto attacked = [&](const SurveyReport& report, Skips skips) {
    return Attacker(questionnaire, size_of(crowd), report, unrounded, skips).skipped(0);
  };
  EXPECT_FALSE(tells(attacked(report_of(questionnaire, crowd, unrounded), Skips::counted)));
  EXPECT_EQ(attacked(report_without({spread_few_skips, withhold_telltale_tables}, questionnaire,
                                    crowd, unrounded),
                     Skips::apart),
            (Between{3, 3}));
}

// --- Unanimity ---

TEST(AttackTest, Nobody_learns_that_all_gave_one_answer) {
  const auto questionnaire = asks({choice_of(2)});
  const Crowd crowd{{100, {0}}, {20, {skip}}};
  const auto attacked = [&](const SurveyReport& report) {
    return Attacker(questionnaire, size_of(crowd), report, unrounded, Skips::apart)
        .gave_another(0, 0);
  };
  EXPECT_FALSE(tells(attacked(report_of(questionnaire, crowd, unrounded))));
  EXPECT_EQ(attacked(report_without({hide_others_with_them, withhold_telltale_tables},
                                    questionnaire, crowd, unrounded)),
            (Between{0, 0}));
}

TEST(AttackTest, Nobody_learns_from_a_later_question_that_all_gave_one_answer) {
  const auto questionnaire = asks({choice({in_order, the_end}), choice_of(2)});
  const Crowd crowd{{60, {0, 0}}, {43, {0, 1}}};
  const auto attacked = [&](const SurveyReport& report) {
    return Attacker(questionnaire, size_of(crowd), report).gave(0, 1);
  };
  EXPECT_FALSE(tells(attacked(report_of(questionnaire, crowd))));
  EXPECT_EQ(attacked(report_without({withhold_telltale_tables}, questionnaire, crowd)),
            (Between{0, 0}));
}

// --- Insiders ---

TEST(AttackTest, Nine_who_put_their_answers_together_do_not_learn_that_nobody_else_gave_theirs) {
  const auto questionnaire = asks({choice_of(4)});
  for (std::uint32_t insiders = 1; insiders < 10; ++insiders) {
    const Crowd crowd{{70, {0}}, {30, {1}}, {insiders, {2}}, {20, {3}}, {20, {skip}}};
    const auto others_at_most = [&](const SurveyReport& report) {
      const Attacker attacker(questionnaire, size_of(crowd), report, unrounded, Skips::apart);
      return attacker.gave(0, 2).most - insiders;
    };
    EXPECT_GT(others_at_most(report_of(questionnaire, crowd, unrounded)), 0);
    EXPECT_EQ(others_at_most(report_without(
                  {hide_small_cells, hide_others_with_them, withhold_telltale_tables},
                  questionnaire, crowd, unrounded)),
              0);
  }
}

TEST(AttackTest, Nine_who_were_the_only_ones_to_differ_do_not_learn_what_all_others_said) {
  const auto questionnaire = asks({choice_of(2)});
  const Crowd crowd{{91, {0}}, {9, {1}}, {20, {skip}}};
  const auto others_who_differ = [&](const SurveyReport& report) {
    const Attacker attacker(questionnaire, size_of(crowd), report, unrounded, Skips::apart);
    return attacker.gave_another(0, 0).most - 9;
  };
  EXPECT_GT(others_who_differ(report_of(questionnaire, crowd, unrounded)), 0);
  EXPECT_EQ(others_who_differ(
                report_without({hide_small_cells, hide_others_with_them, withhold_telltale_tables},
                               questionnaire, crowd, unrounded)),
            0);
}

// --- One late respondent ---

/// What one late respondent may have said, for whoever knows the number of respondents and one
/// report: any crowd of that size that would have had the same report may be the true one, and
/// anybody in it the late one.
template <class MakeReport>
std::map<std::vector<std::uint32_t>, std::set<std::int64_t>> what_one_may_have_said(
    std::uint32_t respondents, const MakeReport& make) {
  std::map<std::vector<std::uint32_t>, std::set<std::int64_t>> possible;
  for (std::uint32_t skipped = 0; skipped <= respondents; ++skipped) {
    for (std::uint32_t yes = 0; yes + skipped <= respondents; ++yes) {
      const auto no = respondents - skipped - yes;
      const auto report = make({{yes, {0}}, {no, {1}}, {skipped, {skip}}});
      auto key = counts(report.tables[0]);
      key.push_back(report.tables[0].base);
      if (yes > 0) possible[key].insert(0);
      if (no > 0) possible[key].insert(1);
      if (skipped > 0) possible[key].insert(skip);
    }
  }
  return possible;
}

TEST(AttackTest, One_report_never_tells_what_a_late_respondent_did_or_did_not_say) {
  const auto questionnaire = asks({choice_of(2)});
  const auto protected_report = [&](const Crowd& crowd) { return report_of(questionnaire, crowd); };
  for (const auto& [key, said] : what_one_may_have_said(60, protected_report)) {
    EXPECT_EQ(said.size(), 3u);
  }
  const auto bare_report = [&](const Crowd& crowd) {
    return report_without({hide_small_cells, hide_others_with_them, spread_few_skips, round_counts,
                           withhold_telltale_tables},
                          questionnaire, crowd);
  };
  std::size_t certain = 0;
  for (const auto& [key, said] : what_one_may_have_said(60, bare_report)) {
    certain += said.size() < 3;
  }
  EXPECT_GT(certain, 0u) << "such as when nobody skipped, or all said yes";
}

/// The option of which one more is told in the second report, if there is just one.
std::int64_t grown(const SurveyReport& first, const SurveyReport& second) {
  const auto before = counts(first.tables[0]), after = counts(second.tables[0]);
  if (before.size() != after.size()) return skip;
  std::int64_t grown = skip;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    if (grown != skip) return skip;
    grown = static_cast<std::int64_t>(i);
  }
  return grown;
}

/// Rounding lets through what crosses to the next multiple, so it is not enough by itself: a report
/// is made once.
TEST(AttackTest, A_second_report_with_a_late_respondent_would_tell_their_answer) {
  const auto questionnaire = asks({choice_of(2)});
  int told_rounded = 0;
  for (std::uint32_t yes = 60; yes < 65; ++yes) {
    const Crowd before{{yes, {0}}, {40, {1}}, {20, {skip}}},
        after{{yes + 1, {0}}, {40, {1}}, {20, {skip}}};
    EXPECT_EQ(grown(report_without({round_counts}, questionnaire, before),
                    report_without({round_counts}, questionnaire, after)),
              0)
        << "always, where counts are not rounded";
    told_rounded += grown(report_of(questionnaire, before), report_of(questionnaire, after)) == 0;
  }
  EXPECT_EQ(told_rounded, 1) << "once in five, where they are";
}

// --- Whatever is asked and answered ---

Question any_question(std::size_t place, std::size_t count) {
  const auto options = *rc::gen::inRange<std::size_t>(2, 6);
  switch (*rc::gen::inRange(0, 4)) {
    case 0: {
      std::vector<survey::Place> nexts;
      for (std::size_t i = 0; i < options; ++i) {
        const auto next = *rc::gen::inRange<std::size_t>(place + 1, count + 2);
        nexts.push_back(next > count ? in_order : static_cast<survey::Place>(next));
      }
      return choice(nexts);
    }
    case 1:
      return multiple_of(options);
    case 2:
      return scale(1, static_cast<std::int64_t>(options));
    default:
      return number({10, 100, 500});
  }
}

std::int64_t any_reply(const Question& question) {
  const auto options = static_cast<std::int64_t>(question.options.size());
  if (*rc::gen::inRange(0, 5) == 0) return skip;
  switch (question.kind) {
    case survey::QuestionKind::single:
      return *rc::gen::inRange<std::int64_t>(0, options);
    case survey::QuestionKind::multiple:
      return *rc::gen::inRange<std::int64_t>(1, 1 << options);
    default:
      return *rc::gen::inRange(question.lowest, question.highest + 1);
  }
}

Replies any_replies(const Questionnaire& questionnaire) {
  Replies replies;
  auto answers = survey::unanswered(questionnaire);
  while (const auto place = survey::next_question(questionnaire, answers)) {
    replies.push_back(any_reply(questionnaire.questions[*place]));
    answers.of[*place] = replies.back() == skip
                             ? survey::Answer{survey::AnswerState::skipped, 0}
                             : survey::Answer{survey::AnswerState::given, replies.back()};
  }
  return replies;
}

struct AnySurvey {
  Questionnaire questionnaire;
  Crowd crowd;

  AnySurvey() {
    const auto count = *rc::gen::inRange<std::size_t>(1, 5);
    for (std::size_t i = 0; i < count; ++i) {
      questionnaire.questions.push_back(any_question(i, count));
    }
    const auto ways = *rc::gen::inRange(2, 12);
    for (int i = 0; i < ways; ++i) {
      crowd.emplace_back(
          *rc::gen::weightedOneOf<std::uint32_t>({{1, rc::gen::inRange<std::uint32_t>(1, 12)},
                                                  {1, rc::gen::inRange<std::uint32_t>(10, 90)}}),
          any_replies(questionnaire));
    }
  }

  SurveyReport nothing_told() const {
    SurveyReport report;
    for (std::size_t i = 0; i < questionnaire.questions.size(); ++i) {
      report.tables.push_back({.question = static_cast<std::uint16_t>(i), .withheld = true});
    }
    return report;
  }
};

/// Where so few are in a group, the report must allow for nobody and for nine, or for what the
/// questionnaire alone allows for.
void expect_nothing_more(std::uint32_t truth, const Between& with, const Between& without) {
  RC_ASSERT(with.least <= std::int64_t{truth} && std::int64_t{truth} <= with.most);
  if (truth >= 10) return;
  RC_ASSERT(with.least <= without.least);
  RC_ASSERT(with.most >= std::min<std::int64_t>(9, without.most));
}

RC_GTEST_PROP(AttackTest, Of_no_group_of_fewer_than_ten_more_is_told_than_that, ()) {
  const AnySurvey any;
  const auto counted = tally(any.questionnaire, answered(any.questionnaire, any.crowd));
  const auto report = report_of(any.questionnaire, any.crowd);
  const Attacker with(any.questionnaire, counted.respondents, report);
  const Attacker without(any.questionnaire, counted.respondents, any.nothing_told());
  for (std::size_t place = 0; place < counted.of.size(); ++place) {
    const auto& truth = counted.of[place];
    expect_nothing_more(truth.asked, with.asked(place), without.asked(place));
    expect_nothing_more(truth.skipped, with.skipped(place), without.skipped(place));
    for (std::size_t i = 0; i < truth.of.size(); ++i) {
      expect_nothing_more(truth.of[i], with.gave(place, i), without.gave(place, i));
      expect_nothing_more(truth.given() - truth.of[i], with.gave_another(place, i),
                          without.gave_another(place, i));
    }
  }
}

/// Whichever nine they are: somebody else may have given each answer that the table has, and
/// somebody else may have given another one.
RC_GTEST_PROP(AttackTest, Nine_insiders_can_rule_out_no_answer_of_anybody_else, ()) {
  const AnySurvey any;
  const auto all = answered(any.questionnaire, any.crowd);
  const auto report = make_report(any.questionnaire, all);
  std::vector<survey::Answers> insiders;
  for (int i = 0; i < 9; ++i)
    insiders.push_back(all[*rc::gen::inRange<std::size_t>(0, all.size())]);
  const auto known = tally(any.questionnaire, insiders);
  const Attacker attacker(any.questionnaire, static_cast<std::uint32_t>(all.size()), report);
  for (std::size_t place = 0; place < known.of.size(); ++place) {
    if (report.tables[place].withheld) continue;
    const auto& theirs = known.of[place];
    for (std::size_t i = 0; i < theirs.of.size(); ++i) {
      RC_ASSERT(attacker.gave(place, i).most > theirs.of[i]);
      RC_ASSERT(attacker.gave_another(place, i).most > theirs.given() - theirs.of[i]);
    }
  }
}

}  // namespace
}  // namespace airperk::report
