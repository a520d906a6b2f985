#include "core/report/flow.h"

#include <algorithm>
#include <optional>

#include "base/assert.h"

namespace airperk::report {

std::size_t Flow::add_node() {
  out_.emplace_back();
  in_.emplace_back();
  return out_.size() - 1;
}

std::size_t Flow::add_edge(std::size_t from, std::size_t to, Count count, const Range& bounds) {
  AIRPERK_ASSERT(bounds.least <= count && count <= bounds.most);
  edges_.push_back({from, to, count, bounds});
  out_[from].push_back(edges_.size() - 1);
  in_[to].push_back(edges_.size() - 1);
  return edges_.size() - 1;
}

Flow::Count Flow::room(const std::vector<Edge>& edges, const Step& step) const {
  const auto& edge = edges[step.edge];
  return step.along ? edge.bounds.most - edge.count : edge.count - edge.bounds.least;
}

/// The shortest one that has room, backwards from its end; empty: there is none.
std::vector<Flow::Step> Flow::way(const std::vector<Edge>& edges, std::size_t from, std::size_t to,
                                  std::size_t without) const {
  std::vector<std::optional<Step>> came_by(out_.size());
  std::vector<std::size_t> reached{from};
  const auto go = [&](std::size_t node, const Step& step) {
    if (node == from || came_by[node] || step.edge == without || room(edges, step) == 0) return;
    came_by[node] = step;
    reached.push_back(node);
  };
  for (std::size_t i = 0; i < reached.size() && !came_by[to]; ++i) {
    const auto node = reached[i];
    for (const auto edge : out_[node]) go(edges[edge].to, {edge, true});
    for (const auto edge : in_[node]) go(edges[edge].from, {edge, false});
  }
  std::vector<Step> steps;
  for (auto node = to; node != from && came_by[node];) {
    const auto step = *came_by[node];
    steps.push_back(step);
    node = step.along ? edges[step.edge].from : edges[step.edge].to;
  }
  return steps;
}

/// How much more could go from one node to another, beside that edge (Edmonds and Karp).
Flow::Count Flow::push(std::size_t from, std::size_t to, Count most, std::size_t without) const {
  auto edges = edges_;
  Count pushed = 0;
  while (pushed < most) {
    const auto steps = way(edges, from, to, without);
    if (steps.empty()) break;
    auto more = most - pushed;
    for (const auto& step : steps) more = std::min(more, room(edges, step));
    for (const auto& step : steps) edges[step.edge].count += step.along ? more : -more;
    pushed += more;
  }
  return pushed;
}

Flow::Range Flow::range_of(std::size_t edge) const {
  const auto& [from, to, count, bounds] = edges_[edge];
  if (from == to) return bounds;
  return {count - push(from, to, count - bounds.least, edge),
          count + push(to, from, bounds.most - count, edge)};
}

}  // namespace airperk::report
