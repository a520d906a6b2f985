#include "app/demo_campaigns.h"

#include <chrono>
#include <thread>

namespace airperk::app {
namespace {

using outreach::CampaignState;
using programme::Language;
using subscriber::Channel;
using subscriber::ContactKind;

constexpr const char* planner = "demo-marketing";
constexpr const char* approver = "demo-compliance";

/// Something of a partner's, on one day of the past.
struct Offer {
  unsigned day;
  const char *partner, *name;
  ContactKind kind;
  Channel channel;
  const char* spoken_by;  ///< a language; nullptr: all members
  std::uint32_t volume;   ///< 0: as many as there are
  const char *kk, *ru, *en;
};

constexpr auto message = ContactKind::message;
constexpr auto survey = ContactKind::survey;

constexpr Offer offers[] = {
    {5, "Qara Coffee", "Coffee before eleven", message, Channel::sms, nullptr, 0,
     "Сағат 11-ге дейін кофе жарты бағаға.", "До 11 часов кофе за полцены.",
     "Coffee at half price before 11."},
    {8, "Jol Taxi", "Weekend rides", message, Channel::ussd, "ru", 900,
     "Демалыста такси 20% арзан.", "Такси на 20% дешевле в выходные.",
     "Taxi 20% off at the weekend."},
    {10, "Qara Coffee", "How was the coffee?", survey, Channel::sms, nullptr, 1200,
     "Кофе туралы 3 сұрақ, 1 минут.", "3 вопроса о кофе, 1 минута.",
     "3 questions about coffee, 1 minute."},
    {12, "Kitap", "The second book is free", message, Channel::sms, "kk", 0, "Екінші кітап тегін.",
     "Вторая книга бесплатно.", "The second book is free."},
    {14, "Jol Taxi", "To the airport", message, Channel::sms, nullptr, 1500,
     "Әуежайға такси 2000 теңге.", "Такси в аэропорт за 2000 тенге.",
     "Taxi to the airport: 2000 tenge."},
    {17, "Kino Jer", "Tuesday cinema", message, Channel::sms, nullptr, 0,
     "Сейсенбіде кино 1000 теңге.", "Кино по вторникам за 1000 тенге.",
     "Cinema on Tuesdays: 1000 tenge."},
    {19, "Kitap", "A call about the new shop", message, Channel::call, "ru", 300,
     "Жаңа дүкен ашылды.", "Открылся новый магазин.", "A new shop has opened."},
};

outreach::Plan plan_of(const Offer& offer) {
  outreach::Plan plan;
  plan.partner = offer.partner;
  plan.name = offer.name;
  plan.kind = offer.kind;
  plan.channel = offer.channel;
  plan.texts = {{*Language::parse("kk"), offer.kk},
                {*Language::parse("ru"), offer.ru},
                {*Language::parse("en"), offer.en}};
  if (offer.spoken_by) plan.audience.languages = {*Language::parse(offer.spoken_by)};
  plan.starts = plan.ends = Instant::beginning();  // now, and seven days later
  plan.volume = offer.volume;
  plan.by = planner;
  return plan;
}

}  // namespace

std::uint32_t DemoCampaigns::plan(outreach::Plan plan) {
  const auto answer = engine_.ask({{}, engine::PlanCampaign{std::move(plan), {}}});
  const auto* outcome = std::get_if<engine::Outcome>(&answer.body);
  return outcome ? outcome->version : 0;
}

void DemoCampaigns::move(std::uint32_t campaign, CampaignState to, const char* by) {
  engine_.ask({{}, engine::MoveCampaign{campaign, to, by}});
}

void DemoCampaigns::wait_for_end(std::uint32_t campaign) {
  // It is a demo: a campaign that takes longer goes on beside what follows.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < until) {
    const auto house = engine_.house();
    const auto* found = house->campaigns.find(campaign);
    if (!found || found->state != CampaignState::approved) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  network_.tell();
}

void DemoCampaigns::of_day(unsigned day) {
  for (const auto& offer : offers) {
    if (offer.day != day) continue;
    const auto campaign = plan(plan_of(offer));
    move(campaign, CampaignState::approved, approver);
    wait_for_end(campaign);
  }
}

void DemoCampaigns::leave_open() {
  Offer open = offers[0];
  open.name = "Coffee for two";
  plan(plan_of(open));
  open.partner = "Jol Taxi";
  open.name = "Night rides";
  const auto paused = plan(plan_of(open));
  move(paused, CampaignState::approved, approver);
  move(paused, CampaignState::paused, planner);
}

}  // namespace airperk::app
