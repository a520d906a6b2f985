#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "core/outreach/slot.h"
#include "core/subscriber/contacts.h"
#include "core/subscriber/subscriber_test_environment.h"
#include "core/survey/survey_test_environment.h"

/// Campaigns without an engine, and people who are asked for a slot. For this room's tests.
namespace airperk::outreach {

using subscriber::Contact;
using subscriber::ContactRule;
using subscriber::ContactState;
using subscriber::Person;

inline programme::Language language(std::string_view tag) {
  return *programme::Language::parse(tag);
}

/// A sound plan for everybody, from 1 March to 30 April.
inline Plan sound_plan(const subscriber::World& world, ContactKind kind = ContactKind::message) {
  Plan plan;
  plan.partner = "Coffee";
  plan.name = "Spring";
  plan.by = "planner";
  plan.kind = kind;
  plan.texts = {{language("kk"), "Kofe kk"}, {language("ru"), "Kofe ru"}};
  plan.starts = world.instant("2016-03-01 00:00");
  plan.ends = world.instant("2016-04-30 00:00");
  if (kind == ContactKind::survey) {
    plan.survey = survey::cafe();
    plan.survey->closes = plan.ends;
  }
  return plan;
}

/// A is a member since 5 March; it is Monday 7 March, 10:00.
class OutreachTest : public subscriber::SubscriberTest {
 protected:
  OutreachTest() {
    EXPECT_FALSE(a.joins());
    at("2016-03-07 10:00");
  }

  Plan message() const { return sound_plan(world); }
  Plan survey() const { return sound_plan(world, ContactKind::survey); }
  static Plan listed(Plan plan, std::vector<SubscriberId> ids) {
    plan.audience.listed = true;
    plan.audience.subscribers = std::move(ids);
    return plan;
  }
  /// Waits for its approval.
  std::uint32_t planned(Plan plan) {
    const auto id = campaigns.next_id();
    campaigns.apply(CampaignPlanned{id, world.now, std::move(plan)});
    return id;
  }
  std::uint32_t approved(Plan plan) {
    const auto id = planned(std::move(plan));
    moves(id, CampaignState::approved);
    return id;
  }
  void moves(std::uint32_t campaign, CampaignState to) {
    campaigns.apply(CampaignMoved{campaign, to, "chief"});
  }

  /// Asks for a slot; what was decided has happened. `taken`: contacts that the campaign has.
  Verdict asks(Person& person, std::uint32_t campaign, std::uint64_t taken = 0) {
    decided = decide_slot(person.up_to_date(), person.id(), *campaigns.find(campaign), campaigns,
                          taken, world.context());
    person.happen(decided.facts);
    return decided.verdict;
  }
  /// What the network says; whether it changed anything.
  bool hears(Person& person, std::uint32_t campaign, ContactState to, std::uint64_t reference = 0) {
    const auto facts = settle(person.up_to_date(), campaign, to, reference);
    person.happen(facts);
    return !facts.empty();
  }
  bool receipt(Person& person, std::uint64_t reference, ContactState to, bool of_part = false) {
    const auto facts = settle_by_reference(person.up_to_date(), reference, to, of_part);
    person.happen(facts);
    return !facts.empty();
  }
  /// So many campaigns each take one slot of theirs, and the network has what they say.
  void takes(Person& person, const Plan& plan, int count) {
    for (int i = 0; i < count; ++i) {
      const auto campaign = approved(plan);
      EXPECT_EQ(asks(person, campaign), Verdict::take) << i;
      hears(person, campaign, ContactState::handed_over);
    }
  }
  static ContactState state(const Person& person, std::uint32_t campaign) {
    return subscriber::find_contact(person.record(), campaign)->state;
  }
  /// By which rule the last of them was refused.
  ContactRule refused_by(Person& person, std::uint32_t campaign) {
    EXPECT_EQ(asks(person, campaign), Verdict::refuse);
    const auto* contact = subscriber::find_contact(person.record(), campaign);
    if (!contact || contact->state != ContactState::refused) return ContactRule::none;
    return contact->rule;
  }
  int used(const Person& person, ContactKind kind = ContactKind::message) const {
    return subscriber::slots_used(person.record(), world.zone().month_of(world.now), kind);
  }

  Campaigns campaigns;
  SlotDecision decided;
};

}  // namespace airperk::outreach
