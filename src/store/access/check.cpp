#include "store/access/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "store/access/files.h"

namespace airperk::store::access {
namespace {

/// Between reading the head and its file it may be written.
constexpr int attempts = 5;

class Checker {
 public:
  explicit Checker(const Chain& chain, std::optional<Head> head)
      : chain_(chain), head_(std::move(head)) {}

  void see(const File& file, std::string_view text) {
    name_ = file.path.filename().string();
    line_ = 0;
    const bool is_of_before = !begins_with_link(text);
    if (is_of_before) {
      // Nobody can tell whether one of them was changed until the first that has a link says so.
      if (has_links_) find("it begins without the link to what stands before it");
      after_ = chain_.next(after_, text);
      note_link(after_);
    }
    for_each_line(text, [&](std::string_view line) {
      ++line_;
      if (const auto access = access_in(line)) see(*access);
      if (!is_of_before) see_link(line);
    });
  }

  Checked take() {
    if (!head_) {
      if (has_links_) checked_.findings.push_back("head: is missing, or another log's");
    } else if (head_->number > newest_) {
      checked_.findings.push_back(
          fmt::format("head: names note {}, and the newest there is {}: notes were taken out",
                      head_->number, newest_));
    } else if (!head_is_met_ && head_->link != Link{}) {
      checked_.findings.push_back(fmt::format("head: names another note {}", head_->number));
    }
    return std::move(checked_);
  }

 private:
  static bool begins_with_link(std::string_view text) {
    const auto first = text.substr(0, text.find('\n'));
    const auto linked = linked_in(first);
    return text.find('\n') == std::string_view::npos || (linked && beginning_in(linked->body));
  }

  void see(const Access& access) {
    ++checked_.notes;
    if (checked_.first == 0) checked_.first = access.number;
    if (access.what == head_was_gone) find(access.what);
    newest_ = std::max(newest_, access.number);
  }

  void see_link(std::string_view line) {
    const auto linked = linked_in(line);
    if (!linked) return find("it has no link, and was not written by this log");
    const auto beginning = beginning_in(linked->body);
    if (beginning) go_on_from(beginning->after);
    if (chain_.next(after_, linked->body) != linked->link) {
      find("it was changed, or what stood before it was taken out");
    }
    before_last_ = after_;
    after_ = linked->link;
    has_links_ = true;
    note_link(after_);
  }

  /// A file goes on from the newest line, or from the one before where writing that one had failed.
  void go_on_from(const Link& after) {
    const bool goes_on = after == after_ || after == before_last_;
    // Older files may have been taken away.
    const bool is_first = !has_links_ && checked_.notes == 0;
    if (!goes_on && !is_first) find("what stood before it was changed or taken out");
    after_ = after;
  }

  void note_link(const Link& link) {
    if (head_ && head_->link == link) head_is_met_ = true;
  }

  void find(std::string_view what) {
    checked_.findings.push_back(
        fmt::format("{} line {} (note {}): {}", name_, line_, newest_, what));
  }

  const Chain& chain_;
  std::optional<Head> head_;
  Link after_{}, before_last_{};
  bool has_links_ = false, head_is_met_ = false;
  std::uint64_t newest_ = 0;
  std::string name_;
  std::size_t line_ = 0;
  Checked checked_;
};

Result<std::optional<Head>> read_head(const std::string& directory, const Chain& chain) {
  const auto path = directory + "/" + std::string(head_name);
  std::error_code error;
  std::optional<Head> head;
  for (int attempt = 0; attempt < attempts && !head; ++attempt) {
    if (!std::filesystem::exists(path, error)) return head;
    const auto text = text_of(path);
    if (!text) return fail(text.error());
    for_each_line(*text, [&](std::string_view line) { head = head_in(line, chain); });
  }
  return head;
}

}  // namespace

Result<Checked> check(const std::string& directory, const std::string& key) {
  const Chain chain(key);
  // What the head says must be found: so it is read first.
  auto head = read_head(directory, chain);
  if (!head) return fail(head.error());
  Checker checker(chain, *std::move(head));
  for (const auto& file : files_in(directory)) {
    const auto text = text_of(file.path);
    if (!text) return fail(text.error());
    checker.see(file, *text);
  }
  return checker.take();
}

}  // namespace airperk::store::access
