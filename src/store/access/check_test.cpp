#include "store/access/check.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/access/files.h"

namespace airperk::store::access {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    auto pattern = (fs::temp_directory_path() / "access-check-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
  }
  ~CheckTest() override { fs::remove_all(directory); }

  void notes(int count, std::size_t file_bytes_max = 4 << 20) const {
    const auto log = *AccessLog::open(directory, key, file_bytes_max);
    for (int i = 0; i < count; ++i) ASSERT_TRUE(log->append(note(i)));
  }
  static Access note(int i) {
    return {0, Instant::seconds(i),          "aigul", "care", "::1", "GET",
            7, "ticket " + std::to_string(i)};
  }
  std::vector<std::string> found() const { return checked().findings; }
  Checked checked() const {
    auto checked = check(directory, key);
    EXPECT_TRUE(checked) << checked.error();
    return *std::move(checked);
  }
  fs::path file(std::uint64_t first) const { return path_of(directory, first); }
  fs::path head() const { return directory + "/" + std::string(head_name); }

  static std::vector<std::string> lines_of(const fs::path& path) {
    std::vector<std::string> lines;
    for_each_line(*text_of(path), [&](std::string_view line) { lines.emplace_back(line); });
    return lines;
  }
  static void write(const fs::path& path, const std::vector<std::string>& lines) {
    std::ofstream out(path, std::ios::trunc);
    for (const auto& line : lines) out << line << '\n';
  }
  static std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
  }

  const std::string key = std::string(32, 'k');
  std::string directory;
};

TEST_F(CheckTest, P3_finds_nothing_in_what_was_written_over_files_and_starts) {
  for (int start = 0; start < 3; ++start) notes(4, 300);
  const auto all = checked();
  EXPECT_THAT(all.findings, IsEmpty());
  EXPECT_EQ(all.notes, 12u);
  EXPECT_EQ(all.first, 1u);
}

TEST_F(CheckTest, P3_names_a_note_that_was_changed) {
  notes(3);
  auto lines = lines_of(file(1));
  lines[2] = replaced(lines[2], "ticket 1", "ticket 9");
  write(file(1), lines);
  EXPECT_THAT(found(),
              ElementsAre(HasSubstr("access-00000001.log line 3 (note 2): it was changed")));
}

TEST_F(CheckTest, P3_names_the_place_where_a_note_was_taken_out_or_put_in) {
  notes(3);
  const auto lines = lines_of(file(1));
  write(file(1), {lines[0], lines[1], lines[3]});
  EXPECT_THAT(found(),
              ElementsAre(HasSubstr("line 3 (note 3): it was changed, or what stood before")));
  write(file(1), {lines[0], lines[1], lines[2], lines[2], lines[3]});
  EXPECT_THAT(found(), ElementsAre(HasSubstr("line 4 (note 2): it was changed")));
  write(file(1), {lines[0], lines[1], lines[2], body_of(note(8)), lines[3]});
  EXPECT_THAT(found(), ElementsAre(HasSubstr("line 4 (note 2): it has no link")));
}

TEST_F(CheckTest, P3_names_notes_taken_out_at_the_end_also_after_a_start_that_went_on) {
  notes(3);
  auto lines = lines_of(file(1));
  lines.pop_back();
  write(file(1), lines);
  EXPECT_THAT(found(), ElementsAre(HasSubstr("head: names note 3, and the newest there is 2")));
  notes(1);
  EXPECT_THAT(found(), ElementsAre(HasSubstr("access-00000004.log line 1")));
}

TEST_F(CheckTest, P3_names_a_head_that_was_taken_away_with_them_also_after_a_start) {
  notes(3);
  fs::remove(head());
  EXPECT_THAT(found(), ElementsAre(HasSubstr("head: is missing")));
  auto lines = lines_of(file(1));
  lines.pop_back();
  write(file(1), lines);
  notes(1);
  EXPECT_THAT(found(), ElementsAre(HasSubstr(std::string(head_was_gone))));
  std::ofstream(head(), std::ios::trunc) << "{}\n";
  notes(1);
  EXPECT_THAT(found(), testing::SizeIs(2));
}

TEST_F(CheckTest, P3_names_a_file_in_the_middle_that_was_taken_away_or_is_anothers) {
  for (int start = 0; start < 3; ++start) notes(2);
  const auto text = *text_of(file(3));
  fs::remove(file(3));
  EXPECT_THAT(found(), ElementsAre(HasSubstr("access-00000005.log line 1")));
  std::ofstream(file(3)) << *text_of(file(1));
  EXPECT_THAT(found(), testing::Not(IsEmpty()));
  std::ofstream(file(3), std::ios::trunc) << text;
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, Says_with_which_note_it_begins_where_older_files_were_taken_away) {
  for (int start = 0; start < 3; ++start) notes(2);
  fs::remove(file(1));
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(checked().first, 3u);
}

TEST_F(CheckTest, Links_made_with_another_key_are_findings) {
  notes(3);
  const auto other = check(directory, std::string(32, 'x'));
  ASSERT_TRUE(other);
  EXPECT_THAT(other->findings, testing::SizeIs(testing::Ge(3u)));
}

TEST_F(CheckTest, What_the_first_link_went_on_from_stays_as_it_was) {
  const auto write_old = [&](const std::string& why) {
    auto old = note(0);
    old.number = 1;
    old.why = why;
    write(file(1), {body_of(old)});
  };
  write_old("ticket 0");
  notes(2);
  EXPECT_EQ(checked().notes, 3u);
  EXPECT_THAT(found(), IsEmpty());
  write_old("ticket 9");
  EXPECT_THAT(found(), ElementsAre(HasSubstr("access-00000002.log line 1")));
  // All of them made as if there had been no links yet.
  write_old("ticket 0");
  auto bare = note(1);
  bare.number = 2;
  write(file(2), {body_of(bare)});
  EXPECT_THAT(found(), testing::Not(IsEmpty()));
}

TEST_F(CheckTest, A_first_start_that_was_killed_leaves_no_finding) {
  std::ofstream(head(), std::ios::trunc).flush();
  EXPECT_THAT(found(), IsEmpty());
  notes(2);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, A_head_is_as_long_whatever_it_names) {
  notes(1);
  const auto size = fs::file_size(head());
  notes(120, 300);
  EXPECT_EQ(fs::file_size(head()), size);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckTest, A_line_that_is_just_being_written_is_no_finding) {
  notes(2);
  std::ofstream(file(1), std::ios::app) << "{\"n\":3,";
  EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace airperk::store::access
