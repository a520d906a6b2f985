#include <algorithm>
#include <optional>

#include "base/assert.h"
#include "core/report/flow.h"
#include "core/report/said.h"
#include "core/report/stages.h"

/// What tables say of each other. Branches link them: whoever is asked a question gave a certain
/// answer before, so the base of one table is a sum of cells of others, and who is not in it is a
/// group as well. People on their way through a questionnaire are a flow, each published number
/// bounds an edge of it, and what all of them together say of any group is its range there.
namespace airperk::report {
namespace {

using survey::QuestionKind;
using Range = Flow::Range;

/// Categories that are shown as one, or hidden together.
struct Group {
  std::vector<std::size_t> categories;
  std::uint32_t told = 0;
};

/// Every way through the questionnaire, and how many went it. Each edge is a group of people.
class Ways {
 public:
  /// `counts_told`: by the tables that are not withheld.
  Ways(const Draft& draft, const Protection& protection, bool counts_told)
      : draft_(draft), protection_(protection), counts_told_(counts_told) {
    for (std::size_t i = 0; i <= draft.tables.size(); ++i) begins_.push_back(flow_.add_node());
    for (const auto& drafted : draft.tables) add(drafted);
    everybody_ = flow_.add_edge(begins_.back(), begins_.front(), draft.respondents,
                                {draft.respondents, draft.respondents});
  }

  std::size_t group_count() const { return everybody_; }
  Flow::Count size_of(std::size_t group) const { return flow_.count_on(group); }
  Range range_of(std::size_t group) const { return flow_.range_of(group); }

 private:
  void add(const TableDraft& drafted) {
    const auto place = drafted.table.question;
    const auto& question = draft_.questionnaire.questions[place];
    const Said said(drafted, question.kind, protection_, counts_told_);
    const auto& truth = drafted.truth;
    const auto asked = flow_.add_node(), given = flow_.add_node();
    flow_.add_edge(begins_[place], asked, truth.asked, said.asked());
    flow_.add_edge(asked, given, truth.given(), said.given());
    flow_.add_edge(asked, after(place, {}), truth.skipped, said.skipped());
    if (question.kind == QuestionKind::multiple) {
      add_options(drafted, said, given);
    } else {
      for (const auto& group : groups(drafted)) add_group(drafted, said, given, group);
    }
  }

  /// One after the other: who chose it goes one way, who did not the other.
  void add_options(const TableDraft& drafted, const Said& said, std::size_t from) {
    const auto& table = drafted.table;
    for (const auto& cell : table.cells) {
      const auto truth = drafted.truth.of[cell.first], rest = drafted.truth.given() - truth;
      const auto to = flow_.add_node();
      const bool shown = !cell.hidden;
      flow_.add_edge(from, to, truth, shown ? said.part(cell.count, truth) : anything);
      flow_.add_edge(from, to, rest, shown ? said.part(table.base - cell.count, rest) : anything);
      from = to;
    }
    flow_.add_edge(from, after(table.question, {}), drafted.truth.given());
  }

  void add_group(const TableDraft& drafted, const Said& said, std::size_t from,
                 const Group& group) {
    std::uint32_t truth = 0;
    for (const auto category : group.categories) truth += drafted.truth.of[category];
    const auto node = flow_.add_node();
    flow_.add_edge(from, node, truth, said.part(group.told, truth, group.categories.size()));
    for (const auto category : group.categories) {
      flow_.add_edge(node, after(drafted.table.question, category), drafted.truth.of[category]);
    }
  }

  std::size_t after(std::size_t place, std::optional<std::size_t> option) const {
    const auto& questionnaire = draft_.questionnaire;
    const bool single = questionnaire.questions[place].kind == QuestionKind::single;
    if (!single) option.reset();
    return begins_[survey::next_place(questionnaire, place, option)];
  }

  /// Of a table that is withheld: the most frequent answer, and all others. They may be few.
  static std::vector<Group> groups(const TableDraft& drafted) {
    const auto& counts = drafted.truth.of;
    const auto most =
        static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    const auto& table = drafted.table;
    std::vector<Group> groups;
    Group rest{{}, table.base};
    for (const auto& cell : table.cells) {
      Group group{{}, cell.count};
      for (std::size_t i = cell.first; i <= cell.last; ++i) {
        const bool apart = table.withheld ? i == most : !cell.hidden;
        (apart ? group : rest).categories.push_back(i);
      }
      if (group.categories.empty()) continue;
      rest.told -= group.told;
      groups.push_back(std::move(group));
    }
    if (!rest.categories.empty()) groups.push_back(std::move(rest));
    return groups;
  }

  static constexpr Range anything{0, Flow::no_limit};

  const Draft& draft_;
  const Protection& protection_;
  bool counts_told_;
  Flow flow_;
  std::vector<std::size_t> begins_;  ///< the node of each question, and of the end
  std::size_t everybody_ = 0;
};

bool contains(const Range& range, const Range& other) {
  return other.least > other.most || (range.least <= other.least && other.most <= range.most);
}

Range common(const Range& one, const Range& other) {
  return {std::max(one.least, other.least), std::min(one.most, other.most)};
}

/// Whether more is told of a group, or of those who are not in it, than the questionnaire alone
/// says: that it is not empty, or that it is too small.
bool is_given_away(const Ways& told, const Ways& untold, std::size_t group, Flow::Count all,
                   Flow::Count cell_min) {
  const auto size = told.size_of(group);
  const bool small = size < cell_min, large = all - size < cell_min;
  if (!small && !large) return false;
  const auto range = told.range_of(group);
  const auto is_narrower_than = [&](const Range& due) {
    return !contains(range, due) && !contains(range, common(due, untold.range_of(group)));
  };
  return (small && is_narrower_than({0, cell_min})) ||
         (large && is_narrower_than({all - cell_min, all}));
}

/// How many groups are.
std::size_t given_away(const Draft& draft, const Protection& protection) {
  const Ways told(draft, protection, true), untold(draft, protection, false);
  std::size_t count = 0;
  for (std::size_t group = 0; group < told.group_count(); ++group) {
    count += is_given_away(told, untold, group, draft.respondents, protection.cell_min);
  }
  return count;
}

/// The one that leaves the fewest groups given away; of equal ones the last.
TableDraft* most_telling(Draft& draft, const Protection& protection) {
  TableDraft* most = nullptr;
  std::size_t fewest = 0;
  for (auto& drafted : draft.tables) {
    if (drafted.table.withheld) continue;
    drafted.table.withheld = true;
    const auto left = given_away(draft, protection);
    drafted.table.withheld = false;
    if (!most || left <= fewest) {
      most = &drafted;
      fewest = left;
    }
  }
  return most;
}

}  // namespace

void withhold_telltale_tables(Draft& draft, const Protection& protection) {
  while (given_away(draft, protection) > 0) {
    auto* table = most_telling(draft, protection);
    AIRPERK_ASSERT(table);  // the questionnaire alone gives nothing away
    table->table.withheld = true;
  }
}

}  // namespace airperk::report
