#include "face/smpp/sms_link.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "face/smpp/test_smpp_peer.h"
#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/receipt.h"
#include "protocol/smpp/text.h"

namespace airperk::face::smpp {
namespace {

using namespace std::chrono_literals;

const Msisdn phone = *Msisdn::parse("77011234567");
const Instant now = *Instant::parse("2016-03-05T10:00:00+06:00");

/// A scripted SMSC.
class Smsc : public TestSmppPeer {
 public:
  /// The next submit_sm, not answered; its text is "nothing came" if there is none.
  Received takes() {
    auto received = receives();
    EXPECT_TRUE(received.as<protocol::SubmitSm>()) << "nothing came";
    return received;
  }
  void answers(const Received& submit, std::uint32_t status = 0, std::string_view id = "m1") {
    sends(protocol::SubmitSmResp{status == 0 ? id : ""}, submit.pdu.sequence, status);
  }
  void sends_message(protocol::DeliverSm deliver, std::string_view from = "77011234567") {
    deliver.source = {1, 1, from};
    deliver.destination = {0, 1, "555"};
    sends(deliver, ++sequence_);
  }
  /// And the link acknowledges it.
  void delivers(const protocol::DeliverSm& deliver, std::string_view from = "77011234567") {
    sends_message(deliver, from);
    EXPECT_EQ(is_answered(), 0u);
  }
  /// The status with which the last message was answered.
  std::uint32_t is_answered() {
    const auto received = receives();
    EXPECT_TRUE(received.as<protocol::DeliverSmResp>());
    EXPECT_EQ(received.pdu.sequence, sequence_);
    return received.pdu.status;
  }

 private:
  std::uint32_t sequence_ = 0;
};

std::string text_of(const Received& submit) {
  const auto* sms = submit.as<protocol::SubmitSm>();
  return sms == nullptr ? "nothing came" : protocol::read_sms_text(*sms);
}

/// What a Done was called with, and how often.
struct Fate {
  Submitted submitted{};
  std::string message_id;
  int times = 0;
};

class SmsFace : public testing::Test {
 protected:
  void runs(std::function<void(SmsConfig&)> change = {}) {
    SmsConfig config;
    config.name = "smsc1";
    config.host = "127.0.0.1";
    config.port = std::to_string(smsc.port());
    config.system_id = "airperk";
    config.password = "secret";
    config.source = "555";
    if (change) change(config);
    SmsPorts ports;
    ports.receipt = [this](SmsReceipt receipt, const SmsPorts::Acknowledge& acknowledge) {
      happened([&] { receipts.push_back(receipt); });
      acknowledge(true);
    };
    ports.received = [this](SmsReceived sms, const SmsPorts::Acknowledge& acknowledge) {
      happened([&] { received.push_back(sms); });
      reader(acknowledge);
    };
    ports.log = [this](const std::string& line) { happened([&] { log.push_back(line); }); };
    ports.now = [] { return now; };
    link = SmsLink::make(context.get_executor(), config, ports);
    link->start();
    thread = std::thread([this] { context.run(); });
  }
  void binds() {
    smsc.binds();
    ASSERT_TRUE(waits_for([&] { return link->room() > 0; }));
  }
  void stops() {
    std::promise<void> stopped;
    link->stop([&] { stopped.set_value(); });
    ASSERT_EQ(stopped.get_future().wait_for(5s), std::future_status::ready);
  }
  void TearDown() override {
    if (!link) return;
    smsc.drops();
    stops();
    EXPECT_EQ(link->queued(), 0u);
    for (const auto& fate : fates) EXPECT_EQ(fate->times, 1);
    work.reset();
    thread.join();
  }
  Fate& submits(std::string text, Instant until = Instant::never(), bool ahead = false) {
    Fate& fate = awaits();
    link->submit({phone, std::move(text), until, {}, ahead}, notes(fate));
    return fate;
  }
  Fate& replies(std::string text) {
    Fate& fate = awaits();
    link->reply({phone, std::move(text), Instant::never()}, notes(fate));
    return fate;
  }
  Fate& awaits() {
    fates.push_back(std::make_unique<Fate>());
    return *fates.back();
  }
  Done notes(Fate& fate) {
    return [this, &fate](Submitted what, std::string id) {
      happened([&] { fate = {what, std::move(id), fate.times + 1}; });
    };
  }
  Submitted becomes(Fate& fate) {
    EXPECT_TRUE(waits_for([&] { return fate.times > 0; })) << "no Done";
    return fate.submitted;
  }

