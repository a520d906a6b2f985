#include "store/backup/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace airperk::store::backup {
namespace {

using ::testing::HasSubstr;

Manifest some_manifest() {
  Manifest manifest;
  manifest.made_by = "1.2.3";
  manifest.store = std::string("0123456789abcde\0", 16);
  manifest.taken = *Instant::parse("2026-11-28T21:00:00.000001Z");
  manifest.last_group = 4'711;
  manifest.last_at = *Instant::parse("2016-03-05T10:00:00+06:00");
  manifest.last_row = hash_of("a row");
  manifest.subscribers = 60;
  manifest.surveys = {{7, "Coffee or tea"}, {9, ""}};
  manifest.files = {{"000042.sst", {1'234, hash_of("x")}}, {"CURRENT", {16, hash_of("y")}}};
  return manifest;
}

TEST(Manifest, What_is_written_is_read_again) {
  const auto manifest = some_manifest();
  const auto read = decode(encode(manifest));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(*read, manifest);
}

TEST(Manifest, Every_flipped_bit_is_found) {
  const auto text = encode(some_manifest());
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
      EXPECT_FALSE(decode(damaged)) << "octet " << at << ", bit " << bit;
    }
  }
}

TEST(Manifest, One_that_is_cut_or_goes_on_is_found) {
  const auto text = encode(some_manifest());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(decode(text.substr(0, size))) << size;
  }
  EXPECT_FALSE(decode(text + "\n"));
}

TEST(Manifest, A_newer_format_is_named_as_such) {
  auto text = encode(some_manifest());
  text.replace(text.find("format 1"), 8, "format 2");
  const auto read = decode(text);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error(), HasSubstr("is of format 2, which a newer airperk made"));
}

TEST(Manifest, A_file_of_another_directory_is_none) {
  auto manifest = some_manifest();
  manifest.files.push_back({"../../etc/passwd", {1, hash_of("z")}});
  EXPECT_FALSE(decode(encode(manifest)));
}

TEST(Manifest, Instants_are_written_in_UTC) {
  for (const char* instant :
       {"2016-02-29T23:59:59.999999Z", "1970-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.000001Z",
        "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.000000Z"}) {
    EXPECT_EQ(in_utc(*Instant::parse(instant)), instant);
  }
}

}  // namespace
}  // namespace airperk::store::backup
