#include "face/gy/charging.h"

#include <gtest/gtest.h>

namespace airperk::face::gy {
namespace {

TEST(GyCharging, What_the_engine_has_shed_is_3004_for_the_whole_request_and_nothing_else) {
  diameter::CreditControlRequest request;
  request.service_context_id = "32251@3gpp.org";
  request.services.resize(2);
  engine::Answer shed;
  shed.fault = engine::Fault::shed;
  const auto answer = to_diameter(shed, request);
  EXPECT_EQ(answer.result_code, diameter::result::too_busy);
  // RFC 6733 §7.2: an answer with the E bit has none of the command's own AVPs.
  EXPECT_TRUE(answer.services.empty());
  EXPECT_FALSE(answer.refusal);
}

}  // namespace
}  // namespace airperk::face::gy
