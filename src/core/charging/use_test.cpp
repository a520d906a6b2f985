#include "core/charging/use.h"

#include "core/charging/charging_test_environment.h"

namespace airperk::charging {
namespace {

class UseTest : public ::testing::Test {
 protected:
  Destination goes_to(std::string called) const {
    return classify(asked(UsageKind::voice, std::move(called), 1), subscriber::smart())
        .use.destination;
  }
  Use from(std::optional<std::string> network, std::string msc = {}) const {
    auto use = asked(UsageKind::sms, on_net_number, 1);
    use.visited = std::move(network);
    use.visited_msc = std::move(msc);
    return classify(use, programme);
  }

  programme::Programme programme = subscriber::smart();
};

TEST_F(UseTest, U1_the_number_plan_says_where_a_use_goes) {
  EXPECT_EQ(goes_to("77011234567"), Destination::on_net);
  EXPECT_EQ(goes_to("77751234567"), Destination::on_net);
  EXPECT_EQ(goes_to("77051234567"), Destination::off_net);
  EXPECT_EQ(goes_to("77172123456"), Destination::fixed);
  EXPECT_EQ(goes_to("1414"), Destination::content);
  EXPECT_EQ(goes_to("*100#"), Destination::content);
  EXPECT_EQ(goes_to(""), Destination::content);
}

TEST_F(UseTest, U3_what_no_prefix_knows_is_international) {
  EXPECT_EQ(goes_to("4915112345678"), Destination::international);
  EXPECT_EQ(goes_to("79161234567"), Destination::international);
}

TEST_F(UseTest, U1_a_ported_number_is_of_the_network_it_went_to) {
  EXPECT_EQ(goes_to("77019990001"), Destination::off_net);
  EXPECT_EQ(goes_to("77059990002"), Destination::on_net);
  EXPECT_EQ(goes_to("77019990002"), Destination::on_net);
}

TEST_F(UseTest, U1_data_is_on_net_wherever_it_goes) {
  const auto use = classify(asked(UsageKind::data, german_number, 1024), programme);
  EXPECT_EQ(use.use.kind, UsageKind::data);
  EXPECT_EQ(use.use.destination, Destination::on_net);
  EXPECT_EQ(use.quantity, 1024u);
}

TEST_F(UseTest, U2_every_network_but_home_is_roaming) {
  EXPECT_FALSE(from("40102").use.roaming);
  EXPECT_TRUE(from("40101").use.roaming);
  EXPECT_TRUE(from("26201").use.roaming);
  EXPECT_FALSE(from("26201").location_unknown);
}

TEST_F(UseTest, U2_without_a_network_the_serving_MSC_tells) {
  EXPECT_FALSE(from({}, "77010000001").use.roaming);
  EXPECT_TRUE(from({}, "77050000001").use.roaming);
  EXPECT_TRUE(from({}, "491710000001").use.roaming);
}

TEST_F(UseTest, U2_the_network_said_goes_before_the_MSC) {
  EXPECT_FALSE(from("40102", "491710000001").use.roaming);
  EXPECT_TRUE(from("26201", "77010000001").use.roaming);
}

TEST_F(UseTest, U2_nothing_said_is_what_the_programme_takes_it_for) {
  EXPECT_TRUE(from({}).location_unknown);
  EXPECT_FALSE(from({}).use.roaming);
  programme.charging.unknown_location = programme::UnknownLocation::home;
  EXPECT_FALSE(from({}).location_unknown);
  EXPECT_FALSE(from({}).use.roaming);
}

}  // namespace
}  // namespace airperk::charging
