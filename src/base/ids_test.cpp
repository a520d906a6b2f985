#include "base/ids.h"

#include <gtest/gtest.h>

namespace airperk {
namespace {

TEST(Msisdn, Reads_every_form_that_networks_send_as_one_number) {
  const auto number = *Msisdn::parse("77011234567");
  for (const char* form : {"+77011234567", "tel:+77011234567", "sip:+77011234567@ims.example",
                           "sip:77011234567;user=phone"}) {
    EXPECT_EQ(Msisdn::parse(form), number) << form;
  }
  EXPECT_EQ(number.to_string(), "77011234567");
}

TEST(Msisdn, Refuses_what_is_not_one) {
  for (const char* text : {"", "+", "7701", "0701123456", "7701123456789012", "7701x234567",
                           "*555#", "sip:alice@example"}) {
    EXPECT_FALSE(Msisdn::parse(text)) << text;
  }
}

TEST(Imsi, Keeps_leading_zeros) {
  EXPECT_EQ(Imsi::parse("001010000000001")->to_string(), "001010000000001");
  EXPECT_NE(Imsi::parse("001010"), Imsi::parse("0001010"));
  EXPECT_FALSE(Imsi::parse("00101x"));
  EXPECT_FALSE(Imsi::parse("0010100000000011"));
}

}  // namespace
}  // namespace airperk
