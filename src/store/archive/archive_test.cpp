#include "store/archive/archive.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "store/archive/events.pb.h"

namespace airperk::store::archive {
namespace {

using namespace subscriber;

const Instant now = Instant::microseconds(1'457'150'400'000'001);
const auto kazakh = *programme::Language::parse("kk");

/// Seals by turning the words round, with the person's id before them.
Sealer sealer() {
  return {[](SubscriberId id, std::string_view words) {
            return std::to_string(id.value) + ":" + std::string(words.rbegin(), words.rend());
          },
          [](SubscriberId id, std::string_view sealed) {
            const auto mine = std::to_string(id.value) + ":";
            if (!sealed.starts_with(mine)) return std::string();
            sealed.remove_prefix(mine.size());
            return std::string(sealed.rbegin(), sealed.rend());
          },
          [](SubscriberId) {}};
}

Grant a_grant(const programme::UsageClass& use) {
  return {.quantity = 1ull << 40,
          .at = now,
          .until = now + Duration::seconds(1),
          .supervised_until = now + Duration::seconds(2),
          .lapsed = true,
          .final = true,
          .rating = {3, NameKey::of("Beseda"), use, true, true, true},
          .shares = {{7, BalanceKind::extra, Unit::bytes, 1ll << 40, "pack"}},
          .kept_out = {{8, BalanceKind::smart, "", KeptOut::not_reached}}};
}

/// One of each kind, with no field left at its default.
std::vector<Fact> every_fact() {
  const programme::UsageClass use{programme::UsageKind::data, programme::Destination::on_net, true};
  return {
      Provisioned{NameKey::of("activ"), NameKey::of("Beseda"), kazakh, Amount::nano(-7),
                  NameKey::of("Almaty"), AgeBand::from_25},
      Joined{3, Channel::web, kazakh, Shown::confirm_screen},
      Left{LeaveReason::brand_change, Channel::api, now},
      Erased{Erasure::on_request},
      BonusGranted{4, Amount::units(500), now},
      BonusActivated{4, 5, now},
      GrantCancelled{4, Amount::nano(1), Ending::left_programme},
      BalanceEnded{5, 77, Ending::tariff_changed, Unit::bytes},
      ExtraBonusGiven{6, Amount::units(9), now, "a reason", "somebody"},
      ToppedUp{Amount::nano(1)},
      TransferSent{{8}, Amount::units(2), Amount::nano(3), 16'864},
      TransferReceived{{9}, Amount::units(2)},
      LanguageChanged{kazakh},
      TariffChanged{NameKey::of("Beseda"), false},
      BrandChanged{NameKey::of("kcell")},
      ServiceTaken{NameKey::of("Online"), false},
      ServiceDropped{NameKey::of("Online")},
      DialogueMoved{{1ull << 60, ScreenId::balances, 3}},
      Charged{use,
              1ull << 40,
              {{7, BalanceKind::extra, Unit::bytes, 1ll << 40, "pack"},
               {main_balance, BalanceKind::smart, Unit::units, 5, ""}},
              {{8, BalanceKind::smart, "", KeptOut::U9}},
              1ull << 63,
              2,
              true,
              true,
              true,
              NameKey::of("Beseda"),
              Amount::nano(3),
              5},
      BalanceGiven{9, BalanceKind::allowance, Unit::bytes, 1ll << 40, now, "Contract Phone"},
      AllowanceCredited{"All In One S", now, {{10, Unit::messages, 30}}},
      AllowanceStopped{},
      SessionOpened{1ull << 63, 4, use, true, true},
      FlowOpened{1ull << 63, 0, 7},
      SessionUpdated{1ull << 63, 5, true, true},
      SessionClosed{1ull << 63, SessionEnd::forgotten},
      Granted{1ull << 63, 2, a_grant(use), true},
      GrantReleased{1ull << 63, 2, true, {{7, BalanceKind::extra, Unit::bytes, 8, "pack"}}, true},
      Refunded{{12, 3},
               2,
               {{{7, BalanceKind::extra, Unit::messages, 2, "pack"},
                 Instant::microseconds(5),
                 Instant::microseconds(6)}},
               {{8, BalanceKind::smart, Unit::units, 9, ""}},
               1ull << 63,
               "reason",
               "by",
               "approved by"},
      Adjusted{Amount::nano(-5), "reason", "by", "approved by"},
      ContactTaken{4, ContactKind::survey, Channel::call, {554}},
      ContactMoved{5, ContactState::delivered, 1ull << 63},
      ContactRefused{6, ContactKind::survey, Channel::sms, ContactRule::M5},
      AttributesStated{NameKey::of("Almaty"), AgeBand::from_65},
      ContactWithheld{7, ContactKind::survey, Channel::call},
      SurveyMoved{7, Participation::completed, Channel::call},
      ServiceMessageTaken{ServiceMessageKind::new_terms, 3},
      // Since format 2, more of the same kinds.
      DialogueMoved{{1ull << 60, ScreenId::home, 0, now}},
  };
}

Group group_with(std::vector<Fact> facts) {
  Group group;
  group.number = 12;
  group.at = now;
  Batch batch{{42}, 7, Position::of(11, 3), 2, {}};
  for (auto& fact : facts) batch.events.push_back({now, std::move(fact)});
  group.batches.push_back(std::move(batch));
  return group;
}

TEST(Archive, Every_fact_comes_back_as_it_was) {
  const auto facts = every_fact();
  std::set<std::size_t> kinds;
  for (const auto& fact : facts) kinds.insert(fact.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Fact>) << "a kind of fact is not tested here";
  const auto group = group_with(facts);
  const auto again = decode_group(encode(group, sealer()), sealer());
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->number, group.number);
  EXPECT_EQ(again->at, group.at);
  ASSERT_EQ(again->batches.size(), 1u);
  const auto &was = group.batches.front(), &is = again->batches.front();
  EXPECT_EQ(is.id, was.id);
  EXPECT_EQ(is.version, was.version);
  EXPECT_EQ(is.previous, was.previous);
  EXPECT_EQ(is.programme_version, was.programme_version);
  ASSERT_EQ(is.events.size(), was.events.size());
  for (std::size_t i = 0; i < is.events.size(); ++i) {
    EXPECT_TRUE(is.events[i] == was.events[i]) << "fact of kind " << was.events[i].fact.index();
  }
}

/// What format 2 made of `every_fact`, kept for good. A fact that is added later is not in it; one
/// that is changed must still be read as it was.
TEST(Archive, Every_fact_that_format_2_wrote_is_read_as_it_was_meant) {
  const auto path = std::string(AIRPERK_SOURCE_DIR) + "/src/store/archive/golden/format-2.facts";
  if (std::getenv("GOLDEN_WRITE") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << encode(group_with(every_fact()), sealer());
  }
  std::ifstream file(path, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  const auto group = decode_group(kept, sealer());
  ASSERT_TRUE(group) << group.error();
  const auto& was = group->batches.front().events;
  ASSERT_EQ(was.size(), 37u);
  const auto facts = every_fact();
  ASSERT_GE(facts.size(), was.size());
  for (std::size_t i = 0; i < was.size(); ++i) {
    EXPECT_TRUE(was[i].fact == facts[i]) << "fact of kind " << facts[i].index();
  }
}

TEST(Archive, Words_about_a_person_are_in_the_bytes_sealed_alone) {
  const auto bytes = encode(group_with(every_fact()), sealer());
  EXPECT_EQ(bytes.find("a reason"), std::string::npos);
  EXPECT_EQ(bytes.find("somebody"), std::string::npos);
  const Sealer erased{{}, [](SubscriberId, std::string_view) { return std::string(); }};
  const auto again = decode_group(bytes, erased);
  ASSERT_TRUE(again);
  for (const auto& event : again->batches.front().events) {
    if (const auto* given = std::get_if<ExtraBonusGiven>(&event.fact)) {
      EXPECT_EQ(given->reason, "");
      EXPECT_EQ(given->amount, Amount::units(9));
    }
  }
}

TEST(Archive, S3_an_erasure_renews_the_key_between_the_words_before_it_and_those_after) {
  std::string order;
  Sealer noting = sealer();
  noting.seal = [&order](SubscriberId, std::string_view words) {
    order += words;
    return std::string();
  };
  noting.renew = [&order](SubscriberId id) { order += "|" + std::to_string(id.value) + "|"; };
  encode(group_with({Adjusted{Amount(), "a", "", ""}, Erased{Erasure::after_leave},
                     Adjusted{Amount(), "b", "", ""}, Erased{Erasure::on_request},
                     Adjusted{Amount(), "c", "", ""}, Erased{Erasure::month_over}}),
         noting);
  EXPECT_EQ(order, "a|42|b|42|c");
}

TEST(Archive, S3_a_leave_from_before_there_was_an_erasure_says_nothing_of_one) {
  const auto again = decode_group(encode(group_with({Left{}}), sealer()), sealer());
  ASSERT_TRUE(again);
  EXPECT_EQ(std::get<Left>(again->batches.front().events.front().fact).erase_at,
            Instant::beginning());
}

TEST(Archive, Replies_and_house_events_come_back) {
  Group group = group_with({});
  group.replies = {{{1, 2, 3}, std::string("\0facts", 6), true}};
  const ClockNoted noted{now, true, Duration::minutes(3), "boss"};
  group.house = {ClockMoved{now}, noted};
  const auto again = decode_group(encode(group, sealer()), sealer());
  ASSERT_TRUE(again);
  ASSERT_EQ(again->replies.size(), 1u);
  EXPECT_EQ(again->replies.front().key, group.replies.front().key);
  EXPECT_EQ(again->replies.front().facts, group.replies.front().facts);
  EXPECT_TRUE(again->replies.front().lasting);
  EXPECT_EQ(std::get<ClockMoved>(again->house.front()).to, now);
  EXPECT_EQ(std::get<ClockNoted>(again->house.back()), noted);
}

TEST(Archive, A_campaign_and_what_came_of_it_come_back_as_they_were) {
  outreach::CampaignPlanned planned{7, now, {}};
  planned.plan.texts = {{kazakh, "Kofe"}};
  planned.plan.audience = {.listed = false,
                           .subscribers = {{3}},
                           .languages = {kazakh},
                           .tariffs = {NameKey::of("Beseda")},
                           .regions = {NameKey::of("Almaty")},
                           .age_bands = {AgeBand::from_18, AgeBand::from_65},
                           .joined_from = now,
                           .joined_until = now + Duration::days(1),
                           .contacted_by = {1, 2},
                           .not_contacted_by = {3}};
  planned.plan.per_minute = 600;
  planned.plan.control = 10;
  planned.plan.control_key = 1ull << 63;
  outreach::Tally tally;
  for (std::size_t i = 0; i < tally.by_state.size(); ++i) tally.by_state[i] = i + 1;
  for (std::size_t i = 0; i < tally.by_rule.size(); ++i) tally.by_rule[i] = 100 + i;
  Group group = group_with({});
  group.house = {planned, outreach::ContactsForgotten{{{7, tally}, {8, {}}}},
                 outreach::CampaignTallied{7, tally}};
  const auto again = decode_group(encode(group, sealer()), sealer());
  ASSERT_TRUE(again) << again.error();
  ASSERT_EQ(again->house.size(), 3u);
  EXPECT_EQ(std::get<outreach::CampaignPlanned>(again->house[0]), planned);
  EXPECT_EQ(std::get<outreach::ContactsForgotten>(again->house[1]),
            std::get<outreach::ContactsForgotten>(group.house[1]));
  EXPECT_EQ(std::get<outreach::CampaignTallied>(again->house[2]),
            std::get<outreach::CampaignTallied>(group.house[2]));
  planned.plan.audience = {};
  const auto plain = decode_house(encode(HouseEvent(planned)));
  ASSERT_TRUE(plain);
  EXPECT_EQ(std::get<outreach::CampaignPlanned>(*plain), planned) << "whenever they joined";
}

TEST(Archive, A_publication_comes_back_as_it_was) {
  const outreach::PublicationPlanned planned{
      7, now, {"Coffee", {{kazakh, "T"}}, {{kazakh, "X"}}, now, now + Duration::days(1), 5, "me"}};
  const outreach::PublicationMoved moved{8, now, outreach::PublicationState::withdrawn, "chief"};
  const outreach::BonusAnnounced announced{now, {Amount::units(50), Duration::hours(72)}};
  Group group = group_with({});
  group.house = {planned, moved, announced};
  const auto again = decode_group(encode(group, sealer()), sealer());
  ASSERT_TRUE(again) << again.error();
  ASSERT_EQ(again->house.size(), 3u);
  EXPECT_EQ(std::get<outreach::PublicationPlanned>(again->house[0]), planned);
  EXPECT_EQ(std::get<outreach::PublicationMoved>(again->house[1]), moved);
  EXPECT_EQ(std::get<outreach::BonusAnnounced>(again->house[2]), announced);
}

TEST(Archive, A_record_comes_back_as_it_was) {
  Resident resident;
  resident.head = Position::of(5, 6);
  auto& record = resident.record;
  record.version = 9;
  record.brand = NameKey::of("activ");
  record.tariff = NameKey::of("Beseda");
  record.language = kazakh;
  record.tariff_fee_paid = false;
  record.main = Amount::nano(123'456'789'012);
  record.region = NameKey::of("Almaty");
  record.age_band = AgeBand::from_55;
  record.membership = Membership{now, 2, kazakh, Channel::sms};
  record.counts = {{555}, 1, 2, 10, 2, Amount::units(4)};
  record.granted_through = {555};
  record.next_id = 8;
  record.dialogue = {1ull << 63, ScreenId::balances, 2, now};
  record.transfer_day = 16'864;
  record.transfers_today = 3;
  record.waiting = {{4, true, Amount::units(500), now, now}};
  record.balances = {
      {5, BalanceKind::promotion, Unit::seconds, Notice::reminded, 60, now, now, "other"}};
  record.terms_told = 3;
  record.erase_at = now;
  record.erased_version = 5;
  record.is_erased = true;
  record.services = {{NameKey::of("Online"), false}};
  const programme::UsageClass use{programme::UsageKind::data, programme::Destination::on_net, true};
  record.sessions = {
      {.key = 1ull << 63,
       .number = 70,
       .numbers_below = 5,
       .opened_at = now,
       .heard_at = now,
       .use = use,
       .location_unknown = true,
       .incoming = true,
       .flows = {{0, 7, NameKey::of("Beseda"), 8, 9, now, a_grant(use), a_grant(use)},
                 {{}, {}, NameKey::of("Beseda"), 1, 0, now, {}}}}};
  record.allowance_until = now;
  std::string bytes;
  encode(resident, bytes);
  const auto again = decode_record(bytes);
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->record, record);
  EXPECT_EQ(again->head, resident.head);
}

TEST(Archive, The_instant_of_a_group_is_read_without_decoding_it) {
  auto group = group_with(every_fact());
  for (const auto at : {Instant::beginning(), Instant::microseconds(-1), Instant(),
                        Instant::microseconds(1), group.at, Instant::never()}) {
    group.at = at;
    EXPECT_EQ(instant_of(encode(group, sealer())), at);
  }
  EXPECT_FALSE(instant_of(""));
  EXPECT_FALSE(instant_of("no group"));
  EXPECT_FALSE(instant_of(encode(group, sealer()).substr(0, 4)));
}

TEST(Archive, What_a_later_version_wrote_is_an_error_and_not_a_gap) {
  pb::Group form;
  form.set_number(1);
  form.add_batches()->add_events();  // an event of no kind that is known here
  const auto decoded = decode_group(form.SerializeAsString(), sealer());
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.error().find("does not know"), std::string::npos);
}

TEST(Archive, Bytes_cut_off_anywhere_never_decode_to_something_longer) {
  const auto group = group_with(every_fact());
  const auto bytes = encode(group, sealer());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decode_group(std::string_view(bytes).substr(0, size), sealer());
    if (decoded && !decoded->batches.empty()) {
      EXPECT_LT(decoded->batches.front().events.size(), group.batches.front().events.size());
    }
  }
}

}  // namespace
}  // namespace airperk::store::archive
