#include "protocol/diameter/peer.h"

#include <fmt/format.h>

#include <utility>

#include "protocol/diameter/avp.h"

namespace airperk::diameter {
namespace {

/// Names from the network go into log lines; they shall not write lines of their own.
std::string printable(std::string_view text) {
  std::string clean(text.substr(0, 128));
  for (char& c : clean)
    if (c < 0x20 || c > 0x7E) c = '?';
  return clean;
}

bool names_credit_control(const Avp& application) {
  const auto id = application.u32();
  return id == credit_control_application || id == relay_application;
}

/// Some clients advertise the application only inside Vendor-Specific-Application-Id.
bool offers_credit_control(Bytes avps) {
  AvpReader reader(avps);
  while (const auto avp = reader.next()) {
    const bool direct =
        avp->key == avp::auth_application_id || avp->key == avp::acct_application_id;
    if (direct && names_credit_control(*avp)) return true;
    if (avp->key != avp::vendor_specific_application_id) continue;
    AvpReader inner = reader.open(*avp);
    while (const auto id = inner.next())
      if (id->key == avp::auth_application_id && names_credit_control(*id)) return true;
  }
  return false;
}

/// §5.3: where Inband-Security-Id is said, one of them is 0.
bool offers_plain_text(Bytes avps) {
  AvpReader reader(avps);
  bool offers = true;
  while (const auto avp = reader.next()) {
    if (avp->key != avp::inband_security_id) continue;
    offers = avp->u32() == 0u;
    if (offers) return true;
  }
  return offers;
}

std::optional<Refusal> first_fault(Bytes avps) {
  AvpReader reader(avps);
  while (reader.next()) {
  }
  return reader.fault();
}

}  // namespace

struct PeerStep {
  Peer& peer;
  Instant now;
  PeerEffects& effects;

  // --- events ---

  void operator()(const event::Received& received) {
    const Message& message = *received.message;
    if (std::holds_alternative<Peer::WaitingCer>(peer.state_)) return receive_first(message);
    if (peer.closed()) return;
    if (auto* open = std::get_if<Peer::Open>(&peer.state_))
      *open = {now + peer.settings_.watch_every,
               false};  // any message is a sign of life (RFC 3539 §3.4.1)
    message.header.request ? receive_request(message) : receive_answer(message);
  }

  void operator()(event::Tick) {
    if (now < peer.deadline()) return;
    std::visit([&](auto& state) { tick(state); }, peer.state_);
  }

  void operator()(event::Stop) {
    if (!peer.open()) return close();
    Writer writer(effects.bytes, next_request(command::disconnect_peer));
    put_origin(writer);
    writer.u32(avp::disconnect_cause, 0);  // REBOOTING: it may connect again
    writer.finish();
    peer.state_ = Peer::Leaving{now + peer.settings_.leave_within};
  }

  void operator()(const event::AskReport& ask) {
    if (!peer.open()) return;
    auto header = next_request(command::re_auth);
    header.application = credit_control_application;
    header.proxiable = true;
    Writer writer(effects.bytes, header);
    writer.text(avp::session_id, ask.session_id);
    put_origin(writer);
    writer.text(avp::destination_realm, ask.realm);
    writer.text(avp::destination_host, ask.host);
    writer.u32(avp::auth_application_id, credit_control_application);
    writer.u32(avp::re_auth_request_type, 0);  // AUTHORIZE_ONLY
    writer.finish();
  }

  // --- time ---

  void tick(Peer::WaitingCer&) {
    log("sent no CER in time");
    close();
  }
  void tick(Peer::Open& open) {
    if (open.asked) {
      log("does not answer DWR");
      return close();
    }
    open = {now + peer.settings_.watch_every, true};
    Writer writer(effects.bytes, next_request(command::device_watchdog));
    put_origin(writer);
    writer.finish();
  }
  void tick(Peer::Leaving&) { close(); }
  void tick(Peer::Closed&) {}

  // --- messages ---

  void receive_first(const Message& message) {
    const Header& header = message.header;
    if (header.request && header.command == command::capabilities_exchange)
      return exchange_capabilities(message);
    if (header.request) answer_error(message, {result::unknown_peer, 0, 0, "CER comes first"});
    log("sent something else before its CER");
    close();
  }

  /// §5.3.
  void exchange_capabilities(const Message& message) {
    if (const auto refusal = refuse_capabilities(message)) {
      log(fmt::format("CER refused with {}: {}", refusal->result_code, refusal->what));
      answer_capabilities(message, refusal->result_code, &*refusal);
      return close();
    }
    const bool again = peer.open();
    peer.host_ = printable(find(message.avps(), avp::origin_host)->text());
    answer_capabilities(message, result::success, nullptr);
    peer.state_ = Peer::Open{now + peer.settings_.watch_every, false};
    if (!again) log("open");
  }

