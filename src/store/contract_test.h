#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>

#include "core/subscriber/apply.h"
#include "core/subscriber/subscriber_test_environment.h"
#include "store/store.h"

/// What every engine of the store promises. An engine's own test includes this and instantiates
/// it with a Disk: something that outlives a store and can be opened again.
///
///   INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, MemoryTestDisk);
///
/// A Disk has `std::unique_ptr<Store> open()`.
namespace airperk::store {

template <typename Disk>
class StoreContract : public ::testing::Test {
 protected:
  StoreContract() { open(); }
  ~StoreContract() override {
    if (store_) store_->close();
  }

  void open() {
    store_ = disk_.open();
    ASSERT_NE(store_, nullptr);
    handed_out_.clear();
    const auto recovered = store_->recover(
        world.programmes, [this](const Reply& reply) { handed_out_.push_back(reply.facts); });
    ASSERT_TRUE(recovered) << recovered.error();
    recovered_ = *recovered;
    next_group_ = recovered_.last_group + 1;
  }
  /// As a process that ends and one that begins.
  void reopen() {
    store_->close();
    store_.reset();
    open();
  }
  Store& store() { return *store_; }

  Group begin_group() {
    Group group;
    group.number = next_group_++;
    group.at = world.now;
    return group;
  }
  /// Returns once it is durable.
  void commit(Group group) {
    std::promise<void> durable;
    store_->commit(std::move(group), [&durable] { durable.set_value(); });
    durable.get_future().wait();
  }
  SubscriberId opens(Group& group, Msisdn msisdn, std::optional<Imsi> imsi = {}) {
    const auto id = store_->open_person(msisdn, imsi);
    group.directory.push_back(PersonOpened{id, msisdn, imsi, group.at});
    happens(group, id,
            {subscriber::Provisioned{NameKey::of("activ"), NameKey::of("Time to Talk"),
                                     *programme::Language::parse("kk"), Amount::units(100)}});
    return id;
  }
  void happens(Group& group, SubscriberId id, subscriber::Facts facts) {
    auto& resident = *store_->load(id);
    Batch batch{id, resident.record.version + 1, resident.head, 1, {}};
    for (auto& fact : facts) {
      batch.events.push_back({group.at, std::move(fact)});
      subscriber::apply(resident.record, batch.events.back(), world.zone());
    }
    resident.record.version = batch.version;
    resident.head = Position::of(group.number, group.batches.size());
    group.batches.push_back(std::move(batch));
  }
  SubscriberId somebody(std::uint64_t number = 77'010'000'001) {
    auto group = begin_group();
    const auto id = opens(group, Msisdn::from_packed(number));
    commit(std::move(group));
    return id;
  }
  void tops_up(SubscriberId id, std::int64_t units) {
    auto group = begin_group();
    happens(group, id, {subscriber::ToppedUp{Amount::units(units)}});
    commit(std::move(group));
  }

