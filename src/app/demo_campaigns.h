#pragma once

#include <cstdint>

#include "app/demo_network.h"
#include "engine/engine.h"

namespace airperk::app {

/// The partners of the demo's weeks of past: campaigns that one made-up person planned, another
/// approved, and the dispatcher sent, so that every screen has something to show.
class DemoCampaigns {
 public:
  /// Both outlive it; the dispatcher runs.
  DemoCampaigns(engine::Engine& engine, DemoNetwork& network)
      : engine_(engine), network_(network) {}

  /// What falls on this day of the past, counted from 0; called in the hours in which contacts may
  /// go out. Waits until it is sent.
  void of_day(unsigned day);
  /// What still waits for somebody: to be approved, to be resumed.
  void leave_open();

 private:
  std::uint32_t plan(outreach::Plan plan);
  void move(std::uint32_t campaign, outreach::CampaignState to, const char* by);
  void wait_for_end(std::uint32_t campaign);

  engine::Engine& engine_;
  DemoNetwork& network_;
};

}  // namespace airperk::app
