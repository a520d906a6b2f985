#include "engine/backlog.h"

#include <gmock/gmock.h>

#include <map>

namespace airperk::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool never_alone(const Request&) {
  return false;
}
bool alone_if_terms(const Request& request) {
  return std::holds_alternative<PublishTerms>(request.command);
}

/// Requests are told apart by their fingerprint.
class BacklogTest : public ::testing::Test {
 protected:
  static Request asked(std::uint32_t number, Instant useful_until, std::uint32_t source = 1) {
    Request request{{}, View{}};
    request.fingerprint = number;
    request.admission = {.arrived = Instant::seconds(0),
                         .useful_until = useful_until,
                         .source = source,
                         .way = Way::gy};
    return request;
  }
  void add(std::vector<Request> requests) {
    std::vector<Waiting> arrived;
    for (auto& one : requests) arrived.push_back({std::move(one), [](const Answer&) {}});
    backlog.add(arrived);
    EXPECT_TRUE(arrived.empty());
  }
  std::vector<std::uint32_t> takes(std::size_t most, Instant horizon = Instant::beginning(),
                                   bool (*alone)(const Request&) = never_alone) {
    std::vector<Waiting*> group;
    backlog.take(most, horizon, alone, group, shed);
    std::vector<std::uint32_t> numbers;
    for (const auto* one : group) numbers.push_back(one->request.fingerprint);
    backlog.forget_taken();
    return numbers;
  }
  std::vector<std::uint32_t> take_shed() {
    std::vector<std::uint32_t> numbers;
    for (const auto& one : shed) numbers.push_back(one.request.fingerprint);
    shed.clear();
    return numbers;
  }

  static constexpr Instant soon = Instant::seconds(1), later = Instant::seconds(2);
  Backlog backlog;
  Backlog::Shed shed;
};

TEST_F(BacklogTest, What_has_arrived_is_taken_in_its_order_over_several_groups) {
  add({asked(1, later), asked(2, later), asked(3, later)});
  add({asked(4, later)});
  EXPECT_EQ(backlog.size(), 4u);
  EXPECT_THAT(takes(2), ElementsAre(1, 2));
  EXPECT_THAT(takes(5), ElementsAre(3, 4));
  EXPECT_TRUE(backlog.empty());
  EXPECT_THAT(takes(5), IsEmpty());
}

/// Attack: one peer sends 19,000 requests at once; whoever asks for one thing waited behind all.
TEST_F(BacklogTest, Who_asks_for_little_does_not_wait_behind_who_asks_for_much) {
  add({asked(1, later, 7), asked(2, later, 7), asked(3, later, 7), asked(4, later, 7)});
  add({asked(5, later, 7), asked(10, later, 8)});
  EXPECT_THAT(takes(2), ElementsAre(1, 10));
  add({asked(11, later, 8), asked(20, later, 9)});
  EXPECT_EQ(backlog.askers(), 2u);
  EXPECT_THAT(takes(4), ElementsAre(2, 3, 11, 20)) << "as they came, whoever's turn it was";
  EXPECT_THAT(takes(4), ElementsAre(4, 5));
  EXPECT_TRUE(backlog.empty());
}

TEST_F(BacklogTest, What_was_shed_is_not_taken_when_its_line_comes_to_it) {
  add({asked(1, later, 7), asked(2, soon, 8), asked(3, later, 7), asked(4, soon, 8)});
  backlog.shed_late(later, shed);
  EXPECT_THAT(take_shed(), ElementsAre(2, 4));
  EXPECT_THAT(takes(9), ElementsAre(1, 3));
  add({asked(5, later, 8)});
  EXPECT_THAT(takes(9), ElementsAre(5)) << "those shed before it went with their chunk";
}

TEST_F(BacklogTest, What_stands_alone_gets_its_turn_between_two_who_ask_for_much) {
  add({asked(1, later, 7),
       asked(2, later, 8),
       asked(3, later, 7),
       asked(4, later, 8),
       {{}, PublishTerms{}},
       asked(5, later, 7),
       asked(6, later, 8)});
  EXPECT_THAT(takes(4, later, alone_if_terms), ElementsAre(1, 2));
  EXPECT_THAT(takes(4, later, alone_if_terms), ElementsAre(0));
  EXPECT_THAT(takes(4, later, alone_if_terms), ElementsAre(3, 4, 5, 6));
}

TEST_F(BacklogTest, What_shares_a_group_with_nothing_is_taken_alone) {
  add({asked(1, later), {{}, PublishTerms{}}, asked(2, later)});
  EXPECT_THAT(takes(5, later, alone_if_terms), ElementsAre(1));
  EXPECT_THAT(takes(5, later, alone_if_terms), ElementsAre(0));
  EXPECT_THAT(takes(5, later, alone_if_terms), ElementsAre(2));
}

TEST_F(BacklogTest, What_is_too_old_is_shed_wherever_it_stands_and_the_rest_keeps_its_order) {
  add({asked(1, later), asked(2, soon), asked(3, later)});
  add({asked(4, soon), asked(5, later)});
  backlog.shed_late(later, shed);
  EXPECT_THAT(take_shed(), ElementsAre(2, 4));
  EXPECT_EQ(backlog.size(), 3u);
  EXPECT_THAT(takes(9), ElementsAre(1, 3, 5));
}

