#pragma once

#include <random>

#include "app/made_up_network.h"

namespace airperk::app {

/// The demo's made-up partners and the operator's own people: what they planned through a month, so
/// that every screen of the console has something to show. They use the engine as any face does.
class Partners {
 public:
  Partners(engine::Engine& engine, MadeUpNetwork& network) : engine_(engine), network_(network) {}

  /// What happens on one day of the month before now, counted from 0, at the hour that its clock
  /// shows.
  void live_day(unsigned day);
  /// Answers what was asked, and lets the telephones say what they got.
  void live_moment();
  /// Waits until all that may go out by now has.
  void settle();

 private:
  struct Offer {
    unsigned day = 0;
    const char *partner, *name;
    subscriber::Channel channel;
    const char *kk, *ru, *en;
    int priority = 5;
    std::uint32_t volume = 0;
  };
  static const std::vector<Offer>& offers();
  static engine::PlanCampaign plan_of(const Offer& offer);
  std::uint32_t plan(engine::PlanCampaign asked);
  void move(std::uint32_t campaign, outreach::CampaignState to, const char* by);
  void plan_survey(const char* partner, const char* name, subscriber::Channel channel, int days);
  void release_reports();
  void give_extra_bonuses();
  void publish(unsigned day);
  /// Somebody who answers a survey.
  struct Respondent {
    MadeUpNetwork::Asked asked;
    std::string says;
    bool first = true;
    std::string reads;
    std::uint32_t turn = 0;
  };
  static engine::Command input(const Respondent& respondent);
  std::string next_words(const std::string& screen);
  void answer_surveys();

  engine::Engine& engine_;
  MadeUpNetwork& network_;
  std::mt19937_64 random_{31};
};

}  // namespace airperk::app
