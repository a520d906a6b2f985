#include "face/site/changes.h"

#include <fmt/format.h>

#include "face/site/align.h"
#include "face/site/html.h"

namespace airperk::face::site {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// A paragraph is looked for among so many that came in its place; longer ones than these are not
/// compared word by word. Somebody waits for the page.
constexpr std::size_t looked_at_max = 8;
constexpr std::size_t word_pairs_max = 160'000;

/// Whether one was made of the other: half of the longer one's words are in both, in their order.
bool is_edit(const Block& before, const Block& after) {
  if (before.kind != after.kind) return false;
  const auto old_words = words_of(before.text), new_words = words_of(after.text);
  if (old_words.size() * new_words.size() > word_pairs_max) return false;
  std::size_t kept = 0;
  for (const auto& step : aligned(old_words, new_words)) kept += step.kind == Step::Kind::same;
  return kept * 2 >= std::max(old_words.size(), new_words.size());
}

/// Pairs what went with what came in its place, in their order.
void add_replaced(std::vector<Change>& changes, const std::vector<Block>& went,
                  const std::vector<Block>& came) {
  using enum Change::Kind;
  std::size_t next = 0;
  for (const auto& before : went) {
    const auto end = std::min(came.size(), next + looked_at_max);
    std::size_t match = next;
    while (match < end && !is_edit(before, came[match])) ++match;
    if (match == end) {
      changes.push_back({removed, before, {}});
      continue;
    }
    while (next < match) changes.push_back({added, {}, came[next++]});
    changes.push_back({edited, before, came[next++]});
  }
  while (next < came.size()) changes.push_back({added, {}, came[next++]});
}

}  // namespace

std::vector<Change> changes_between(std::string_view before, std::string_view after) {
  const auto old_blocks = blocks_of(before), new_blocks = blocks_of(after);
  std::vector<Change> changes;
  std::vector<Block> went, came;
  const auto flush = [&] {
    add_replaced(changes, went, came);
    went.clear();
    came.clear();
  };
  for (const auto& step : aligned(old_blocks, new_blocks)) {
    switch (step.kind) {
      case Step::Kind::removed:
        went.push_back(old_blocks[step.before]);
        break;
      case Step::Kind::added:
        came.push_back(new_blocks[step.after]);
        break;
      case Step::Kind::same:
        flush();
        changes.push_back({Change::Kind::same, old_blocks[step.before], new_blocks[step.after]});
        break;
    }
  }
  flush();
  return changes;
}

std::string edited_html(std::string_view before, std::string_view after) {
  const auto old_words = words_of(before), new_words = words_of(after);
  std::string html;
  auto open = Step::Kind::same;
  const auto close = [&] {
    if (open == Step::Kind::removed) html += "</del>";
    if (open == Step::Kind::added) html += "</ins>";
  };
  for (const auto& step : aligned(old_words, new_words)) {
    const bool turns = step.kind != open;
    if (turns) close();
    if (!html.empty()) html += ' ';
    if (turns && step.kind == Step::Kind::removed) html += "<del>";
    if (turns && step.kind == Step::Kind::added) html += "<ins>";
    open = step.kind;
    html +=
        escaped(step.kind == Step::Kind::removed ? old_words[step.before] : new_words[step.after]);
  }
  close();
  return html;
}

}  // namespace airperk::face::site