TEST_F(BacklogTest, What_is_too_old_when_its_turn_comes_is_shed_and_others_take_its_place) {
  add({asked(1, soon), asked(2, later), asked(3, soon), asked(4, later), asked(5, later)});
  EXPECT_THAT(takes(2, later), ElementsAre(2, 4));
  EXPECT_THAT(take_shed(), ElementsAre(1, 3));
  EXPECT_EQ(backlog.size(), 1u);
}

TEST_F(BacklogTest, Nobody_is_shed_who_must_not_be) {
  auto emergency = asked(1, soon);
  emergency.admission.never_shed = true;
  add({emergency, {{}, View{}}, asked(3, soon)});
  backlog.shed_excess(0, shed);
  EXPECT_THAT(take_shed(), ElementsAre(3));
  backlog.shed_late(later, shed);
  EXPECT_THAT(take_shed(), IsEmpty());
  EXPECT_THAT(takes(9, later), ElementsAre(1, 0));
}

TEST_F(BacklogTest, Too_many_of_one_go_oldest_first) {
  add({asked(1, later), asked(2, later)});
  add({asked(3, later), asked(4, later), asked(5, later)});
  backlog.shed_excess(2, shed);
  EXPECT_THAT(take_shed(), ElementsAre(1, 2, 3));
  EXPECT_THAT(takes(9), ElementsAre(4, 5));
}

TEST_F(BacklogTest, One_who_asks_too_much_pushes_nobody_else_out) {
  std::vector<Request> requests;
  for (std::uint32_t i = 0; i < 10; ++i) requests.push_back(asked(i, later, 1));
  for (std::uint32_t i = 0; i < 90; ++i) requests.push_back(asked(100 + i, later, 2));
  for (std::uint32_t i = 0; i < 60; ++i) requests.push_back(asked(200 + i, later, 3));
  add(std::move(requests));
  backlog.shed_excess(70, shed);
  std::map<std::uint32_t, int> gone;
  for (const auto& one : shed) ++gone[one.request.admission.source];
  EXPECT_EQ(gone[1], 0);
  EXPECT_EQ(gone[2], 60);  // 30 are left to each of these two
  EXPECT_EQ(gone[3], 30);
  EXPECT_EQ(shed.front().request.fingerprint, 100u);
  EXPECT_EQ(backlog.size(), 70u);
}

TEST_F(BacklogTest, Shedding_half_of_a_chunk_leaves_what_was_taken_alone) {
  add({asked(1, later), asked(2, later), asked(3, later), asked(4, later)});
  EXPECT_THAT(takes(1), ElementsAre(1));
  backlog.shed_excess(1, shed);
  EXPECT_THAT(take_shed(), ElementsAre(2, 3));
  EXPECT_THAT(takes(9), ElementsAre(4));
  EXPECT_TRUE(backlog.empty());
}

TEST_F(BacklogTest, With_a_sessions_request_goes_what_its_client_sent_before_it_heard_of_that) {
  const auto of_session = [](std::uint32_t number, std::uint64_t session, Instant arrived,
                             Instant useful_until) {
    auto request = asked(number, useful_until);
    charging::CreditControl control;
    control.session = session;
    request.command = control;
    request.admission.arrived = arrived;
    return request;
  };
  const auto early = Instant::seconds(0), then = Instant::seconds(3), after = Instant::seconds(5);
  backlog.go_on(Instant::seconds(4));
  add({of_session(1, 7, early, soon), of_session(2, 8, early, later),
       of_session(3, 7, then, later)});
  EXPECT_THAT(takes(10, later), ElementsAre(2));
  EXPECT_THAT(take_shed(), ElementsAre(1, 3));
  // What arrives only now was sent before as well; what comes later knows.
  add({of_session(4, 7, then, later), of_session(5, 7, after, later), asked(6, later)});
  EXPECT_THAT(takes(10, later), ElementsAre(5, 6));
  EXPECT_THAT(take_shed(), ElementsAre(4));
  // Nor does it know in the moment after.
  const auto at_once = Instant::seconds(4) + Duration::microseconds(50'000);
  add({of_session(7, 7, at_once, later)});
  EXPECT_THAT(takes(10, later), IsEmpty());
  EXPECT_THAT(take_shed(), ElementsAre(7));
}

TEST_F(BacklogTest, What_found_no_room_breaks_its_session_off_too) {
  charging::CreditControl control;
  control.session = 9;
  auto request = asked(1, later);
  request.command = control;
  request.admission.arrived = Instant::seconds(4);
  backlog.go_on(Instant::seconds(4));
  backlog.break_off({9});
  add({request, asked(2, later)});
  EXPECT_THAT(takes(10), ElementsAre(2));
  EXPECT_THAT(take_shed(), ElementsAre(1));
}

}  // namespace
}  // namespace airperk::engine
