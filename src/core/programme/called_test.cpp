#include <gtest/gtest.h>

#include "core/programme/programme.h"

namespace airperk::programme {
namespace {

using Kind = Called::Kind;

/// Kazakhstan's, as the shipped programme has it.
class CalledTest : public ::testing::Test {
 protected:
  CalledTest() {
    plan.prefixes = {
        {"7701", Destination::on_net}, {"7705", Destination::off_net}, {"77", Destination::fixed}};
    plan.ported = {{"77012223344", Destination::off_net}};
    plan.country_code = "7";
    plan.national_prefix = "8";
    plan.national_digits = 10;
    plan.international_prefixes = {"00"};
    plan.emergency = {"112", "101"};
    plan.free = {"555", "78000800000"};
  }
  void is(std::string_view written, Kind kind, std::string_view digits) const {
    const auto called = plan.called(written);
    EXPECT_EQ(called.kind, kind) << written;
    EXPECT_EQ(called.digits, digits) << written;
  }
  NumberPlan plan;
};

TEST_F(CalledTest, U1b_one_number_in_many_spellings) {
  for (const auto* written :
       {"77011111111", "+77011111111", "tel:+77011111111", "tel:+7-701-111-11-11",
        "TEL:+77011111111", "sip:%2B77011111111@ims.example;user=phone",
        "tel:7011111111;phone-context=+7", "tel:+77011111111;phone-context=+7", "87011111111",
        "tel:87011111111;phone-context=ims.mnc002.mcc401.3gppnetwork.org",
        "tel:87011111111;phone-context=+7", "0077011111111", "sip:8(701)1111111@x", "7011111111"}) {
    is(written, Kind::number, "77011111111");
  }
}

TEST_F(CalledTest, U1b_a_foreign_number_stays_one) {
  is("00493012345678", Kind::number, "493012345678");
  is("+493012345678", Kind::number, "493012345678");
  is("493012345678", Kind::number, "493012345678");
  is("81312345678", Kind::number, "81312345678");   // Japan's, and no number of ours
  is("+87011111111", Kind::number, "87011111111");  // it says that it is global
  is("tel:3012345678;phone-context=+49", Kind::number, "493012345678");
  is("79161234567", Kind::number, "79161234567");
  is("89161234567", Kind::number, "89161234567");
}

TEST_F(CalledTest, U1b_a_national_number_that_moved_is_known) {
  is("87012223344", Kind::number, "77012223344");
  EXPECT_EQ(plan.classify(plan.called("87012223344").digits), Destination::off_net);
}

TEST_F(CalledTest, U1b_what_is_no_number_is_nothing) {
  for (const auto* written : {"", "tel:hello", "sip:alice@x", "+1414", "00", "0000000000",
                              "0123456789", "1234567890123456", "urn:isbn:1", "+*100#"}) {
    EXPECT_EQ(plan.called(written).kind,
              written == std::string_view("00") ? Kind::short_code : Kind::nothing)
        << written;
  }
}

TEST_F(CalledTest, U1_short_codes_and_dialled_codes_are_content) {
  is("1414", Kind::short_code, "1414");
  is("tel:1414;phone-context=+7", Kind::short_code, "1414");
  is("*100#", Kind::short_code, "*100#");
}

TEST_F(CalledTest, U1a_emergency_numbers_in_each_spelling) {
  for (const auto* written : {"112", "tel:112", "sip:112@ims.example;user=phone",
                              "tel:112;phone-context=+7", "+112", "sip:1-1-2@x"}) {
    is(written, Kind::emergency, "112");
  }
  is("tel:101", Kind::emergency, "101");
  is("urn:service:sos", Kind::emergency, "sos");
  is("URN:service:sos.fire", Kind::emergency, "sos.fire");
  is("1122", Kind::short_code, "1122");
  is("urn:service:sosx", Kind::nothing, "");
}

TEST_F(CalledTest, U1a_free_numbers_in_each_spelling) {
  is("555", Kind::free, "555");
  is("tel:555;phone-context=+7", Kind::free, "555");
  is("88000800000", Kind::number, "88000800000");  // no prefix of ours has it
  is("+78000800000", Kind::free, "78000800000");
}

TEST_F(CalledTest, U1b_without_a_dialling_plan_digits_are_E164) {
  const NumberPlan none;
  EXPECT_EQ(none.called("87011111111").digits, "87011111111");
  EXPECT_EQ(none.called("7011111111").digits, "7011111111");
  EXPECT_EQ(none.called("0077011111111").kind, Kind::nothing);
  EXPECT_EQ(none.called("112").kind, Kind::emergency);
}

}  // namespace
}  // namespace airperk::programme
