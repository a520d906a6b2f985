#include "core/report/flow.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <map>

namespace airperk::report {
namespace {

using Range = Flow::Range;

TEST(FlowTest, What_is_known_of_the_whole_and_of_one_part_says_the_other) {
  Flow flow;
  const auto from = flow.add_node(), to = flow.add_node();
  const auto shown = flow.add_edge(from, to, 60, {58, 62});
  const auto hidden = flow.add_edge(from, to, 40);
  flow.add_edge(to, from, 100, {99, 101});
  EXPECT_EQ(flow.range_of(shown), (Range{58, 62}));
  EXPECT_EQ(flow.range_of(hidden), (Range{37, 43}));
}

TEST(FlowTest, Two_that_are_hidden_together_may_be_anything_up_to_their_sum) {
  Flow flow;
  const auto from = flow.add_node(), to = flow.add_node();
  const auto one = flow.add_edge(from, to, 3), other = flow.add_edge(from, to, 20);
  flow.add_edge(to, from, 23, {23, 23});
  EXPECT_EQ(flow.range_of(one), (Range{0, 23}));
  EXPECT_EQ(flow.range_of(other), (Range{0, 23}));
}

TEST(FlowTest, A_table_further_on_says_what_an_earlier_one_hides) {
  Flow flow;
  const auto first = flow.add_node(), second = flow.add_node(), end = flow.add_node();
  const auto yes = flow.add_edge(first, second, 97), no = flow.add_edge(first, end, 6);
  flow.add_edge(second, end, 97, {93, 97});
  flow.add_edge(end, first, 103, {103, 103});
  EXPECT_EQ(flow.range_of(no), (Range{6, 10}));
  EXPECT_EQ(flow.range_of(yes), (Range{93, 97}));
}

/// Edges of a small graph: from, to, and their bounds.
struct Piece {
  std::size_t from, to;
  Range bounds;
};

/// Every flow within the bounds; slowly.
void each_flow(const std::vector<Piece>& pieces, std::vector<Flow::Count>& counts,
               const std::function<void()>& visit) {
  if (counts.size() == pieces.size()) {
    std::map<std::size_t, Flow::Count> balance;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      balance[pieces[i].from] -= counts[i];
      balance[pieces[i].to] += counts[i];
    }
    for (const auto& [node, surplus] : balance) {
      if (surplus != 0) return;
    }
    visit();
    return;
  }
  const auto bounds = pieces[counts.size()].bounds;
  for (auto count = bounds.least; count <= bounds.most; ++count) {
    counts.push_back(count);
    each_flow(pieces, counts, visit);
    counts.pop_back();
  }
}

RC_GTEST_PROP(FlowTest, The_range_is_that_of_all_flows_there_are, ()) {
  std::vector<Piece> pieces;
  const auto edges = *rc::gen::inRange(2, 7);
  for (int i = 0; i < edges; ++i) {
    const auto from = *rc::gen::inRange<std::size_t>(0, 4);
    const auto to = (from + *rc::gen::inRange<std::size_t>(1, 4)) % 4;
    const auto least = *rc::gen::inRange<Flow::Count>(0, 3);
    pieces.push_back({from, to, {least, least + *rc::gen::inRange<Flow::Count>(0, 4)}});
  }
  std::vector<std::vector<Flow::Count>> flows;
  std::vector<Flow::Count> counts;
  each_flow(pieces, counts, [&] { flows.push_back(counts); });
  RC_PRE(!flows.empty());

  const auto& start = *rc::gen::elementOf(flows);
  Flow flow;
  for (int node = 0; node < 4; ++node) flow.add_node();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    flow.add_edge(pieces[i].from, pieces[i].to, start[i], pieces[i].bounds);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Range true_range{Flow::no_limit, 0};
    for (const auto& one : flows) {
      true_range.least = std::min(true_range.least, one[i]);
      true_range.most = std::max(true_range.most, one[i]);
    }
    RC_ASSERT(flow.range_of(i) == true_range);
  }
}

}  // namespace
}  // namespace airperk::report
