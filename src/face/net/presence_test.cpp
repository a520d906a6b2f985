#include "face/net/presence.h"
#include "steady/steady.h"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <thread>

namespace airperk::face::net {
namespace {

TEST(Presence, What_is_read_after_a_pause_may_have_arrived_when_it_began) {
  boost::asio::io_context io;
  const auto presence = std::make_shared<Presence>(io.get_executor());
  presence->start();
  io.run_for(std::chrono::milliseconds(250));
  const auto before = steady_now();
  EXPECT_GE(presence->arrived(), before) << "somebody is there";
  // Nobody runs the thread, as of a process that was stopped.
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  EXPECT_LE(presence->arrived(), before);
  io.run_one();  // the beat that was due
  EXPECT_LE(presence->arrived(), before) << "what waited is read now";
  const auto late = steady_now() + Duration::seconds(10);
  while (presence->arrived() <= before && steady_now() < late) {
    io.run_for(std::chrono::milliseconds(50));
  }
  EXPECT_GT(presence->arrived(), before) << "and what comes later is new";
  presence->stop();
}

}  // namespace
}  // namespace airperk::face::net