  subscriber::World world;
  Disk disk_;
  std::unique_ptr<Store> store_;
  Recovered recovered_;
  std::vector<std::string> handed_out_;
  std::uint64_t next_group_ = 1;
};

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, An_empty_store_opens_with_nothing_in_it) {
  EXPECT_EQ(this->store().subscribers(), 0u);
  EXPECT_EQ(this->recovered_.last_group, 0u);
  EXPECT_EQ(this->store().load({1}), nullptr);
  EXPECT_EQ(this->store().load({0}), nullptr);
  EXPECT_FALSE(this->store().find(Msisdn::from_packed(77'010'000'001)));
  EXPECT_TRUE(this->store().house().empty());
}

TYPED_TEST_P(StoreContract, Records_versions_and_heads_are_there_after_reopening) {
  const auto a = this->somebody();
  const auto b = this->somebody(77'010'000'002);
  this->tops_up(a, 5);
  const auto record_a = this->store().load(a)->record;
  const auto head_a = this->store().load(a)->head;
  const auto record_b = this->store().load(b)->record;
  this->reopen();
  ASSERT_EQ(this->store().subscribers(), 2u);
  EXPECT_EQ(this->store().load(a)->record, record_a);
  EXPECT_EQ(this->store().load(a)->head, head_a);
  EXPECT_EQ(this->store().load(b)->record, record_b);
  EXPECT_EQ(this->recovered_.last_group, 3u);
  EXPECT_EQ(this->recovered_.last_at, this->world.now);
}

TYPED_TEST_P(StoreContract, Work_goes_on_after_reopening_again_and_again) {
  const auto a = this->somebody();
  for (int i = 0; i < 5; ++i) {
    this->reopen();
    this->tops_up(a, 1);
  }
  this->reopen();
  EXPECT_EQ(this->store().load(a)->record.main, Amount::units(105));
  EXPECT_EQ(this->store().load(a)->record.version, 6u);
}

TYPED_TEST_P(StoreContract, Groups_become_durable_in_their_order) {
  const auto a = this->somebody();
  std::vector<int> order;
  std::promise<void> last;
  for (int i = 0; i < 200; ++i) {
    auto group = this->begin_group();
    this->happens(group, a, {subscriber::ToppedUp{Amount::units(1)}});
    this->store().commit(std::move(group), [&order, i] { order.push_back(i); });
  }
  this->store().after_commits([&last] { last.set_value(); });
  last.get_future().wait();
  EXPECT_EQ(order.size(), 200u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TYPED_TEST_P(StoreContract, People_are_found_by_number_and_IMSI) {
  const auto msisdn = Msisdn::from_packed(77'010'000'001);
  const auto imsi = *Imsi::parse("401020000000001");
  auto group = this->begin_group();
  const auto a = this->opens(group, msisdn, imsi);
  this->commit(std::move(group));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(this->store().find(msisdn), a);
    EXPECT_EQ(this->store().find(imsi), a);
    EXPECT_EQ(this->store().load(a)->msisdn, msisdn);
    EXPECT_EQ(this->store().load(a)->imsi, imsi);
    this->reopen();
  }
}

TYPED_TEST_P(StoreContract, A_SIM_swap_gives_the_old_IMSI_to_nobody) {
  const auto first = *Imsi::parse("401020000000001"), second = *Imsi::parse("401020000000002");
  auto group = this->begin_group();
  const auto a = this->opens(group, Msisdn::from_packed(77'010'000'001), first);
  this->commit(std::move(group));
  group = this->begin_group();
  this->store().change_imsi(a, second);
  group.directory.push_back(ImsiChanged{a, second, group.at});
  this->commit(std::move(group));
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(this->store().find(first));
    EXPECT_EQ(this->store().find(second), a);
    this->reopen();
  }
}

TYPED_TEST_P(StoreContract, The_houses_events_come_back_in_their_order) {
  auto group = this->begin_group();
  const account::AccountChanged account{"aigul", "care",   "P",    "$argon2id$",
                                        true,    group.at, "admin"};
  programme::Source source{"smart.toml", {{"smart.toml", "x = 1"}, {"texts.toml", ""}}};
  group.house = {ProgrammeTaken{1, group.at, "hash", source},
                 TermsPublished{{1, group.at, {{*programme::Language::parse("kk"), "шарттар"}}}},
                 ClockMoved{group.at}, account};
  this->commit(std::move(group));
  this->reopen();
  const auto house = this->store().house();
  ASSERT_EQ(house.size(), 4u);
  const auto& taken = std::get<ProgrammeTaken>(house[0]);
  EXPECT_EQ(taken.hash, "hash");
  EXPECT_EQ(taken.source.main_file, "smart.toml");
  EXPECT_EQ(taken.source.files.at("smart.toml"), "x = 1");
  EXPECT_EQ(std::get<TermsPublished>(house[1]).version.texts.begin()->second, "шарттар");
  EXPECT_EQ(std::get<ClockMoved>(house[2]).to, this->world.now);
  EXPECT_EQ(std::get<account::AccountChanged>(house[3]), account);
}

TYPED_TEST_P(StoreContract, Lasting_replies_are_found_for_good_and_recent_ones_for_a_while) {
  const RequestKey lasting{1}, recent{2}, newest{3};
  auto group = this->begin_group();
  group.replies = {{lasting, "lasting", true}, {recent, "recent", false}};
  this->commit(std::move(group));
  EXPECT_EQ(this->store().lasting_reply(lasting), "lasting");
  EXPECT_FALSE(this->store().lasting_reply(recent));
  this->reopen();
  // Wherever the clock has gone.
  this->world.now = this->world.now + Duration::hours(24 * 366);
  group = this->begin_group();
  group.replies = {{newest, "newest", false}};
  this->commit(std::move(group));
  this->reopen();
  EXPECT_EQ(this->store().lasting_reply(lasting), "lasting");
  // Handed out, or found: whoever asks has it either way.
  const auto found = [&](const RequestKey& key, const char* facts) {
    const auto& all = this->handed_out_;
    return std::find(all.begin(), all.end(), facts) != all.end() ||
           this->store().recent_reply(key, Duration::hours(48)) == facts;
  };
  EXPECT_TRUE(found(newest, "newest"));
  EXPECT_TRUE(found(recent, "recent"));
  EXPECT_FALSE(this->store().recent_reply({9}, Duration::hours(48)));
}

TYPED_TEST_P(StoreContract, History_goes_back_from_the_newest) {
  const auto a = this->somebody();
  const auto b = this->somebody(77'010'000'002);
  for (int i = 1; i <= 5; ++i) {
    this->tops_up(a, i);
    this->tops_up(b, 100);
  }
  const auto added = [&](std::size_t limit) {
    std::vector<std::int64_t> units;
    for (const auto& batch : this->store().history(this->store().load(a)->head, limit)) {
      EXPECT_EQ(batch.id, a);
      const auto* fact = std::get_if<subscriber::ToppedUp>(&batch.events.front().fact);
      units.push_back(fact ? fact->amount.in_nano() / 1'000'000'000 : 0);
    }
    return units;
  };
  EXPECT_THAT(added(3), ::testing::ElementsAre(5, 4, 3));
  EXPECT_THAT(added(100), ::testing::ElementsAre(5, 4, 3, 2, 1, 0));
  EXPECT_THAT(this->store().history({}, 10), ::testing::IsEmpty());
  this->reopen();
  EXPECT_THAT(added(3), ::testing::ElementsAre(5, 4, 3));
}

TYPED_TEST_P(StoreContract, The_journal_is_read_forward_from_any_group) {
  const auto a = this->somebody();
  for (int i = 1; i <= 5; ++i) this->tops_up(a, i);
  const auto numbers = [&](std::uint64_t after, std::size_t limit) {
    std::vector<std::uint64_t> read;
    const auto groups = this->store().journal(after, limit);
    EXPECT_TRUE(groups) << groups.error();
    for (const auto& group : *groups) read.push_back(group.number);
    return read;
  };
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(numbers(0, 100), ::testing::ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(numbers(2, 3), ::testing::ElementsAre(3, 4, 5));
    EXPECT_THAT(numbers(6, 3), ::testing::IsEmpty());
    const auto last = this->store().journal(5, 1);
    ASSERT_EQ(last->front().batches.size(), 1u);
    EXPECT_EQ(last->front().batches.front(),
              this->store().history(this->store().load(a)->head, 1).front());
    EXPECT_TRUE(last->front().directory.empty());
    EXPECT_TRUE(this->store().journal(0, 1)->front().directory.empty());
    this->reopen();
  }
}

TYPED_TEST_P(StoreContract, Sealed_words_can_be_read_again) {
  const auto a = this->somebody();
  auto group = this->begin_group();
  this->happens(group, a,
                {subscriber::ExtraBonusGiven{1, Amount::units(5), Instant::never(), "кешірім сұрау",
                                             "Гүлнар"}});
  this->commit(std::move(group));
  this->reopen();
  const auto history = this->store().history(this->store().load(a)->head, 1);
  const auto& given = std::get<subscriber::ExtraBonusGiven>(history.front().events.front().fact);
  EXPECT_EQ(given.reason, "кешірім сұрау");
  EXPECT_EQ(given.approved_by, "Гүлнар");
}

TYPED_TEST_P(StoreContract, S3_with_an_erasure_the_words_from_before_it_are_gone_for_everybody) {
  const auto a = this->somebody();
  const auto b = this->somebody(77'010'000'002);
  const auto says = [this](Group& group, SubscriberId id, std::string reason) {
    this->happens(group, id, {subscriber::Adjusted{Amount::nano(1), std::move(reason), "by", ""}});
  };
  const auto reasons = [this](SubscriberId id) {
    std::vector<std::string> said;
    for (const auto& batch : this->store().history(this->store().load(id)->head, 100)) {
      for (auto event = batch.events.rbegin(); event != batch.events.rend(); ++event) {
        const auto* adjusted = std::get_if<subscriber::Adjusted>(&event->fact);
        if (!adjusted) continue;
        said.push_back(adjusted->reason);
        EXPECT_EQ(adjusted->by.empty(), adjusted->reason.empty());
      }
    }
    return said;
  };
  auto group = this->begin_group();
  says(group, a, "long before");
  says(group, b, "somebody else's");
  this->commit(std::move(group));
  // In one group, and one batch, as it happens.
  group = this->begin_group();
  says(group, a, "just before");
  this->happens(group, a,
                {subscriber::Adjusted{Amount::nano(1), "right before", "by", ""},
                 subscriber::Erased{}, subscriber::Adjusted{Amount::nano(1), "after", "by", ""}});
  says(group, a, "later");
  this->commit(std::move(group));
  group = this->begin_group();
  this->happens(group, a, {subscriber::Erased{subscriber::Erasure::month_over}});
  this->commit(std::move(group));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(reasons(a), ::testing::ElementsAre("later", "after", "", "", "")) << i;
    EXPECT_THAT(reasons(b), ::testing::ElementsAre("somebody else's")) << i;
    this->reopen();
  }
}

TYPED_TEST_P(StoreContract, S3_the_directory_says_since_when_a_number_and_each_IMSI_were_theirs) {
  const auto first = *Imsi::parse("401020000000001"), second = *Imsi::parse("401020000000002");
  const auto opened = this->world.now;
  auto group = this->begin_group();
  const auto a = this->opens(group, Msisdn::from_packed(77'010'000'001), first);
  this->commit(std::move(group));
  this->world.now = this->world.now + Duration::days(1);
  group = this->begin_group();
  this->store().change_imsi(a, second);
  group.directory.push_back(ImsiChanged{a, second, group.at});
  this->commit(std::move(group));
  this->reopen();
  const Identities expected{
      Msisdn::from_packed(77'010'000'001),
      opened,
      {{first, opened, this->world.now}, {second, this->world.now, Instant::never()}}};
  EXPECT_EQ(this->store().identities(a), expected);
  EXPECT_TRUE(this->store().identities(this->somebody(77'010'000'003)).imsis.empty());
}

TYPED_TEST_P(StoreContract, S2_sealed_answers_are_durable_with_their_group_and_erased_alone) {
  EXPECT_FALSE(this->store().survey_key(7)) << "nobody has made one";
  const auto key = this->store().make_survey_key(7);
  ASSERT_TRUE(key) << key.error();
  auto group = this->begin_group();
  group.answers = {{7, {1}, "sealed a"}, {7, {2}, "sealed b"}, {8, {1}, "another survey's"}};
  this->commit(std::move(group));
  group = this->begin_group();
  group.answers = {{7, {1}, "sealed a, changed"}, {7, {2}, ""}};
  this->commit(std::move(group));
  std::promise<void> durable;
  this->store().keep({{7, {3}, "sealed c"}}, [&durable] { durable.set_value(); });
  durable.get_future().wait();
  this->reopen();
  EXPECT_EQ(this->recovered_.last_group, 2u) << "what was kept alone is in no group";
  const auto rows = this->store().answers(7);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].sealed, "sealed a, changed");
  EXPECT_EQ(rows[1].sealed, "sealed c");
  EXPECT_EQ(rows[0].respondent, (std::array<std::uint8_t, 16>{1}));
  EXPECT_EQ(*this->store().survey_key(7), *key);
  EXPECT_EQ(*this->store().make_survey_key(7), *key) << "made once";
}

TYPED_TEST_P(StoreContract, S2_destroyed_answers_and_their_key_are_gone_for_good) {
  this->store().make_survey_key(7).value();
  this->store().make_survey_key(8).value();
  auto group = this->begin_group();
  group.answers = {{7, {1}, "sealed a"}, {8, {1}, "another survey's"}};
  this->commit(std::move(group));
  ASSERT_TRUE(this->store().destroy_answers(7));
  ASSERT_TRUE(this->store().destroy_answers(7)) << "harmless again";
  EXPECT_TRUE(this->store().answers(7).empty());
  this->reopen();
  EXPECT_TRUE(this->store().answers(7).empty());
  EXPECT_EQ(this->store().answers(8).size(), 1u);
  EXPECT_FALSE(this->store().survey_key(7));
  EXPECT_TRUE(this->store().survey_key(8));
}

/// Replay equals live: after any history every record is what it was.
TYPED_TEST_P(StoreContract, Many_people_and_groups_come_back_as_they_were) {
  std::vector<SubscriberId> people;
  auto group = this->begin_group();
  for (std::uint64_t i = 0; i < 300; ++i) {
    people.push_back(this->opens(group, Msisdn::from_packed(77'010'000'000 + i)));
  }
  this->commit(std::move(group));
  std::uint64_t dice = 88'172'645'463'325'252u;
  for (int round = 0; round < 100; ++round) {
    this->world.now = this->world.now + Duration::hours(1);
    group = this->begin_group();
    for (int i = 0; i < 20; ++i) {
      dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
      const auto id = people[dice % people.size()];
      auto& record = this->store().load(id)->record;
      if (dice / 300 % 3 == 0 && !record.is_member()) {
        this->happens(group, id, {subscriber::Joined{1}});
      } else {
        this->happens(group, id, {subscriber::ToppedUp{Amount::nano(1 + dice % 1'000)}});
      }
    }
    this->commit(std::move(group));
  }
  std::vector<subscriber::Record> before;
  for (const auto id : people) before.push_back(this->store().load(id)->record);
  this->reopen();
  for (std::size_t i = 0; i < people.size(); ++i) {
    ASSERT_EQ(this->store().load(people[i])->record, before[i]) << i;
  }
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, An_empty_store_opens_with_nothing_in_it,
                            Records_versions_and_heads_are_there_after_reopening,
                            Work_goes_on_after_reopening_again_and_again,
                            Groups_become_durable_in_their_order,
                            People_are_found_by_number_and_IMSI,
                            A_SIM_swap_gives_the_old_IMSI_to_nobody,
                            The_houses_events_come_back_in_their_order,
                            Lasting_replies_are_found_for_good_and_recent_ones_for_a_while,
                            History_goes_back_from_the_newest,
                            The_journal_is_read_forward_from_any_group,
                            Sealed_words_can_be_read_again,
                            S3_with_an_erasure_the_words_from_before_it_are_gone_for_everybody,
                            S3_the_directory_says_since_when_a_number_and_each_IMSI_were_theirs,
                            S2_sealed_answers_are_durable_with_their_group_and_erased_alone,
                            S2_destroyed_answers_and_their_key_are_gone_for_good,
                            Many_people_and_groups_come_back_as_they_were);

}  // namespace airperk::store
