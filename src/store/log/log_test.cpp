#include "store/log/log.h"

#include <gmock/gmock.h>

#include <atomic>
#include <random>
#include <thread>

#include "store/log/log_test_environment.h"

namespace airperk::store::log {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

TEST_F(LogTest, What_was_appended_is_read_in_its_order_over_many_files) {
  answers_many(100);
  EXPECT_GT(segments_in(directory_).size(), 3u);
  EXPECT_FALSE(reads(0).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_));
}

TEST_F(LogTest, A_record_larger_than_any_file_gets_one_of_its_own) {
  answers("small");
  answers(std::string(100'000, 'y'));
  answers("small again");
  EXPECT_FALSE(reads(0).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_));
}

TEST_F(LogTest, It_goes_on_after_every_reopening) {
  for (int round = 0; round < 20; ++round) {
    answers_many(3);
    begins();
    ASSERT_THAT(found_, ElementsAreArray(written_)) << "round " << round;
  }
}

TEST_F(LogTest, What_is_applied_needs_no_file_and_its_files_are_used_again) {
  answers_many(60);
  const auto before = segments_in(directory_).size();
  ASSERT_TRUE(log_->forget(55));
  EXPECT_LT(segments_in(directory_).size(), before);
  answers_many(60);
  EXPECT_FALSE(reads(55).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_.begin() + 55, written_.end()));
}

TEST_F(LogTest, Room_that_was_made_before_is_used) {
  while (!log_->wants_room()) answers_many(1);
  ASSERT_TRUE(log_->make_room());
  EXPECT_TRUE(std::filesystem::exists(path("log-spare")));
  answers_many(20);
  EXPECT_FALSE(std::filesystem::exists(path("log-spare")));
  EXPECT_FALSE(reads(0).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_));
}

/// Room is made, and given back, just while the next file is begun.
TEST_F(LogTest, A_file_that_is_begun_is_its_own_whatever_becomes_of_the_spare) {
  constexpr std::uint64_t kept = 40;
  std::atomic<std::uint64_t> newest = 0;
  std::atomic<bool> ends = false;
  std::thread other([&] {
    while (!ends) {
      EXPECT_TRUE(log_->make_room());
      EXPECT_TRUE(log_->forget(std::max(newest.load(), kept) - kept));
    }
  });
  for (int i = 0; i < 4'000; ++i) {
    answers_many(1, 3'000);
    newest = log_->tail().sequence;
  }
  ends = true;
  other.join();
  const auto applied = newest - kept;
  const auto reading = reads(applied);
  EXPECT_FALSE(reading.damage) << reading.damage->file << ' ' << reading.damage->what;
  EXPECT_THAT(found_, ElementsAreArray(written_.end() - kept, written_.end()));
}

TEST_F(LogTest, Every_octet_that_turns_in_what_was_answered_is_damage) {
  answers_many(5, 40);
  const auto segment = newest_segment();
  const auto end = log_->tail().end;
  for (std::size_t at = segment_header_size; at < end; ++at) {
    flip(segment, at);
    const auto reading = reads(0);
    // What only fills up to the next record's place is not looked at.
    if (reading.damage) {
      EXPECT_EQ(reading.damage->last_lost, 5u);
      EXPECT_LE(reading.damage->at, at);
      EXPECT_EQ(found_.size() + 1, reading.damage->first_lost);
    } else {
      EXPECT_THAT(found_, ElementsAreArray(written_)) << at;
    }
    flip(segment, at);
  }
  EXPECT_FALSE(reads(0).damage);
}

TEST_F(LogTest, Every_shortening_into_what_was_answered_is_damage) {
  answers_many(4, 40);
  const auto segment = newest_segment();
  const auto whole = content(segment);
  for (std::size_t size = 0; size < log_->tail().end; size += 7) {
    put(segment, whole.substr(0, size));
    const auto reading = reads(0);
    ASSERT_EQ(reading.damage.has_value(), found_.size() < written_.size()) << size;
    if (reading.damage) {
      EXPECT_EQ(reading.damage->file, segment_name(1));
    }
  }
}

TEST_F(LogTest, A_blank_page_in_what_was_answered_is_damage) {
  answers_many(8);
  const auto segment = segments_in(directory_).front().path;
  auto octets = content(segment);
  octets.replace(4096 + 1500, 512, 512, '\0');
  put(segment, octets);
  const auto reading = reads(0);
  ASSERT_TRUE(reading.damage);
  EXPECT_EQ(found_.size(), 1u);
  EXPECT_THAT(reading.damage->what, HasSubstr("damaged"));
}

TEST_F(LogTest, Each_file_that_is_missing_is_named) {
  answers_many(60);
  for (const auto& segment : segments_in(directory_)) {
    const auto octets = content(segment.path);
    std::filesystem::remove(segment.path);
    const auto reading = reads(0);
    ASSERT_TRUE(reading.damage) << segment.path;
    EXPECT_LT(found_.size(), written_.size());
    if (segment.number != 1) {
      EXPECT_EQ(path(reading.damage->file), segment.path);
      EXPECT_EQ(reading.damage->what, "is missing");
    }
    put(segment.path, octets);
  }
  EXPECT_FALSE(reads(0).damage);
}

TEST_F(LogTest, A_header_that_turned_is_named_where_its_file_is_needed) {
  answers_many(60);
  const auto segment = segments_in(directory_)[1];
  flip(segment.path, 20);
  const auto reading = reads(0);
  ASSERT_TRUE(reading.damage);
  EXPECT_EQ(path(reading.damage->file), segment.path);
  EXPECT_THAT(reading.damage->what, HasSubstr("header"));
}

TEST_F(LogTest, A_file_under_anothers_name_is_not_taken_for_it) {
  answers_many(60);
  const auto segments = segments_in(directory_);
  ASSERT_GT(segments.size(), 2u);
  put(segments[1].path, content(segments[2].path));
  const auto reading = reads(0);
  ASSERT_TRUE(reading.damage);
  EXPECT_EQ(path(reading.damage->file), segments[1].path);
  EXPECT_THAT(reading.damage->what, HasSubstr("header"));
}

TEST_F(LogTest, What_nobody_was_told_of_may_be_torn_anywhere) {
  answers_many(3, 40);
  const auto answered = log_->tail().end;
  appends("nobody was told of this one");
  const auto segment = newest_segment();
  const auto whole = content(segment);
  for (auto at = answered; at < log_->tail().end; ++at) {
    auto torn = whole;
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(at), torn.end(), '\0');
    put(segment, torn);
    const auto reading = reads(0);
    EXPECT_FALSE(reading.damage) << at;
    EXPECT_GE(found_.size(), 3u);
  }
}

