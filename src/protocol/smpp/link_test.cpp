#include "protocol/smpp/link.h"

#include <gtest/gtest.h>

#include "protocol/smpp/status.h"

namespace airperk::smpp {
namespace {

constexpr Instant t0 = Instant::seconds(1000);

/// A link with a scripted gateway on the other side. The methods are what happens between them.
struct Scene {
  LinkSettings settings{.name = "gw1", .system_id = "airperk", .password = "secret"};
  Link link{settings, t0};
  Instant now = t0;
  LinkEffects last;
  std::vector<Pdu> sent;  // of the last step
  Buffer sent_octets;

  explicit Scene(LinkSettings changed) : settings(std::move(changed)), link(settings, t0) {}
  Scene() = default;

  void happens(LinkEvent event) {
    last = LinkEffects{};
    link.step(std::move(event), now, last);
    sent.clear();
    sent_octets = last.bytes;
    for (Bytes rest = sent_octets; !rest.empty();) {
      const Bytes frame = rest.first(wire::get_u32(rest));
      sent.push_back(decode(frame).value());
      rest = rest.subspan(frame.size());
    }
  }
  void receives(std::uint32_t status, std::uint32_t sequence, Body body,
                std::uint32_t deliver_status = 0) {
    const Pdu pdu{status, sequence, std::move(body)};
    happens(event::Received{&pdu, deliver_status});
  }
  /// Time passes up to the link's own deadline.
  void waits() {
    now = std::max(now, link.deadline());
    happens(event::Tick{});
  }
  void passes(Duration time) {
    now = now + time;
    happens(event::Tick{});
  }
  void connects() {
    waits();
    ASSERT_TRUE(last.connect);
    happens(event::Connected{});
    ASSERT_EQ(sent.size(), 1u);
  }
  void binds() {
    connects();
    receives(0, sent[0].sequence, BindTransceiverResp{"gateway"});
    ASSERT_TRUE(link.bound());
  }
  void submits(std::uint64_t token, Duration valid = Duration::seconds(60)) {
    submits(Submission{.token = token, .pdu = {}, .not_after = now + valid});
  }
  void submits(Submission submission) {
    encode({0, 0, SubmitSm{}}, submission.pdu);
    happens(event::Submit{std::move(submission)});
  }
  template <typename T>
  bool sent_one() const {
    return sent.size() == 1 && std::holds_alternative<T>(sent[0].body);
  }
};

TEST(SmppLink, Connects_at_once_and_binds_with_its_name_and_password) {
  Scene scene;
  EXPECT_EQ(scene.link.deadline(), t0);
  scene.connects();
  ASSERT_TRUE(scene.sent_one<BindTransceiver>());
  const auto& bind = std::get<BindTransceiver>(scene.sent[0].body);
  EXPECT_EQ(bind.system_id, "airperk");
  EXPECT_EQ(bind.password, "secret");
  scene.receives(0, scene.sent[0].sequence, BindTransceiverResp{"gateway"});
  EXPECT_TRUE(scene.link.bound());
  EXPECT_EQ(scene.last.log, std::vector<std::string>{"smpp gw1: bound"});
}

TEST(SmppLink, A_wrong_password_is_one_line_that_names_link_status_and_mend) {
  Scene scene;
  scene.connects();
  scene.receives(0x0E, scene.sent[0].sequence, BindTransceiverResp{});
  EXPECT_TRUE(scene.last.close);
  ASSERT_EQ(scene.last.log.size(), 1u);
  const std::string line = scene.last.log[0];
  EXPECT_NE(line.find("gw1"), line.npos) << line;
  EXPECT_NE(line.find("ESME_RINVPASWD"), line.npos) << line;
  EXPECT_NE(line.find("mend its password"), line.npos) << line;
  // ... and not one line a try.
  for (int i = 0; i < 5; ++i) {
    scene.connects();
    scene.receives(0x0E, scene.sent[0].sequence, BindTransceiverResp{});
    EXPECT_TRUE(scene.last.log.empty());
  }
}

TEST(SmppLink, Failures_back_off_exponentially_up_to_the_maximum_with_jitter) {
  Scene scene;
  Duration longest;
  for (int i = 0; i < 12; ++i) {
    scene.waits();
    scene.happens(event::ConnectFailed{"connection refused"});
    const Duration pause = scene.link.deadline() - scene.now;
    const std::int64_t whole =
        std::min<std::int64_t>(30'000'000, std::int64_t{250'000} << std::min(i, 20));
    EXPECT_GE(pause.in_microseconds(), whole / 2);
    EXPECT_LE(pause.in_microseconds(), whole);
    longest = std::max(longest, pause);
  }
  EXPECT_GT(longest, Duration::seconds(15));
}

TEST(SmppLink, Two_seeds_wait_for_different_times) {
  Scene a(LinkSettings{.name = "a", .seed = 1}), b(LinkSettings{.name = "b", .seed = 2});
  for (Scene* scene : {&a, &b}) {
    scene->waits();
    scene->happens(event::ConnectFailed{"connection refused"});
  }
  EXPECT_NE(a.link.deadline(), b.link.deadline());
}

TEST(SmppLink, A_gateway_that_stays_silent_is_given_up_in_every_state) {
  Scene connecting;
  connecting.waits();
  connecting.waits();
  EXPECT_TRUE(connecting.last.close);
  Scene binding;
  binding.connects();
  binding.waits();
  EXPECT_TRUE(binding.last.close);
  Scene bound;
  bound.binds();
  bound.waits();
  ASSERT_TRUE(bound.sent_one<EnquireLink>());
  EXPECT_EQ(bound.now, t0 + Duration::seconds(30));
  bound.waits();
  EXPECT_TRUE(bound.last.close);
  EXPECT_NE(bound.last.log.at(0).find("enquire_link"), std::string::npos);
}

TEST(SmppLink, An_answered_enquiry_is_asked_again_thirty_seconds_later) {
  Scene scene;
  scene.binds();
  for (int i = 1; i <= 5; ++i) {
    scene.waits();
    EXPECT_EQ(scene.now, t0 + Duration::seconds(30 * i));
    ASSERT_TRUE(scene.sent_one<EnquireLink>());
    scene.receives(0, scene.sent[0].sequence, EnquireLinkResp{});
    EXPECT_FALSE(scene.last.close);
  }
}

TEST(SmppLink, The_gateways_requests_are_answered) {
  Scene scene;
  scene.binds();
  scene.receives(0, 5, EnquireLink{});
  ASSERT_TRUE(scene.sent_one<EnquireLinkResp>());
  EXPECT_EQ(scene.sent[0].sequence, 5u);
  scene.receives(0, 6, DeliverSm{});
  ASSERT_TRUE(scene.sent_one<DeliverSmResp>());
  EXPECT_TRUE(scene.last.delivered);
  scene.receives(0, 7, DeliverSm{}, status::receiver_temporary_error);
  EXPECT_EQ(scene.sent.at(0).status, status::receiver_temporary_error);
  EXPECT_FALSE(scene.last.delivered);
  scene.receives(0, 8, OtherCommand{Command{0x103}});
  ASSERT_TRUE(scene.sent_one<GenericNack>());
  EXPECT_EQ(scene.sent[0].status, status::invalid_command_id);
  scene.receives(0, 9, OtherCommand{Command::alert_notification});
  EXPECT_TRUE(scene.sent.empty());
}

TEST(SmppLink, A_message_that_is_answered_later_is_answered_on_the_bind_it_came_on_or_never) {
  Scene scene;
  scene.binds();
  const Pdu pdu{0, 6, DeliverSm{}};
  scene.happens(event::Received{&pdu, 0, true});
  EXPECT_TRUE(scene.last.delivered);
  EXPECT_TRUE(scene.sent.empty());
  const event::Answer answer{scene.link.binds(), false, 6, status::receiver_temporary_error};
  scene.happens(answer);
  ASSERT_TRUE(scene.sent_one<DeliverSmResp>());
  EXPECT_EQ(scene.sent[0].sequence, 6u);
  EXPECT_EQ(scene.sent[0].status, status::receiver_temporary_error);
  scene.happens(event::Closed{"end of file"});
  scene.happens(answer);
  EXPECT_TRUE(scene.sent.empty());
  scene.binds();
  scene.happens(answer);
  EXPECT_TRUE(scene.sent.empty());
  scene.happens(event::Stop{});
  scene.happens(event::Answer{scene.link.binds(), false, 7});
  EXPECT_TRUE(scene.sent_one<DeliverSmResp>());
}

TEST(SmppLink, A_message_before_the_bind_is_refused_and_not_delivered) {
  Scene scene;
  scene.connects();
  scene.receives(0, 5, DeliverSm{});
  ASSERT_TRUE(scene.sent_one<DeliverSmResp>());
  EXPECT_EQ(scene.sent[0].status, status::invalid_bind_status);
  EXPECT_FALSE(scene.last.delivered);
}

TEST(SmppLink, A_gateway_that_unbinds_is_answered_and_bound_again) {
  Scene scene;
  scene.binds();
  scene.receives(0, 5, Unbind{});
  EXPECT_TRUE(scene.sent_one<UnbindResp>());
  EXPECT_TRUE(scene.last.close);
  scene.binds();
}

TEST(SmppLink, No_more_than_the_window_is_out_and_a_response_lets_the_next_one_go) {
  Scene scene(LinkSettings{.name = "gw1", .window = 2});
  scene.binds();
  scene.submits(1);
  const std::uint32_t first = scene.sent.at(0).sequence;
  scene.submits(2);
  EXPECT_EQ(scene.sent.size(), 1u);
  scene.submits(3);
  EXPECT_TRUE(scene.sent.empty());
  scene.receives(0, first, SubmitSmResp{"m1"});
  EXPECT_TRUE(scene.sent_one<SubmitSm>());
  ASSERT_EQ(scene.last.outcomes.size(), 1u);
  EXPECT_EQ(scene.last.outcomes[0].token, 1u);
  EXPECT_EQ(scene.last.outcomes[0].fate, Outcome::Fate::accepted);
  EXPECT_EQ(scene.last.outcomes[0].message_id, "m1");
}

TEST(SmppLink, The_rate_is_kept) {
  Scene scene(LinkSettings{.name = "gw1", .window = 1000, .rate = 10});
  scene.binds();
  std::size_t sent = 0;
  for (std::uint64_t token = 1; token <= 100; ++token) {
    scene.submits(token);
    sent += scene.sent.size();
  }
  const Instant begin = scene.now;
  while (scene.now < begin + Duration::seconds(5) && scene.link.queued() > 0) {
    scene.waits();
    sent += scene.sent.size();
  }
  EXPECT_GE(sent, 50u);
  EXPECT_LE(sent, 53u);
}

TEST(SmppLink, A_high_rate_is_kept_a_beat_at_a_time) {
  Scene scene(LinkSettings{.name = "gw1", .window = 10'000, .rate = 5'000});
  scene.binds();
  std::size_t sent = 0, writes = 0;
  const auto count = [&] {
    sent += scene.sent.size();
    writes += !scene.sent.empty();
  };
  for (std::uint64_t token = 1; token <= 10'000; ++token) {
    scene.submits(token);
    count();
  }
  const Instant begin = scene.now;
  while (scene.now < begin + Duration::seconds(1)) {
    scene.waits();
    count();
  }
  EXPECT_GE(sent, 4'950u);
  EXPECT_LE(sent, 5'001u);
  EXPECT_LE(writes, 101u);
}

TEST(SmppLink, A_rate_that_divides_no_second_is_kept) {
  Scene scene(LinkSettings{.name = "gw1", .window = 100'000, .queue_max = 100'000, .rate = 30'000});
  scene.binds();
  for (std::uint64_t token = 1; token <= 40'000; ++token) scene.submits(token);
  const auto begin = scene.now;
  const auto waiting = scene.link.queued();
  while (scene.now < begin + Duration::seconds(1)) scene.waits();
  EXPECT_LE(waiting - scene.link.queued(), 30'000u);
}

TEST(SmppLink, A_throttled_submit_is_sent_again_after_a_pause) {
  Scene scene;
  scene.binds();
  scene.submits(1);
  scene.receives(status::throttled, scene.sent.at(0).sequence, SubmitSmResp{});
  EXPECT_TRUE(scene.last.outcomes.empty());
  EXPECT_TRUE(scene.sent.empty());
  EXPECT_EQ(scene.link.deadline(), scene.now + Duration::seconds(1));
  scene.waits();
  ASSERT_TRUE(scene.sent_one<SubmitSm>());
  scene.receives(0, scene.sent[0].sequence, SubmitSmResp{"m1"});
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::accepted);
}

TEST(SmppLink, A_refused_submit_is_certainly_not_taken) {
  Scene scene;
  scene.binds();
  scene.submits(1);
  scene.receives(0x0B, scene.sent.at(0).sequence, SubmitSmResp{});
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::refused);
  EXPECT_EQ(scene.last.outcomes.at(0).status, 0x0Bu);
}

TEST(SmppLink, A_generic_nack_says_nothing_certain) {
  Scene scene;
  scene.binds();
  scene.submits(1);
  scene.receives(3, scene.sent.at(0).sequence, GenericNack{});
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::unknown);
  EXPECT_EQ(scene.last.outcomes.at(0).status, 3u);
}

TEST(SmppLink, A_response_of_another_kind_or_to_nothing_settles_nothing) {
  Scene scene;
  scene.binds();
  scene.submits(1);
  const std::uint32_t sequence = scene.sent.at(0).sequence;
  scene.receives(0, sequence, EnquireLinkResp{});
  scene.receives(0, sequence + 1, SubmitSmResp{"m2"});
  EXPECT_EQ(scene.last.strays, 1u);
  EXPECT_TRUE(scene.last.outcomes.empty());
  scene.receives(0, sequence, SubmitSmResp{"m1"});
  EXPECT_EQ(scene.last.outcomes.at(0).message_id, "m1");
  scene.receives(0x0B, sequence, SubmitSmResp{});
  EXPECT_TRUE(scene.last.outcomes.empty());
  EXPECT_EQ(scene.last.strays, 1u);
}

TEST(SmppLink, A_throttled_submit_that_is_not_to_be_sent_again_is_reported_and_the_link_pauses) {
  Scene scene;
  scene.binds();
  scene.submits(Submission{.token = 1,
                           .pdu = {},
                           .not_after = scene.now + Duration::seconds(60),
                           .again_if_throttled = false});
  scene.receives(status::message_queue_full, scene.sent.at(0).sequence, SubmitSmResp{});
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::refused);
  EXPECT_EQ(scene.last.outcomes.at(0).status, status::message_queue_full);
  scene.submits(2);
  EXPECT_TRUE(scene.sent.empty());
  EXPECT_EQ(scene.link.deadline(), scene.now + Duration::seconds(1));
  scene.waits();
  EXPECT_TRUE(scene.sent_one<SubmitSm>());
}

TEST(SmppLink, What_goes_ahead_is_sent_before_what_waits) {
  Scene scene(LinkSettings{.name = "gw1", .window = 1});
  scene.binds();
  scene.submits(1);
  const std::uint32_t first = scene.sent.at(0).sequence;
  scene.submits(2);
  scene.submits(Submission{
      .token = 3, .pdu = {}, .not_after = scene.now + Duration::seconds(60), .ahead = true});
  scene.receives(0, first, SubmitSmResp{"m1"});
  scene.receives(0, scene.sent.at(0).sequence, SubmitSmResp{"m3"});
  EXPECT_EQ(scene.last.outcomes.at(0).token, 3u);
}

TEST(SmppLink, What_is_recalled_while_it_waits_is_not_sent) {
  Scene scene(LinkSettings{.name = "gw1", .window = 1});
  scene.binds();
  scene.submits(1);
  const std::uint32_t first = scene.sent.at(0).sequence;
  const auto recall = Recall::make();
  scene.submits(Submission{
      .token = 2, .pdu = {}, .not_after = scene.now + Duration::seconds(60), .recall = recall});
  recall.pull();
  scene.receives(0, first, SubmitSmResp{"m1"});
  EXPECT_TRUE(scene.sent.empty());
  ASSERT_EQ(scene.last.outcomes.size(), 2u);
  EXPECT_EQ(scene.last.outcomes[1].token, 2u);
  EXPECT_EQ(scene.last.outcomes[1].fate, Outcome::Fate::unsent);
}

TEST(SmppLink, A_link_that_does_not_queue_unbound_gives_up_what_was_never_sent) {
  Scene scene(LinkSettings{.name = "gw1", .window = 1, .queues_unbound = false});
  scene.submits(1);
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::unsent);
  scene.binds();
  scene.submits(2);
  scene.submits(3);
  scene.happens(event::Closed{"end of file"});
  ASSERT_EQ(scene.last.outcomes.size(), 2u);
  EXPECT_EQ(scene.last.outcomes[0].token, 2u);
  EXPECT_EQ(scene.last.outcomes[0].fate, Outcome::Fate::unknown);
  EXPECT_EQ(scene.last.outcomes[1].token, 3u);
  EXPECT_EQ(scene.last.outcomes[1].fate, Outcome::Fate::unsent);
}

TEST(SmppLink, A_stop_settles_everything_and_still_hears_the_responses) {
  Scene scene(LinkSettings{.name = "gw1", .window = 2});
  scene.binds();
  scene.submits(1);
  const std::uint32_t first = scene.sent.at(0).sequence;
  scene.submits(2);
  scene.submits(3);
  scene.happens(event::Stop{});
  EXPECT_EQ(scene.last.outcomes.at(0).token, 3u);
  EXPECT_EQ(scene.last.outcomes[0].fate, Outcome::Fate::unsent);
  scene.receives(0, first, SubmitSmResp{"m1"});
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::accepted);
  scene.waits();
  EXPECT_TRUE(scene.link.stopped());
  EXPECT_EQ(scene.last.outcomes.at(0).token, 2u);
  EXPECT_EQ(scene.last.outcomes[0].fate, Outcome::Fate::unknown);
}

TEST(SmppLink, A_lost_response_means_unknown) {
  Scene silent;
  silent.binds();
  silent.submits(1);
  silent.waits();
  EXPECT_EQ(silent.now, t0 + Duration::seconds(10));
  EXPECT_EQ(silent.last.outcomes.at(0).fate, Outcome::Fate::unknown);
  Scene cut;
  cut.binds();
  cut.submits(1);
  cut.happens(event::Closed{"end of file"});
  EXPECT_EQ(cut.last.outcomes.at(0).fate, Outcome::Fate::unknown);
}

TEST(SmppLink, What_waits_while_the_gateway_restarts_is_sent_after_it) {
  Scene scene;
  scene.binds();
  scene.happens(event::Closed{"end of file"});
  scene.submits(1);
  scene.submits(2, Duration::microseconds(1));
  EXPECT_TRUE(scene.sent.empty());
  scene.connects();
  scene.receives(0, scene.sent[0].sequence, BindTransceiverResp{});
  EXPECT_TRUE(scene.sent_one<SubmitSm>());
}

TEST(SmppLink, What_nobody_waits_for_any_more_is_never_sent) {
  Scene scene;
  scene.submits(1, Duration::seconds(1));
  scene.now = scene.now + Duration::seconds(2);
  scene.connects();
  EXPECT_EQ(scene.link.queued(), 0u);
}

TEST(SmppLink, The_queue_is_bounded) {
  Scene scene(LinkSettings{.name = "gw1", .queue_max = 3});
  for (std::uint64_t token = 1; token <= 3; ++token) scene.submits(token);
  EXPECT_TRUE(scene.last.outcomes.empty());
  scene.submits(4);
  EXPECT_EQ(scene.last.outcomes.at(0).fate, Outcome::Fate::unsent);
  EXPECT_EQ(scene.link.queued(), 3u);
}

TEST(SmppLink, A_stop_unbinds_and_waits_for_the_answer_but_not_for_ever) {
  Scene polite;
  polite.binds();
  polite.happens(event::Stop{});
  ASSERT_TRUE(polite.sent_one<Unbind>());
  polite.receives(0, polite.sent[0].sequence, UnbindResp{});
  EXPECT_TRUE(polite.last.close);
  EXPECT_TRUE(polite.link.stopped());
  EXPECT_EQ(polite.link.deadline(), Instant::never());
  Scene mute;
  mute.binds();
  mute.happens(event::Stop{});
  mute.waits();
  EXPECT_TRUE(mute.link.stopped());
  Scene resting;
  resting.happens(event::Stop{});
  EXPECT_TRUE(resting.link.stopped());
}

TEST(SmppLink, Garbage_closes_the_link_with_one_line_and_binds_again) {
  Scene scene;
  scene.binds();
  scene.happens(event::Broken{"command_length is less than a header, at octet 0"});
  EXPECT_TRUE(scene.last.close);
  EXPECT_EQ(scene.last.log.size(), 1u);
  scene.happens(event::Closed{"closed"});
  EXPECT_TRUE(scene.last.log.empty());
  scene.binds();
}

TEST(SmppLink, A_gateway_that_drops_every_bind_at_once_is_not_hammered) {
  Scene scene;
  for (int i = 0; i < 12; ++i) {
    scene.binds();
    scene.happens(event::Closed{"end of file"});
  }
  EXPECT_GE(scene.link.deadline() - scene.now, Duration::seconds(15));
  scene.binds();
  scene.passes(Duration::seconds(11));
  scene.happens(event::Closed{"end of file"});
  EXPECT_LE(scene.link.deadline() - scene.now, Duration::seconds(1));
}

TEST(SmppStatus, Has_the_names_of_the_specification) {
  EXPECT_EQ(status_name(0x0E), "ESME_RINVPASWD (0x0000000E)");
  EXPECT_EQ(status_name(0xFF), "ESME_RUNKNOWNERR (0x000000FF)");
  EXPECT_EQ(status_name(0x400), "0x00000400");
}

}  // namespace
}  // namespace airperk::smpp