  std::optional<Refusal> refuse_capabilities(const Message& message) const {
    if (!peer.settings_.admitted)
      return Refusal{result::unknown_peer, 0, 0, "its address is not admitted"};
    if (auto fault = first_fault(message.avps())) return fault;
    for (const AvpKey key : {avp::origin_host, avp::origin_realm}) {
      const auto found = find(message.avps(), key);
      if (!found || found->data.empty())
        return Refusal{result::missing_avp, key, 1, "Origin-Host or Origin-Realm is missing"};
    }
    const auto host = find(message.avps(), avp::origin_host)->text();
    const auto* why = peer.settings_.stranger ? peer.settings_.stranger(host) : nullptr;
    if (why) return Refusal{result::unknown_peer, 0, 0, why};
    if (!offers_plain_text(message.avps()))
      return Refusal{result::no_common_security, 0, 0,
                     "it offers TLS alone; this server takes none within a connection"};
    if (!offers_credit_control(message.avps()))
      return Refusal{result::no_common_application, 0, 0,
                     "it does not offer Auth-Application-Id 4"};
    return std::nullopt;
  }

  void answer_capabilities(const Message& message, std::uint32_t code, const Refusal* refusal) {
    Writer writer(effects.bytes, answer_header(message.header, code));
    writer.u32(avp::result_code, code);
    put_origin(writer);
    writer.octets(avp::host_ip_address, peer.settings_.host_address);
    writer.u32(avp::vendor_id, 0);
    writer.text(avp::product_name, peer.settings_.product_name);
    writer.u32(avp::supported_vendor_id, vendor_3gpp);
    writer.u32(avp::auth_application_id, credit_control_application);
    if (refusal != nullptr) {
      writer.text(avp::error_message, refusal->what);
      writer.failed_avp(*refusal);
    }
    writer.finish();
  }

  void receive_request(const Message& message) {
    const Header& header = message.header;
    if (header.error)
      return answer_error(message,
                          {result::invalid_hdr_bits, 0, 0, "the E bit is set in a request"});
    if (header.application != 0 && header.application != credit_control_application)
      return answer_error(message,
                          {result::application_unsupported, 0, 0, "only application 4 is served"});
    const bool credit_control = header.application == credit_control_application &&
                                header.command == command::credit_control;
    if (credit_control && !peer.open())
      return answer_error(message, {result::too_busy, 0, 0, "the server is leaving"});
    if (credit_control) {
      effects.credit_control = true;
      return;
    }
    switch (header.command) {
      case command::capabilities_exchange:
        if (!peer.open()) {
          return answer_error(message, {result::too_busy, 0, 0, "the server is leaving"});
        }
        return exchange_capabilities(message);
      case command::device_watchdog:
        return answer_success(message);
      case command::disconnect_peer:
        answer_success(message);
        log("left");
        return close();
      default:
        answer_error(message, {result::command_unsupported, 0, 0, "no such command is served"});
    }
  }

  void receive_answer(const Message& message) {
    const bool leaves = std::holds_alternative<Peer::Leaving>(peer.state_) &&
                        message.header.command == command::disconnect_peer;
    if (leaves) close();
  }

  void answer_success(const Message& message) {
    Writer writer(effects.bytes, answer_header(message.header, result::success));
    writer.u32(avp::result_code, result::success);
    put_origin(writer);
    writer.finish();
  }

  /// §7.2.
  void answer_error(const Message& message, const Refusal& refusal) {
    Writer writer(effects.bytes, answer_header(message.header, refusal.result_code));
    if (const auto session = find(message.avps(), avp::session_id)) writer.copy(session->whole);
    put_origin(writer);
    writer.u32(avp::result_code, refusal.result_code);
    writer.text(avp::error_message, refusal.what);
    // §6.2: an agent may keep nothing but what it finds here.
    AvpReader reader(message.avps());
    while (const auto avp = reader.next()) {
      if (avp->key == avp::proxy_info) writer.copy(avp->whole);
    }
    writer.finish();
  }

  // --- the small things ---

  Header next_request(std::uint32_t code) {
    ++peer.last_id_;
    const auto& next = peer.settings_.next_end_to_end;
    return {.request = true,
            .command = code,
            .hop_by_hop = peer.last_id_,
            .end_to_end = next ? next() : peer.last_id_};
  }
  void put_origin(Writer& writer) const {
    writer.text(avp::origin_host, peer.settings_.origin_host);
    writer.text(avp::origin_realm, peer.settings_.origin_realm);
  }
  void close() {
    effects.close = true;
    peer.state_ = Peer::Closed{};
  }
  void log(std::string_view what) {
    effects.log.push_back(peer.host_.empty() ? std::string(what)
                                             : fmt::format("{}: {}", peer.host_, what));
  }
};

Peer::Peer(PeerSettings settings, Instant now)
    : settings_(std::move(settings)), state_(WaitingCer{now + settings_.cer_within}) {}

void Peer::step(PeerEvent event, Instant now, PeerEffects& effects) {
  effects.credit_control = false;
  std::visit(PeerStep{*this, now, effects}, event);
}

Instant Peer::deadline() const {
  if (const auto* waiting = std::get_if<WaitingCer>(&state_)) return waiting->until;
  if (const auto* open = std::get_if<Open>(&state_)) return open->watch_at;
  if (const auto* leaving = std::get_if<Leaving>(&state_)) return leaving->until;
  return Instant::never();
}

}  // namespace airperk::diameter
