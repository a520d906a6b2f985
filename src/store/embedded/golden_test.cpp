#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/programme/load.h"
#include "core/subscriber/apply.h"
#include "store/archive/archive.h"
#include "store/archive/chain.h"
#include "store/embedded/embedded_store.h"

/// Journals that earlier versions wrote, kept for good in golden/: every later version reads them,
/// and makes the very records of them that were made then.
///
///   format-N.journal   (length(4) row)*
///   format-N.records   (id(4) length(4) image)*
///
/// A new format gets files of its own, from a store on the disk:
///   GOLDEN_STORE=DIR room_store_embedded_test --gtest_also_run_disabled_tests
///   --gtest_filter='*is_kept'
namespace airperk::store::embedded {
namespace {

using Records = std::map<std::uint32_t, std::string>;

std::string golden(const std::string& name) {
  return std::string(AIRPERK_SOURCE_DIR) + "/src/store/embedded/golden/" + name;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view take(std::string_view& octets, std::size_t size) {
  const auto taken = octets.substr(0, size);
  octets.remove_prefix(taken.size());
  return taken;
}

/// The records that a journal's rows make. Words that were sealed are nobody's here.
class Replay {
 public:
  void see(std::string_view row) {
    const archive::Sealer blind{{}, [](SubscriberId, std::string_view) { return std::string(); }};
    const auto group = archive::decode_group(row, blind);
    ASSERT_TRUE(group) << group.error();
    for (const auto& event : group->house) {
      if (const auto* taken = std::get_if<ProgrammeTaken>(&event)) {
        auto loaded = programme::load(taken->source);
        ASSERT_TRUE(loaded) << loaded.error().front().to_string();
        zone_ = loaded->programme.zone;
      }
    }
    for (std::size_t index = 0; index < group->batches.size(); ++index) {
      const auto& batch = group->batches[index];
      auto& resident = residents_[batch.id.value];
      for (const auto& event : batch.events) {
        subscriber::apply(resident.record, event, *zone_);
        ++events_[event.fact.index()];
      }
      resident.record.version = batch.version;
      resident.head = Position::of(group->number, index);
    }
  }
  Records records() const {
    Records images;
    for (const auto& [id, resident] : residents_) archive::encode(resident, images[id]);
    return images;
  }
  std::size_t kinds() const { return events_.size(); }

 private:
  std::optional<Zone> zone_;
  std::map<std::uint32_t, Resident> residents_;
  std::map<std::size_t, std::size_t> events_;
};

TEST(Golden, A_journal_of_format_2_is_read_and_makes_the_records_it_made_then) {
  const auto journal = content(golden("format-2.journal"));
  const auto images = content(golden("format-2.records"));
  Replay replay;
  archive::Hash before{};
  std::size_t groups = 0;
  for (std::string_view rest = journal; !rest.empty(); ++groups) {
    const auto row = take(rest, read_4(take(rest, 4)));
    const auto link = archive::link_of(row);
    ASSERT_TRUE(link);
    EXPECT_TRUE(archive::is_whole(row, *link));
    EXPECT_EQ(link->previous, before);
    before = link->own;
    ASSERT_NO_FATAL_FAILURE(replay.see(row)) << "group " << groups + 1;
  }
  EXPECT_GT(groups, 100u);
  EXPECT_GE(replay.kinds(), 15u) << "kinds of facts that this journal tells of";
  Records kept;
  for (std::string_view rest = images; !rest.empty();) {
    const auto id = read_4(take(rest, 4));
    kept[id] = take(rest, read_4(take(rest, 4)));
  }
  EXPECT_EQ(replay.records(), kept);
}

TEST(Golden, DISABLED_A_store_is_kept) {
  const char* store = std::getenv("GOLDEN_STORE");
  ASSERT_NE(store, nullptr) << "GOLDEN_STORE names no store";
  const auto database = Database::open(store, Database::Mode::follow);
  ASSERT_TRUE(database) << database.error();
  std::filesystem::create_directories(golden(""));
  const auto name = golden(fmt::format("format-{}", format_now));
  std::ofstream journal(name + ".journal", std::ios::binary);
  std::ofstream records(name + ".records", std::ios::binary);
  Replay replay;
  const auto rows = (*database)->scan(Family::journal);
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    const auto row = rows->value().ToStringView();
    journal << big_endian_4(static_cast<std::uint32_t>(row.size())) << row;
    ASSERT_NO_FATAL_FAILURE(replay.see(row));
  }
  for (const auto& [id, image] : replay.records()) {
    records << big_endian_4(id) << big_endian_4(static_cast<std::uint32_t>(image.size())) << image;
  }
}

}  // namespace
}  // namespace airperk::store::embedded
