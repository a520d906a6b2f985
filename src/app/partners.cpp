#include "app/partners.h"

#include <chrono>
#include <thread>

#include "app/together.h"
#include "core/outreach/slot.h"

namespace airperk::app {

using outreach::CampaignState;
using subscriber::Channel;

namespace {

constexpr const char* marketer = "aigerim.m";
constexpr const char* head_of_marketing = "daniyar.s";
constexpr const char* compliance = "saule.k";

programme::Language language(std::string_view tag) {
  return *programme::Language::parse(tag);
}

survey::Texts texts(const char* kk, const char* ru, const char* en) {
  return {{language("kk"), kk}, {language("ru"), ru}, {language("en"), en}};
}

survey::Questionnaire cafe_questions() {
  survey::Question visited;
  visited.texts = texts("Біздің кафеде болдыңыз ба?", "Бывали у нас в кафе?", "Been to our cafe?");
  visited.options = {{texts("Иә", "Да", "Yes")}, {texts("Жоқ", "Нет", "No"), survey::the_end}};
  survey::Question drink;
  drink.kind = survey::QuestionKind::multiple;
  drink.texts = texts("Не алдыңыз?", "Что брали?", "What did you take?");
  drink.options = {{texts("Кофе", "Кофе", "Coffee")},
                   {texts("Шай", "Чай", "Tea")},
                   {texts("Торт", "Торт", "Cake")}};
  survey::Question content;
  content.kind = survey::QuestionKind::scale;
  content.texts = texts("Бағаңыз, 1-5?", "Ваша оценка, 1-5?", "How good was it, 1-5?");
  content.lowest = 1;
  content.highest = 5;
  survey::Questionnaire questionnaire;
  questionnaire.questions = {visited, drink, content};
  return questionnaire;
}

}  // namespace

const std::vector<Partners::Offer>& Partners::offers() {
  static const std::vector<Offer> all = {
      {1, "Dala Coffee", "Second cup", Channel::sms, "Dala Coffee: екінші кофе тегін, 20-на дейін",
       "Dala Coffee: второй кофе в подарок до 20-го", "Dala Coffee: the second cup is free", 3},
      {3, "Tau Sport", "Spring shoes", Channel::ussd, "Tau Sport: кроссовкаға -15%",
       "Tau Sport: кроссовки -15%", "Tau Sport: 15% off running shoes"},
      {5, "Arman Cinema", "Tuesday", Channel::sms, "Arman Cinema: сейсенбіде билет 900 теңге",
       "Arman Cinema: по вторникам билет 900 тенге", "Arman Cinema: tickets 900 tenge on Tuesdays"},
      {8, "Nomad Bank", "Card", Channel::call, "Nomad Bank: картаға 5 пайыз кэшбэк",
       "Nomad Bank: кешбэк пять процентов по карте", "Nomad Bank: five per cent back on your card",
       4, 400},
      {11, "Dala Coffee", "Breakfast", Channel::sms, "Dala Coffee: таңғы ас 1200 теңге",
       "Dala Coffee: завтрак 1200 тенге", "Dala Coffee: breakfast for 1,200 tenge", 5, 900},
      {14, "Kitap", "Three for two", Channel::ussd, "Kitap: үш кітап екеуінің бағасына",
       "Kitap: три книги по цене двух", "Kitap: three books for the price of two"},
      {17, "Tau Sport", "Bicycles", Channel::sms, "Tau Sport: велосипед жалға, 1 сағат тегін",
       "Tau Sport: прокат велосипедов, час бесплатно", "Tau Sport: rent a bicycle, one hour free",
       6, 600},
      {20, "Arman Cinema", "Premiere", Channel::sms, "Arman Cinema: премьера, билет 1+1",
       "Arman Cinema: премьера, билеты 1+1", "Arman Cinema: the premiere, two for one"},
      {24, "Nomad Bank", "Deposit", Channel::sms, "Nomad Bank: салым 14,5%",
       "Nomad Bank: депозит 14,5%", "Nomad Bank: deposits at 14.5%", 4},
      {28, "Kitap", "School", Channel::sms, "Kitap: мектепке -10%", "Kitap: к школе -10%",
       "Kitap: 10% off for school", 5, 800}};
  return all;
}

engine::PlanCampaign Partners::plan_of(const Offer& offer) {
  engine::PlanCampaign asked;
  asked.plan.partner = offer.partner;
  asked.plan.name = offer.name;
  asked.plan.channel = offer.channel;
  asked.plan.texts = texts(offer.kk, offer.ru, offer.en);
  asked.plan.priority = offer.priority;
  asked.plan.volume = offer.volume;
  asked.plan.by = marketer;
  asked.plan.starts = asked.plan.ends = Instant::beginning();
  return asked;
}

std::uint32_t Partners::plan(engine::PlanCampaign asked) {
  const auto answer = engine_.ask({{}, std::move(asked)});
  const auto* outcome = std::get_if<engine::Outcome>(&answer.body);
  return answer.fault == engine::Fault::none && outcome ? outcome->version : 0;
}

void Partners::move(std::uint32_t campaign, CampaignState to, const char* by) {
  engine_.ask({{}, engine::MoveCampaign{campaign, to, by}});
}

void Partners::live_day(unsigned day) {
  for (const auto& offer : offers()) {
    if (offer.day != day) continue;
    const auto campaign = plan(plan_of(offer));
    // The newest one still waits for somebody.
    if (&offer != &offers().back()) move(campaign, CampaignState::approved, head_of_marketing);
  }
  publish(day);
  if (day == 9) plan_survey("Dala Coffee", "Were you there", Channel::ussd, 7);
  if (day == 18) release_reports();
  if (day == 21) give_extra_bonuses();
  if (day == 26) plan_survey("Arman Cinema", "What to show", Channel::sms, 14);
  if (day == 22) {
    move(plan(plan_of(offers()[1])), CampaignState::cancelled, marketer);
  }
}

void Partners::plan_survey(const char* partner, const char* name, Channel channel, int days) {
  engine::PlanCampaign asked;
  asked.plan.partner = partner;
  asked.plan.name = name;
  asked.plan.kind = outreach::ContactKind::survey;
  asked.plan.channel = channel;
  asked.plan.texts = texts("3 сұрақ, 1 минут.", "Опрос: 3 вопроса.", "Three questions, a minute.");
  asked.plan.by = marketer;
  asked.plan.starts = engine_.now();
  asked.plan.ends = engine_.now() + Duration::days(days - 1);
  asked.plan.survey = cafe_questions();
  asked.plan.survey->closes = engine_.now() + Duration::days(days);
  asked.plan.survey->bonus = Amount::units(50);
  asked.plan.survey->bonus_validity = Duration::days(7);
  move(plan(std::move(asked)), CampaignState::approved, head_of_marketing);
}

void Partners::release_reports() {
  for (const auto& [id, campaign] : engine_.house()->campaigns.all()) {
    if (campaign->report) engine_.ask({{}, engine::ReleaseReport{id, compliance}});
  }
}

/// Offers that stand on the site; the newest one still waits for somebody.
void Partners::publish(unsigned day) {
  struct Published {
    unsigned day;
    const char* partner;
    survey::Texts titles, texts;
    std::uint8_t places;
  };
  using outreach::Place;
  constexpr auto site = static_cast<std::uint8_t>(Place::site);
  constexpr auto everywhere =
      static_cast<std::uint8_t>(site | static_cast<std::uint8_t>(Place::service_points));
  static const std::vector<Published> all = {
      {6, "Dala Coffee",
       texts("Екінші кесе тегін", "Вторая чашка бесплатно", "The second cup is free"),
       texts("Кез келген кофенің екінші кесесі тегін.\nКассада *555# мәзірін көрсетіңіз.",
             "Вторая чашка любого кофе бесплатно.\nПокажите на кассе меню *555#.",
             "The second cup of any coffee is free.\nShow the menu *555# at the till."),
       everywhere},
      {15, "Kitap",
       texts("Үш кітап екеуінің бағасына", "Три книги по цене двух",
             "Three books for the price of two"),
       texts("Бағдарлама қатысушыларына барлық дүкенде, демалыс күндері де.",
             "Участникам программы во всех магазинах, и в выходные.",
             "For members of the programme in every shop, at weekends too."),
       site},
      {27, "Tau Sport",
       texts("Жазғы велосипедтер", "Велосипеды на лето", "Bicycles for the summer"),
       texts("Алғашқы сағат тегін.", "Первый час бесплатно.", "The first hour is free."),
       everywhere}};
  for (const auto& one : all) {
    if (one.day != day) continue;
    engine::PlanPublication asked;
    asked.what = {
        one.partner, one.titles, one.texts, engine_.now(), engine_.now() + Duration::days(60),
        one.places,  marketer};
    const auto answer = engine_.ask({{}, std::move(asked)});
    const auto* outcome = std::get_if<engine::Outcome>(&answer.body);
    if (!outcome || &one == &all.back()) continue;
    engine_.ask({{},
                 engine::MovePublication{outcome->version, outreach::PublicationState::approved,
                                         head_of_marketing}});
  }
}

void Partners::give_extra_bonuses() {
  const auto subscribers = engine_.figures().subscribers;
  Together all(engine_);
  for (std::uint32_t id = 1; id <= subscribers; id += 9) {
    // Whoever is no member is refused.
    all.ask({SubscriberId{id}, subscriber::GrantExtra{Amount::units(100), Duration::days(14),
                                                      "Nauryz", head_of_marketing}},
            [](const engine::Answer&) {});
  }
}

void Partners::live_moment() {
  answer_surveys();
  network_.send_receipts();
}

engine::Command Partners::input(const Respondent& respondent) {
  const auto& [who, campaign, channel] = respondent.asked;
  if (channel != Channel::ussd) return dialogue::SurveyReply{channel, campaign, 0, respondent.says};
  dialogue::Dial dial;
  dial.session = std::uint64_t{campaign} << 32 | who.value;
  dial.text = respondent.says;
  dial.asked_by = respondent.first ? campaign : 0;
  return dial;
}

/// What they say to what they now read; nothing where they stop.
std::string Partners::next_words(const std::string& screen) {
  if (random_() % 20 == 0) return "";
  if (screen.starts_with("1/")) return random_() % 4 == 0 ? "2" : "1";
  return std::to_string(1 + (random_() % 3 + random_() % 3) / 2);
}

/// Everybody says one thing at a time; most begin, some refuse, and of those who begin some stop
/// half-way.
void Partners::answer_surveys() {
  std::vector<Respondent> all;
  for (const auto& asked : network_.take_asked()) {
    const auto dice = random_() % 10;
    if (dice >= 3) all.push_back({asked, dice == 3 ? "3" : "1", true, "", 0});
  }
  for (int turn = 0; turn < 10 && !all.empty(); ++turn) {
    {
      Together people(engine_);
      for (auto& one : all) {
        people.ask({one.asked.who, input(one)}, [&one](const engine::Answer& answer) {
          dialogue::Screen screen;
          if (const auto* shown = std::get_if<dialogue::Screen>(&answer.body)) screen = *shown;
          if (const auto* said = std::get_if<engine::SurveyTurn>(&answer.body)) {
            screen = said->screen;
            one.turn = said->turn;
          }
          one.reads = screen.ended ? "" : screen.text;
        });
      }
    }
    Together network(engine_);
    for (auto& one : all) {
      one.first = false;
      one.says = one.reads.empty() ? "" : next_words(one.reads);
      network.ask({one.asked.who, engine::ToldQuestion{one.asked.campaign, one.turn}},
                  [](const engine::Answer&) {});
    }
    network.wait();
    std::erase_if(all, [](const Respondent& one) { return one.says.empty(); });
  }
}

void Partners::settle() {
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto busy = [this] {
    const auto house = engine_.house();
    const auto now = engine_.now();
    const bool in_hours = outreach::in_hours(*house->programmes.at(now).programme, now);
    for (const auto& [id, campaign] : house->campaigns.all()) {
      const auto& survey = campaign->plan.survey;
      if (survey && survey->closes <= now && !campaign->report) return true;
      if (!in_hours) continue;
      if (campaign->state == CampaignState::approved && campaign->plan.starts <= now) return true;
    }
    return false;
  };
  while (busy() && std::chrono::steady_clock::now() < late) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    live_moment();
  }
  live_moment();
}

}  // namespace airperk::app
