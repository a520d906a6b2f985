#pragma once

#include <cstdint>
#include <vector>

namespace airperk::report {

/// Counts that branch and join again without loss, such as people on their way through a
/// questionnaire: what goes into a node goes out of it. Of each edge it is known between which
/// bounds its count lies; the question is what that says of the others.
///
/// Exact, not an estimate: `range_of` gives the least and the greatest whole count that some flow
/// within all bounds has on that edge, and every count between has one too (a flow's matrix is
/// totally unimodular). Starts from the true counts, which must be within the bounds.
class Flow {
 public:
  using Count = std::int64_t;
  struct Range {
    Count least = 0, most = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };
  static constexpr Count no_limit = std::int64_t{1} << 40;

  std::size_t add_node();
  std::size_t add_edge(std::size_t from, std::size_t to, Count count,
                       const Range& bounds = {0, no_limit});
  Range range_of(std::size_t edge) const;

  Count count_on(std::size_t edge) const { return edges_[edge].count; }
  std::size_t edge_count() const { return edges_.size(); }

 private:
  struct Edge {
    std::size_t from = 0, to = 0;
    Count count = 0;
    Range bounds;
  };
  struct Step {
    std::size_t edge = 0;
    bool along = true;
  };

  Count room(const std::vector<Edge>& edges, const Step& step) const;
  std::vector<Step> way(const std::vector<Edge>& edges, std::size_t from, std::size_t to,
                        std::size_t without) const;
  Count push(std::size_t from, std::size_t to, Count most, std::size_t without) const;

  std::vector<Edge> edges_;
  std::vector<std::vector<std::size_t>> out_, in_;  ///< of each node
};

}  // namespace airperk::report