  template <typename What>
  void happened(What what) {
    const std::lock_guard lock(mutex);
    what();
    changed.notify_all();
  }
  /// The counters change without a word, so they are looked at now and then.
  template <typename Condition>
  bool waits_for(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + 5s;
    std::unique_lock lock(mutex);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      changed.wait_for(lock, 2ms);
    }
    return true;
  }
  bool logs(std::string_view part) {
    return waits_for([&] {
      return std::any_of(log.begin(), log.end(),
                         [&](const std::string& line) { return line.find(part) != line.npos; });
    });
  }

  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  Smsc smsc;
  std::shared_ptr<SmsLink> link;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> log;
  std::vector<SmsReceipt> receipts;
  std::vector<SmsReceived> received;
  std::vector<std::unique_ptr<Fate>> fates;
  std::function<void(const SmsPorts::Acknowledge&)> reader =
      [](const SmsPorts::Acknowledge& acknowledge) { acknowledge(true); };
};

TEST_F(SmsFace, A_message_is_submitted_with_its_last_instant_and_accepted_with_the_SMSCs_id) {
  runs();
  binds();
  Fate& fate = submits("Сәлем", now + Duration::hours(12));
  const auto submit = smsc.takes();
  const auto& sms = *submit.as<protocol::SubmitSm>();
  EXPECT_EQ(sms.source.digits, "555");
  EXPECT_EQ(sms.destination.digits, "77011234567");
  EXPECT_EQ(sms.destination.ton, 1);
  EXPECT_EQ(sms.validity_period, "160305160000000+");
  EXPECT_EQ(sms.registered_delivery, 1);
  EXPECT_EQ(text_of(submit), "Сәлем");
  EXPECT_EQ(link->queued(), 1u);
  smsc.answers(submit, 0, "4f2a");
  EXPECT_EQ(becomes(fate), Submitted::accepted);
  EXPECT_EQ(fate.message_id, "4f2a");
}

TEST_F(SmsFace, One_that_goes_ahead_is_written_before_those_that_wait) {
  runs([](SmsConfig& config) { config.window = 1; });
  binds();
  submits("first");
  const auto first = smsc.takes();
  submits("waits");
  submits("ahead", Instant::never(), true);
  smsc.answers(first);
  const auto second = smsc.takes();
  EXPECT_EQ(text_of(second), "ahead");
  smsc.answers(second);
  const auto third = smsc.takes();
  EXPECT_EQ(text_of(third), "waits");
  smsc.answers(third);
}

TEST_F(SmsFace, An_error_to_the_first_part_means_that_nothing_was_taken) {
  runs();
  binds();
  Fate& fate = submits(std::string(300, 'a'));
  smsc.answers(smsc.takes(), 0x0B);
  EXPECT_EQ(becomes(fate), Submitted::refused);
  EXPECT_TRUE(logs("smsc1: the SMSC refused a message with ESME_RINVDSTADR"));
  // ... and no second part went out.
  submits("next");
  const auto next = smsc.takes();
  EXPECT_EQ(text_of(next), "next");
  smsc.answers(next);
}

TEST_F(SmsFace, A_throttled_message_is_told_so_and_the_next_one_waits_for_a_second) {
  runs();
  binds();
  for (const std::uint32_t status : {0x58u, 0x14u}) {
    Fate& fate = submits("one");
    const auto submit = smsc.takes();
    const auto before = std::chrono::steady_clock::now();
    smsc.answers(submit, status);
    EXPECT_EQ(becomes(fate), Submitted::throttled);
    EXPECT_EQ(link->room(), 0u);
    submits("two");
    const auto two = smsc.takes();
    EXPECT_EQ(text_of(two), "two");
    EXPECT_GE(std::chrono::steady_clock::now() - before, 1s);
    smsc.answers(two);
  }
}

TEST_F(SmsFace, A_link_dropped_after_it_took_a_message_leaves_it_unknown) {
  runs();
  binds();
  Fate& fate = submits("one");
  smsc.takes();
  smsc.drops();
  EXPECT_EQ(becomes(fate), Submitted::unknown);
}

TEST_F(SmsFace, What_was_never_written_when_the_link_drops_is_unsent) {
  runs([](SmsConfig& config) { config.window = 1; });
  binds();
  Fate& out = submits("one");
  Fate& waiting = submits("two");
  smsc.takes();
  smsc.drops();
  EXPECT_EQ(becomes(out), Submitted::unknown);
  EXPECT_EQ(becomes(waiting), Submitted::unsent);
  smsc.binds();
}

TEST_F(SmsFace, Without_a_bind_a_message_is_unsent_at_once) {
  runs();
  smsc.accepts();
  EXPECT_EQ(link->room(), 0u);
  EXPECT_EQ(becomes(submits("one")), Submitted::unsent);
}

TEST_F(SmsFace, No_answer_leaves_it_unknown_and_a_late_one_is_only_logged) {
  runs([](SmsConfig& config) { config.respond_within = Duration::microseconds(50'000); });
  binds();
  Fate& fate = submits("one");
  const auto submit = smsc.takes();
  EXPECT_EQ(becomes(fate), Submitted::unknown);
  smsc.answers(submit);
  EXPECT_TRUE(logs("a response came late, or twice"));
  EXPECT_EQ(fate.submitted, Submitted::unknown);
  Fate& next = submits("two");
  smsc.answers(smsc.takes());
  EXPECT_EQ(becomes(next), Submitted::accepted);
}

TEST_F(SmsFace, A_generic_nack_leaves_it_unknown) {
  runs();
  binds();
  Fate& fate = submits("one");
  smsc.sends(protocol::GenericNack{}, smsc.takes().pdu.sequence, 0x02);
  EXPECT_EQ(becomes(fate), Submitted::unknown);
}

TEST_F(SmsFace, Responses_in_another_order_and_twice_find_their_own_messages) {
  runs();
  binds();
  Fate& first = submits("one");
  Fate& second = submits("two");
  const auto one = smsc.takes(), two = smsc.takes();
  smsc.answers(two, 0, "m2");
  smsc.answers(two, 0x0B);
  smsc.answers(one, 0, "m1");
  EXPECT_EQ(becomes(first), Submitted::accepted);
  EXPECT_EQ(becomes(second), Submitted::accepted);
  EXPECT_EQ(first.message_id, "m1");
  EXPECT_EQ(second.message_id, "m2");
}

TEST_F(SmsFace, A_long_message_goes_part_by_part_and_is_accepted_with_the_last_ones_id) {
  runs();
  binds();
  const std::string text(400, 'a');
  Fate& fate = submits(text);
  std::string seen;
  for (const std::string_view id : {"m1", "m2", "m3"}) {
    EXPECT_EQ(fate.times, 0);
    const auto part = smsc.takes();
    seen += text_of(part);
    smsc.answers(part, 0, id);
  }
  EXPECT_EQ(seen, text);
  EXPECT_EQ(becomes(fate), Submitted::accepted);
  EXPECT_EQ(fate.message_id, "m3");
}

TEST_F(SmsFace, A_later_part_that_is_throttled_is_sent_again_and_one_that_fails_is_unknown) {
  runs();
  binds();
  Fate& fate = submits(std::string(400, 'a'));
  smsc.answers(smsc.takes());
  smsc.answers(smsc.takes(), 0x58);
  const auto again = smsc.takes();
  EXPECT_EQ(again.as<protocol::SubmitSm>()->short_message[5], 2);
  smsc.answers(again);
  smsc.answers(smsc.takes(), 0x08);
  EXPECT_EQ(becomes(fate), Submitted::unknown);
}

TEST_F(SmsFace, A_link_lost_between_two_parts_leaves_it_unknown) {
  runs([](SmsConfig& config) { config.rate = 1; });
  binds();
  Fate& fate = submits(std::string(300, 'a'));
  smsc.answers(smsc.takes());
  smsc.drops();
  EXPECT_EQ(becomes(fate), Submitted::unknown);
}

TEST_F(SmsFace, More_than_the_queue_holds_is_throttled_at_once) {
  runs([](SmsConfig& config) { config.queue_max = 2; });
  binds();
  submits("one");
  submits("two");
  EXPECT_EQ(link->room(), 0u);
  Fate& third = submits("three");
  EXPECT_EQ(third.times, 1);
  EXPECT_EQ(third.submitted, Submitted::throttled);
}

TEST_F(SmsFace, A_reply_finds_room_where_other_messages_do_not) {
  runs([](SmsConfig& config) { config.queue_max = config.replies_max = 1; });
  binds();
  submits("one");
  Fate& reply = replies("reply");
  EXPECT_EQ(link->room(), 0u);
  EXPECT_EQ(replies("one reply too many").submitted, Submitted::throttled);
  smsc.answers(smsc.takes());
  smsc.answers(smsc.takes());
  EXPECT_EQ(becomes(reply), Submitted::accepted);
}

TEST_F(SmsFace, What_is_too_late_is_unsent_and_what_is_no_message_is_refused) {
  runs();
  binds();
  EXPECT_EQ(becomes(submits("late", now)), Submitted::unsent);
  EXPECT_EQ(becomes(submits("")), Submitted::refused);
  EXPECT_EQ(becomes(submits(std::string(40'000, 'a'))), Submitted::refused);
}

TEST_F(SmsFace, A_stop_settles_all_that_is_under_way_and_what_comes_later_is_unsent) {
  runs([](SmsConfig& config) { config.window = 1; });
  binds();
  Fate& out = submits("one");
  Fate& waiting = submits("two");
  smsc.takes();
  stops();
  EXPECT_EQ(out.submitted, Submitted::unknown);
  EXPECT_EQ(waiting.submitted, Submitted::unsent);
  Fate& late = submits("three");
  EXPECT_EQ(late.times, 1);
  EXPECT_EQ(late.submitted, Submitted::unsent);
}

TEST_F(SmsFace, Threads_that_submit_while_the_link_stops_get_each_Done_once) {
  runs();
  binds();
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n)
        link->submit({phone, "one", Instant::never()}, [&](Submitted, std::string) { ++told; });
    });
  smsc.takes();
  smsc.drops();
  stops();
  for (auto& each : threads) each.join();
  EXPECT_EQ(told, 2000);
}

TEST_F(SmsFace, Receipts_are_read_in_both_forms) {
  runs();
  binds();
  protocol::DeliverSm text;
  text.esm_class = 0x04;
  text.short_message = wire::as_bytes("id:20266 sub:001 dlvrd:001 stat:DELIVRD err:000 text:");
  smsc.delivers(text);
  protocol::DeliverSm tlvs;
  tlvs.esm_class = 0x04;
  tlvs.tlvs.receipted_message_id = wire::as_bytes("4F2B");
  tlvs.tlvs.message_state = 5;
  smsc.delivers(tlvs);
  ASSERT_TRUE(waits_for([&] { return receipts.size() == 2; }));
  EXPECT_EQ(receipts[0].from, phone);
  EXPECT_TRUE(protocol::same_message(receipts[0].message_id, "4f2a"));
  EXPECT_EQ(receipts[0].state, SmsReceipt::State::delivered);
  EXPECT_TRUE(protocol::same_message(receipts[1].message_id, "4f2b"));
  EXPECT_EQ(receipts[1].state, SmsReceipt::State::failed);
}

TEST_F(SmsFace, Receipts_find_their_messages_by_reference_where_every_message_id_is_the_same) {
  runs([](SmsConfig& config) { config.receipts_by = ReceiptsBy::reference; });
  binds();
  auto &first = submits("first"), &second = submits("second");
  std::vector<std::vector<std::uint8_t>> references;
  for (int i = 0; i < 2; ++i) {
    const auto taken = smsc.takes();
    const auto reference = taken.as<protocol::SubmitSm>()->tlvs.user_message_reference;
    ASSERT_TRUE(reference);
    references.emplace_back(reference->begin(), reference->end());
    smsc.answers(taken, 0, "msg_id_not_implemented");
  }
  for (const auto& reference : {references[1], references[0]}) {
    protocol::DeliverSm receipt;
    receipt.esm_class = 0x04;
    receipt.short_message = wire::as_bytes("id:msg_id_not_implemented stat:DELIVRD text:");
    receipt.tlvs.user_message_reference = wire::Bytes(reference);
    smsc.delivers(receipt);
  }
  ASSERT_TRUE(waits_for([&] { return receipts.size() == 2 && first.times + second.times == 2; }));
  EXPECT_NE(first.message_id, second.message_id);
  EXPECT_EQ(receipts[0].message_id, second.message_id);
  EXPECT_EQ(receipts[1].message_id, first.message_id);
}

TEST_F(SmsFace, What_a_subscriber_writes_comes_as_text_and_what_nobody_can_read_is_left_out) {
  runs();
  binds();
  const auto stop = gsm::to_utf16_be("ТОҚТА");
  protocol::DeliverSm words;
  words.data_coding = 8;
  words.short_message = stop;
  smsc.delivers(words, "operator");
  protocol::DeliverSm nameless;
  nameless.esm_class = 0x04;
  smsc.delivers(nameless);
  smsc.delivers(words);
  ASSERT_TRUE(waits_for([&] { return !received.empty(); }));
  EXPECT_EQ(received[0].text, "ТОҚТА");
  EXPECT_EQ(received[0].from, phone);
  EXPECT_EQ(link->counters().unread, 2u);
  EXPECT_TRUE(logs("left out a message"));
}

TEST_F(SmsFace, C10_a_name_that_looks_like_a_number_and_another_number_of_ours_are_left_out) {
  runs();
  binds();
  protocol::DeliverSm words;
  words.short_message = wire::as_bytes("STOP");
  const auto comes = [&](std::uint8_t ton, std::string_view to) {
    words.source = {ton, 1, "77011234567"};
    words.destination = {0, 1, to};
    smsc.sends(words, 77);
    EXPECT_EQ(smsc.receives().pdu.status, 0u);
  };
  comes(5, "555");    // alphanumeric
  comes(1, "99999");  // another short code
  comes(1, "1555");   // with a prefix of the network's
  comes(3, "555");
  ASSERT_TRUE(waits_for([&] { return received.size() == 2; }));
  EXPECT_EQ(link->counters().unread, 2u);
}

TEST_F(SmsFace, C6_a_receipt_may_name_any_part_and_the_phone_at_either_end) {
  runs();
  binds();
  auto& message = submits(std::string(200, 'x'));
  smsc.answers(smsc.takes(), 0, "first");
  smsc.answers(smsc.takes(), 0, "last");
  ASSERT_TRUE(waits_for([&] { return message.times == 1; }));
  protocol::DeliverSm receipt;
  receipt.esm_class = 0x04;
  receipt.short_message = wire::as_bytes("id:FIRST stat:DELIVRD text:");
  smsc.delivers(receipt);
  receipt.source = {0, 1, "555"};
  receipt.destination = {1, 1, "77011234567"};
  receipt.short_message = wire::as_bytes("id:last stat:UNDELIV text:");
  smsc.sends(receipt, 78);
  EXPECT_EQ(smsc.receives().pdu.status, 0u);
  ASSERT_TRUE(waits_for([&] { return receipts.size() == 2; }));
  for (const auto& each : receipts) {
    EXPECT_EQ(each.from, phone);
    EXPECT_EQ(each.message_id, "last");
    EXPECT_TRUE(each.of_part);
  }
}

TEST_F(SmsFace, A_PDU_that_cannot_be_read_costs_itself_and_a_data_sm_is_a_message) {
  runs();
  binds();
  protocol::DataSm data;
  data.source = {1, 1, "77011234567"};
  data.destination = {0, 1, "555"};
  data.tlvs.message_payload = wire::as_bytes("hello");
  smsc.sends(data, 79);
  const auto answer = smsc.receives();
  EXPECT_TRUE(answer.as<protocol::DataSmResp>());
  EXPECT_EQ(answer.pdu.sequence, 79u);
  // A deliver_sm of one octet, and one in between that can be read.
  const std::uint8_t odd[] = {0, 0, 0, 17, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 80, 'x'};
  smsc.sends_octets(odd);
  const auto refused = smsc.receives();
  EXPECT_TRUE(refused.as<protocol::DeliverSmResp>());
  EXPECT_EQ(refused.pdu.sequence, 80u);
  EXPECT_EQ(refused.pdu.status, 0x65u) << "for good: it would come again";
  protocol::DeliverSm words;
  words.short_message = wire::as_bytes("hello again");
  smsc.delivers(words);
  ASSERT_TRUE(waits_for([&] { return received.size() == 2; }));
  EXPECT_EQ(link->odd(), 1u);
  EXPECT_TRUE(logs("refused a PDU that cannot be read"));
}

TEST_F(SmsFace, A_message_is_acknowledged_when_it_is_safe_and_put_off_when_it_is_not) {
  std::vector<SmsPorts::Acknowledge> kept;
  reader = [&](const SmsPorts::Acknowledge& acknowledge) {
    happened([&] { kept.push_back(acknowledge); });
  };
  runs([](SmsConfig& config) { config.unacknowledged_max = 1; });
  binds();
  protocol::DeliverSm words;
  words.short_message = wire::as_bytes("STOP");
  smsc.sends_message(words);
  ASSERT_TRUE(waits_for([&] { return kept.size() == 1; }));
  submits("not an answer");
  smsc.answers(smsc.takes());  // the first thing that comes is not the answer to the message
  kept[0](true);
  EXPECT_EQ(smsc.is_answered(), 0u);
  smsc.sends_message(words);
  ASSERT_TRUE(waits_for([&] { return kept.size() == 2; }));
  kept[1](false);
  EXPECT_EQ(smsc.is_answered(), 0x64u);
  smsc.sends_message(words);
  ASSERT_TRUE(waits_for([&] { return kept.size() == 3; }));
  smsc.sends_message(words);
  EXPECT_EQ(smsc.is_answered(), 0x64u);
  EXPECT_TRUE(logs("put off a message: 1 are not acknowledged"));
  // A bind later, the answer to what came before meets nobody.
  smsc.drops();
  binds();
  kept[2](true);
  smsc.sends_message(words);
  ASSERT_TRUE(waits_for([&] { return kept.size() == 4; }));
  kept[3](true);
  EXPECT_EQ(smsc.is_answered(), 0u);
}

TEST_F(SmsFace, Garbage_leaves_what_is_out_unknown_and_the_link_binds_again) {
  runs();
  binds();
  Fate& fate = submits("one");
  smsc.takes();
  smsc.sends_octets(wire::as_bytes("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(becomes(fate), Submitted::unknown);
  smsc.binds();
  ASSERT_TRUE(waits_for([&] { return link->room() > 0; }));
  Fate& next = submits("two");
  smsc.answers(smsc.takes());
  EXPECT_EQ(becomes(next), Submitted::accepted);
}

}  // namespace
}  // namespace airperk::face::smpp
