#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "face/smpp/gateway_link.h"
#include "face/smpp/sms_link.h"
#include "face/voice/voice_gateway.h"
#include "jobs/network.h"

namespace airperk::app {

/// The links, as the dispatcher's network: which of them a contact takes. Set up before the
/// dispatcher starts; then from any thread.
class ContactNetwork final : public jobs::Network {
 public:
  /// `now` by the business clock.
  explicit ContactNetwork(std::function<Instant()> now) : now_(std::move(now)) {}

  void add(std::shared_ptr<face::smpp::SmsLink> link) { sms_.push_back(std::move(link)); }
  void add(std::shared_ptr<face::smpp::GatewayLink> link) { ussd_.push_back(std::move(link)); }
  void add(std::shared_ptr<face::voice::VoiceGateway> gateway, std::size_t calls_at_once) {
    voice_ = std::move(gateway);
    calls_at_once_ = calls_at_once;
  }

  std::size_t room(subscriber::Channel channel) const override;
  void hand_over(jobs::Outgoing outgoing, Done done) override;

  /// Answers an SMS: no contact (C7). `taken`: once a link has it; a reply that is lost is not sent
  /// again, and what its reader writes next is answered the same.
  void reply(Msisdn to, std::string text, std::function<void()> taken);

 private:
  std::vector<std::shared_ptr<face::smpp::SmsLink>> sms_;
  std::vector<std::shared_ptr<face::smpp::GatewayLink>> ussd_;
  std::shared_ptr<face::voice::VoiceGateway> voice_;
  std::function<Instant()> now_;
  std::size_t calls_at_once_ = 0;
  std::atomic<std::size_t> calls_{0};
  std::atomic<std::size_t> turn_{0};
};

/// What the SMSC says of a message, to the engine; acknowledged once that is durable.
void settle_receipt(engine::Engine& engine, const face::smpp::SmsReceipt& receipt,
                    face::smpp::SmsPorts::Acknowledge acknowledge);
/// What a subscriber wrote: a word that leaves the programme, an answer to a survey, or nothing
/// that is understood.
void read_message(engine::Engine& engine, ContactNetwork& network,
                  const face::smpp::SmsReceived& received,
                  face::smpp::SmsPorts::Acknowledge acknowledge);

}  // namespace airperk::app
