#pragma once

#include "core/subscriber/contacts.h"
#include "core/survey/survey_test_environment.h"
#include "engine/audit_test_environment.h"

namespace airperk::engine {

using outreach::CampaignState;
using outreach::Verdict;
using subscriber::ContactKind;
using subscriber::ContactRule;
using subscriber::ContactState;

/// Aigul is a member, Berik is none; campaigns, and what their contacts come to. It is 10:00.
class ContactTest : public AuditTest {
 protected:
  ContactTest() {
    opens(aigul);
    opens(berik);
    dials(aigul, "*555*1#");
  }

  static PlanCampaign plan(ContactKind kind = ContactKind::message) {
    PlanCampaign asked;
    asked.plan.partner = "Coffee";
    asked.plan.name = "Spring";
    asked.plan.by = "planner";
    asked.plan.kind = kind;
    if (kind == ContactKind::survey) {
      asked.plan.survey = survey::cafe();
      asked.plan.survey->closes = Instant::beginning();
    }
    asked.plan.texts = {{*programme::Language::parse("kk"), "Kofe"}};
    asked.plan.starts = Instant::beginning();
    asked.plan.ends = Instant::beginning();
    return asked;
  }
  static PlanCampaign listed(std::vector<Msisdn> numbers) {
    auto asked = plan();
    asked.plan.audience.listed = true;
    asked.numbers = std::move(numbers);
    return asked;
  }
  std::uint32_t planned(PlanCampaign asked) {
    const auto answer = ask({}, std::move(asked));
    EXPECT_EQ(answer.fault, Fault::none) << answer.detail;
    return std::get<Outcome>(answer.body).version;
  }
  std::uint32_t approved(PlanCampaign asked) {
    const auto campaign = planned(std::move(asked));
    EXPECT_EQ(moves(campaign, CampaignState::approved).fault, Fault::none);
    return campaign;
  }
  Answer moves(std::uint32_t campaign, CampaignState to, std::string by = "chief") {
    return ask({}, MoveCampaign{campaign, to, std::move(by)});
  }
  SlotAnswer asks_slot(Msisdn who, std::uint32_t campaign) {
    return std::get<SlotAnswer>(ask(who, TakeSlot{campaign}).body);
  }
  Verdict asks(Msisdn who, std::uint32_t campaign) { return asks_slot(who, campaign).verdict; }
  /// So many campaigns each take one slot of theirs, and the network has what they say.
  void takes(Msisdn who, int count, ContactKind kind = ContactKind::message) {
    for (int i = 0; i < count; ++i) {
      const auto campaign = approved(plan(kind));
      EXPECT_EQ(asks(who, campaign), Verdict::take) << i;
      hears(who, campaign, ContactState::handed_over);
    }
  }
  void hears(Msisdn who, std::uint32_t campaign, ContactState to, std::uint64_t reference = 0) {
    ask(who, SettleContact{campaign, to, reference});
  }
  ContactState state(Msisdn who, std::uint32_t campaign) {
    return subscriber::find_contact(record(who), campaign)->state;
  }
  outreach::Campaign campaign(std::uint32_t id) { return *engine().house()->campaigns.find(id); }
};

}  // namespace airperk::engine