TEST_F(LogTest, A_whole_record_that_nobody_was_told_of_is_kept_and_written_again) {
  answers_many(3);
  appends("nobody was told of this one");
  begins();
  EXPECT_THAT(found_, ElementsAreArray(written_));
  EXPECT_EQ(read_head(directory_).head->sequence, 4u);
}

TEST_F(LogTest, A_record_that_another_follows_was_durable_wherever_the_head_stands) {
  answers_many(2, 40);
  const auto damaged_at = log_->tail().end;
  appends("durable, but its head was not");
  appends("the last");
  for (const std::size_t at : {0, 4, 8, 20, 40, 50}) {
    flip(newest_segment(), damaged_at + at);
    const auto reading = reads(0);
    ASSERT_TRUE(reading.damage) << at;
    EXPECT_EQ(reading.damage->first_lost, 3u);
    EXPECT_EQ(reading.damage->at, damaged_at);
    flip(newest_segment(), damaged_at + at);
  }
  EXPECT_FALSE(reads(0).damage);
  EXPECT_EQ(found_.size(), 4u);
}

TEST_F(LogTest, What_was_lost_behind_a_chain_that_goes_on_is_no_part_of_it) {
  answers_many(6, 40);
  flip(newest_segment(), segment_header_size + 200);
  const auto reading = reads(0);
  ASSERT_TRUE(reading.damage);
  written_.resize(found_.size());
  goes_on({}, reading.tail);
  names(log_->tail());  // into both slots, as a repair does
  answers("in the place of what was lost");
  begins();
  EXPECT_THAT(found_, ElementsAreArray(written_));
}

TEST_F(LogTest, A_file_that_begins_behind_a_record_tells_that_it_was_durable) {
  answers_many(1);
  const auto first = newest_segment();
  while (segments_in(directory_).size() == 1) appends(std::string(900, 'n'));
  const auto records = log_->tail().sequence - 1;
  auto octets = content(first);
  octets[octets.rfind('n')] = 'm';
  put(first, octets);
  const auto reading = reads(0);
  ASSERT_TRUE(reading.damage);
  EXPECT_EQ(reading.damage->first_lost, records);
}

