#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "face/net/complaint.h"
#include "face/smpp/gateway_link.h"
#include "face/smpp/sms_link.h"
#include "face/voice/voice_gateway.h"
#include "jobs/network.h"

namespace airperk::app {

/// So many places of each SMS link are kept for service messages and answers: a campaign fills the
/// others.
inline constexpr std::size_t service_places = 4;

/// The links, as the network of the dispatcher and of the sweeper: which of them a message takes.
/// Set up before these start; then from any thread.
class ContactNetwork final : public jobs::Network {
 public:
  /// `now` by the business clock.
  ContactNetwork(std::function<Instant()> now, std::function<void(const std::string&)> log)
      : now_(std::move(now)), log_(std::move(log)) {}

  void add(std::shared_ptr<face::smpp::SmsLink> link) { sms_.push_back(std::move(link)); }
  void add(std::shared_ptr<face::smpp::GatewayLink> link) { ussd_.push_back(std::move(link)); }
  void add(std::shared_ptr<face::voice::VoiceGateway> gateway, std::size_t calls_at_once) {
    voice_ = std::move(gateway);
    calls_at_once_ = calls_at_once;
  }

  std::size_t room(subscriber::Channel channel) const override;
  void hand_over(jobs::Outgoing outgoing, Done done) override;
  std::size_t service_room() const override;
  void send_service(jobs::ServiceOutgoing outgoing, ServiceDone done) override;
  /// What it said of service messages, by HandOver, since it was made.
  std::array<std::uint64_t, 5> said_of_service() const;

  /// Answers an SMS: no contact (C7). `taken`: once a link has it; a reply that is lost is not sent
  /// again, and what its reader writes next is answered the same.
  void reply(Msisdn to, std::string text, std::function<void()> taken);

  /// Tells and counts what came over that link and is not understood (C10), or is nobody's here.
  void not_understood(const std::string& link, Msisdn from, bool is_known);
  std::uint64_t not_understood(const std::string& link) const;

 private:
  std::shared_ptr<face::smpp::SmsLink> a_bound_link();
  std::size_t room_for_calls() const;
  void hear_of_call(face::voice::Placed placed);

  std::vector<std::shared_ptr<face::smpp::SmsLink>> sms_;
  std::vector<std::shared_ptr<face::smpp::GatewayLink>> ussd_;
  std::shared_ptr<face::voice::VoiceGateway> voice_;
  std::function<Instant()> now_;
  std::function<void(const std::string&)> log_;
  mutable std::mutex mutex_;
  face::net::Complaint about_words_;
  std::map<std::string, std::uint64_t> not_understood_;  ///< by link
  std::size_t calls_at_once_ = 0;
  std::atomic<std::size_t> calls_{0};
  /// Calls that the gateway did not take, since it took one; they rest, and then one is tried.
  std::atomic<unsigned> calls_failed_{0};
  std::atomic<Instant> calls_rest_until_{Instant::beginning()};  ///< steady time
  std::atomic<std::size_t> turn_{0};
  std::array<std::atomic<std::uint64_t>, 5> said_of_service_{};
};

/// What the SMSC says of a message, to the engine; acknowledged once that is durable.
void settle_receipt(engine::Engine& engine, const face::smpp::SmsReceipt& receipt,
                    face::smpp::SmsPorts::Acknowledge acknowledge);
/// What a subscriber wrote: a word that leaves the programme, an answer to a survey, or nothing
/// that is understood.
void read_message(engine::Engine& engine, ContactNetwork& network, const std::string& link,
                  const face::smpp::SmsReceived& received,
                  face::smpp::SmsPorts::Acknowledge acknowledge);

}  // namespace airperk::app
