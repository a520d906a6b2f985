#include "store/log/form.h"

#include <gtest/gtest.h>

namespace airperk::store::log {
namespace {

constexpr Hash past = {1}, another_past = {2};

TEST(LogForm, A_record_follows_its_own_past_alone) {
  std::string octets;
  encode_record(7, past, "payload", octets);
  EXPECT_TRUE(decode_record(octets, 7, past));
  EXPECT_TRUE(decode_record(octets, 7, {})) << "where the past is not known";
  EXPECT_FALSE(decode_record(octets, 7, another_past));
  EXPECT_FALSE(decode_record(octets, 8, past));
}

template <typename Decode>
void every_octet_counts(const std::string& octets, Decode decode) {
  ASSERT_TRUE(decode(octets));
  for (std::size_t at = 0; at < octets.size(); ++at) {
    auto turned = octets;
    turned[at] = static_cast<char>(turned[at] ^ 0x5A);
    ASSERT_FALSE(decode(turned)) << at;
  }
}

TEST(LogForm, Every_octet_of_a_head_and_of_a_files_header_counts) {
  every_octet_counts(encode(Head{{1}, 2, {3}, 4, 5, 6, {7}}), decode_head);
  every_octet_counts(encode(SegmentHeader{{1}, 2, 8192, 3}), decode_segment);
}

}  // namespace
}  // namespace airperk::store::log