TEST_F(LogTest, Records_of_earlier_times_in_a_file_used_again_follow_nothing) {
  answers_many(60);
  ASSERT_TRUE(log_->forget(55));
  answers_many(40);
  const auto torn_at = log_->tail();
  const auto torn = appends(std::string(900, 't'));
  ASSERT_EQ(torn.segment, torn_at.segment);
  flip(newest_segment(), torn_at.end + 100);
  const auto reading = reads(55);
  EXPECT_FALSE(reading.damage);
  EXPECT_EQ(reading.dropped, 1u);
}

TEST_F(LogTest, Octets_that_turned_in_what_is_applied_harm_nothing) {
  answers_many(6, 40);
  flip(newest_segment(), segment_header_size + 60);
  EXPECT_FALSE(reads(4).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_.begin() + 4, written_.end()));
  EXPECT_TRUE(reads(0).damage);
}

TEST_F(LogTest, One_copy_of_the_head_is_enough_and_none_is_damage) {
  answers_many(3);
  const auto head = *read_head(directory_).head;
  const auto newest = content(path("head")).substr(0, head_slot_size) == encode(head) ? 0u : 1u;
  flip(path("head"), newest * head_slot_size + 30);
  EXPECT_EQ(read_head(directory_).head->sequence, 2u);
  EXPECT_TRUE(read_head(directory_).is_one_copy);
  EXPECT_FALSE(reads(0).damage);
  EXPECT_EQ(found_.size(), 3u);
  flip(path("head"), (1 - newest) * head_slot_size + 30);
  const auto read = read_head(directory_);
  EXPECT_TRUE(read.is_there);
  EXPECT_FALSE(read.head);
  EXPECT_THAT(read.damage, HasSubstr("none of its copies"));
}

TEST_F(LogTest, A_record_of_another_past_is_damage) {
  answers_many(2);
  auto head = *read_head(directory_).head;
  head.hash[3] ^= 1;
  const auto reading = read(directory_, store_id, head, 0, [](const Record&) {});
  ASSERT_TRUE(reading.damage);
  EXPECT_EQ(reading.damage->first_lost, 2u);
}

TEST_F(LogTest, Files_of_another_store_are_no_part_of_this_one) {
  answers_many(2);
  const auto reading = read(directory_, StoreId{9}, read_head(directory_).head, 0,
                            [](const Record&) { FAIL() << "read another store's record"; });
  EXPECT_TRUE(reading.damage);
}

TEST_F(LogTest, A_file_cut_behind_its_last_record_is_filled_up_again) {
  answers_many(2);
  const auto segment = newest_segment();
  put(segment, content(segment).substr(0, log_->tail().end));
  begins();
  answers_many(30);
  EXPECT_FALSE(reads(0).damage);
  EXPECT_THAT(found_, ElementsAreArray(written_));
}

/// Any record may be the last that reached the disk, in any state; any part of the log may be
/// applied and forgotten; whatever happens, what was answered is there.
TEST_F(LogTest, Random_ends_lose_nothing_that_was_answered) {
  std::mt19937 random(20261128);
  const auto below = [&](std::size_t n) { return random() % n; };
  std::uint64_t applied = 0;
  std::size_t answered = 0;
  for (int round = 0; round < 300; ++round) {
    for (auto n = below(6); n > 0; --n) answers_many(1, below(3000));
    answered = written_.size();
    if (below(3) == 0) {
      applied += below(answered - applied + 1);
      ASSERT_TRUE(log_->forget(applied));
    }
    if (below(2) == 0) {
      const auto at = log_->tail();
      const auto torn = appends("nobody was told" + std::string(below(2000), 'z'));
      if (torn.segment == at.segment && below(2) == 0) {
        auto octets = content(newest_segment());
        const auto from = at.end + below(torn.end - at.end);
        std::fill(octets.begin() + static_cast<std::ptrdiff_t>(from), octets.end(), '\0');
        put(newest_segment(), octets);
      }
    }
    const auto reading = reads(applied);
    ASSERT_FALSE(reading.damage) << "round " << round << ": " << reading.damage->file << " "
                                 << reading.damage->what;
    ASSERT_GE(applied + found_.size(), answered);
    written_.resize(applied + found_.size());
    ASSERT_THAT(found_, ElementsAreArray(written_.begin() + static_cast<std::ptrdiff_t>(applied),
                                         written_.end()));
    goes_on(read_head(directory_).head, reading.tail);
  }
}

}  // namespace
}  // namespace airperk::store::log
