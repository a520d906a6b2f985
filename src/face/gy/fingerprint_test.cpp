#include "face/gy/fingerprint.h"

#include <gtest/gtest.h>

namespace airperk::face::gy {
namespace {

diameter::CreditControlRequest update() {
  diameter::CreditControlRequest request;
  request.type = diameter::RequestType::update;
  request.subscriptions = {{diameter::SubscriptionId::Type::e164, "77011234567"},
                           {diameter::SubscriptionId::Type::imsi, "401020000000001"}};
  request.information.called_party = "tel:+77017654321";
  request.information.recipients = {"77017654322"};
  auto& service = request.services.emplace_back();
  service.rating_group = 7;
  service.requested.emplace().time = 60;
  auto& used = service.used.emplace_back();
  used.total_octets = 1000;
  used.service_specific = 3;
  return request;
}

// Stores have these: reckoned otherwise, each repetition after an upgrade would be refused.
TEST(Fingerprint, Is_what_it_was_in_the_first_edition_that_kept_one) {
  auto request = update();
  EXPECT_EQ(fingerprint_of(request), 41'679'322u);
  request.action = diameter::RequestedAction::direct_debiting;
  EXPECT_EQ(fingerprint_of(request), 3'081'220'208u);
}

TEST(Fingerprint, Of_much_is_another_than_of_a_little_less) {
  auto request = update();
  request.information.recipients.clear();
  const std::string text(300, '7');
  for (int i = 0; i < 20; ++i) request.information.recipients.push_back(text);
  const auto before = fingerprint_of(request);
  EXPECT_EQ(fingerprint_of(request), before);
  request.information.recipients.back().remove_suffix(1);
  EXPECT_NE(fingerprint_of(request), before);
}

}  // namespace
}  // namespace airperk::face::gy
