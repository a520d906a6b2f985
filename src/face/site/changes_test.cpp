#include "face/site/changes.h"

#include <gtest/gtest.h>

#include <random>

#include "face/site/align.h"

namespace airperk::face::site {
namespace {

using Kind = Change::Kind;

std::vector<Kind> kinds(const std::vector<Change>& changes) {
  std::vector<Kind> kinds;
  for (const auto& change : changes) kinds.push_back(change.kind);
  return kinds;
}

TEST(Terms, Are_read_as_title_headings_paragraphs_and_items_whatever_their_width) {
  const auto blocks =
      blocks_of("Terms\r\nVersion 1\n\n1. Joining\nDial and\njoin.\n\n- one,\n  two\n- three\n");
  const std::vector<Block> expected = {
      {Block::Kind::title, "Terms"},        {Block::Kind::paragraph, "Version 1"},
      {Block::Kind::heading, "1. Joining"}, {Block::Kind::paragraph, "Dial and join."},
      {Block::Kind::item, "one, two"},      {Block::Kind::item, "three"}};
  EXPECT_EQ(blocks, expected);
  EXPECT_TRUE(blocks_of(" \n\n").empty());
}

TEST(Terms, Cannot_bring_tags_into_the_page) {
  const auto html = to_html(blocks_of("<b>\n\n1. <script>\n\n- \"&'"), 2);
  EXPECT_EQ(
      html,
      "<h2>&lt;b&gt;</h2>\n<h3>1. &lt;script&gt;</h3>\n<ul>\n<li>&quot;&amp;&#39;</li>\n</ul>\n");
}

TEST(Changes, Say_what_stayed_went_came_and_was_edited) {
  const auto changes = changes_between(
      "Terms\n\nThis stays.\n\nThis goes away for good.\n\nThe bonus is 500 units a month.",
      "Terms\n\nThis stays.\n\nThe bonus is 700 units a month.\n\nNew and never seen before.");
  ASSERT_EQ(kinds(changes),
            (std::vector<Kind>{Kind::same, Kind::same, Kind::removed, Kind::edited, Kind::added}));
  EXPECT_EQ(changes[2].before.text, "This goes away for good.");
  EXPECT_EQ(edited_html(changes[3].before.text, changes[3].after.text),
            "The bonus is <del>500</del> <ins>700</ins> units a month.");
  EXPECT_EQ(changes[4].after.text, "New and never seen before.");
}

TEST(Changes, Of_a_text_that_was_only_wrapped_anew_are_none) {
  for (const auto& change : changes_between("T\n\none two\nthree", "T\n\none\ntwo three")) {
    EXPECT_EQ(change.kind, Kind::same);
  }
}

TEST(Changes, Cannot_bring_tags_into_the_page) {
  EXPECT_EQ(edited_html("a <b>", "a <i>"), "a <del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins>");
}

/// The clever thing against what it promises, on random lists.
TEST(Alignment, Leads_from_one_list_to_the_other_by_the_shortest_way) {
  std::mt19937 random(20'261'126);
  const auto list = [&random] {
    std::vector<int> some(random() % 9);
    for (auto& each : some) each = static_cast<int>(random() % 4);
    return some;
  };
  // The plainest longest common subsequence there is.
  const std::function<std::size_t(const std::vector<int>&, std::size_t, const std::vector<int>&,
                                  std::size_t)>
      longest = [&](const auto& a, std::size_t i, const auto& b, std::size_t j) -> std::size_t {
    if (i == a.size() || j == b.size()) return 0;
    if (a[i] == b[j]) return 1 + longest(a, i + 1, b, j + 1);
    return std::max(longest(a, i + 1, b, j), longest(a, i, b, j + 1));
  };
  for (int round = 0; round < 500; ++round) {
    const auto a = list(), b = list();
    std::vector<int> was, is;
    std::size_t same = 0;
    for (const auto& step : aligned(a, b)) {
      if (step.kind != Step::Kind::added) was.push_back(a[step.before]);
      if (step.kind != Step::Kind::removed) is.push_back(b[step.after]);
      same += step.kind == Step::Kind::same;
    }
    EXPECT_EQ(was, a);
    EXPECT_EQ(is, b);
    EXPECT_EQ(same, longest(a, 0, b, 0));
  }
}

TEST(Alignment, Of_lists_too_long_to_compare_keeps_what_they_begin_and_end_with) {
  std::vector<int> a(3'000, 1), b(3'000, 2);
  a.front() = b.front() = 7;
  a.back() = b.back() = 8;
  std::size_t same = 0;
  for (const auto& step : aligned(a, b)) same += step.kind == Step::Kind::same;
  EXPECT_EQ(same, 2u);
}

}  // namespace
}  // namespace airperk::face::site
