#include "protocol/address/address.h"

#include <gtest/gtest.h>

namespace airperk::address {
namespace {

void is_global(std::string_view written) {
  const auto address = read(written);
  EXPECT_EQ(address.digits, "77011111111") << written;
  EXPECT_TRUE(address.is_global) << written;
}
void is_local(std::string_view written, std::string_view digits, std::string_view context = {}) {
  const auto address = read(written);
  EXPECT_EQ(address.digits, digits) << written;
  EXPECT_FALSE(address.is_global) << written;
  EXPECT_EQ(address.context, context) << written;
}
void has_no_number(std::string_view written) {
  EXPECT_EQ(read(written).digits, "") << written;
  EXPECT_FALSE(read(written).is_global) << written;
}

TEST(Address, U1b_a_plus_makes_a_number_global_whatever_stands_around_it) {
  for (const auto* written :
       {"+77011111111", "tel:+77011111111", "TEL:+7-701-111-11-11", "tel:+7(701)111.11.11",
        "tel:+77011111111;phone-context=+49", "tel:+77011111111;npdi;rn=+77010000000",
        "sip:+77011111111@ims.example", "SIPS:%2B77011111111@ims.example:5061;user=phone",
        "sip:%2b7701%31111111@ims.example", "sip:+77011111111:secret@ims.example?subject=x",
        "sip:+77011111111;phone-context=+7@ims.example;user=phone", "sip:+77011111111",
        "\"Aigul\" <sip:+77011111111@ims.example>;tag=1", "<tel:+77011111111>",
        " +7 701 111 11 11 ", "+77011111111@ims.example"}) {
    is_global(written);
  }
}

TEST(Address, U1b_a_local_number_has_its_context_where_that_is_digits) {
  is_local("77011111111", "77011111111");
  is_local("tel:7011111111;phone-context=+7", "7011111111", "7");
  is_local("tel:7011111111;isub=1;Phone-Context=\"+7\"", "7011111111", "7");
  is_local("tel:7011111111;phone-context=%2B7", "7011111111", "7");
  is_local("sip:7011111111;phone-context=+7@ims.example;user=phone", "7011111111", "7");
  is_local("tel:87011111111;phone-context=ims.mnc002.mcc401.3gppnetwork.org", "87011111111");
  is_local("tel:112", "112");
  is_local("*100#", "*100#");
  is_local("tel:*31%2377011111111", "*31#77011111111");
}

TEST(Address, A_host_is_said_in_small_letters) {
  EXPECT_EQ(read("sip:1@IMS.Example:5060;user=phone").host, "ims.example");
  EXPECT_EQ(read("401020000000001@ims.mnc002.mcc401.3GPPnetwork.org").host,
            "ims.mnc002.mcc401.3gppnetwork.org");
  EXPECT_EQ(read("tel:+77011111111").host, "");
}

TEST(Address, U1a_a_service_is_named_by_its_URN) {
  EXPECT_EQ(read("urn:service:sos").service, "sos");
  EXPECT_EQ(read("URN:Service:SOS.Police").service, "sos.police");
  EXPECT_EQ(read("<urn:service:sos>").service, "sos");
  EXPECT_EQ(read("urn:service:sos;x=y").service, "sos");
  EXPECT_EQ(read("urn:isbn:1").service, "");
  EXPECT_EQ(read("urn:service").service, "");
}

TEST(Address, U1b_what_is_no_number_has_no_digits) {
  for (const auto* written : {"",
                              " ",
                              "tel:",
                              "tel:hello",
                              "tel:+",
                              "+",
                              "sip:alice@ims.example",
                              "sip:@ims.example",
                              "sip:ims.example",
                              "mailto:a@b",
                              "tel:+7701x111111",
                              "tel:+*100#",
                              "7701111111a",
                              "%",
                              "%2",
                              "<",
                              ">",
                              "<>",
                              ";",
                              "@",
                              ":",
                              "sip:",
                              "\"",
                              "urn:service:sos",
                              "123456789012345678901234567890123"}) {
    has_no_number(written);
  }
}

}  // namespace
}  // namespace airperk::address
