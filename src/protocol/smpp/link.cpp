#include "protocol/smpp/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "protocol/smpp/status.h"

namespace airperk::smpp {
namespace {

/// splitmix64: good enough to keep a thousand links from knocking at one instant.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

bool is_request(const Body& body) {
  return (static_cast<std::uint32_t>(command_of(body)) & 0x80000000u) == 0;
}

}  // namespace

/// One step of one link: the events' handlers, which read like the table in the header.
struct LinkStep {
  Link& link;
  Instant now;
  LinkEffects& effects;

  using Bound = Link::Bound;

  // --- events ---

  void operator()(event::Connected) {
    if (!std::holds_alternative<Link::Connecting>(link.state_)) return;
    const std::uint32_t sequence = next_sequence();
    const LinkSettings& s = link.settings_;
    BindTransceiver bind;
    bind.system_id = s.system_id;
    bind.password = s.password;
    bind.system_type = s.system_type;
    send({.status = 0, .sequence = sequence, .body = bind});
    link.state_ = Link::Binding{now + s.bind_within, sequence};
  }

  void operator()(const event::ConnectFailed& failed) {
    if (!std::holds_alternative<Link::Connecting>(link.state_)) return;
    rest(fmt::format("cannot connect: {}", failed.why));
  }

  void operator()(const event::Broken& broken) { lose(broken.why); }
  void operator()(const event::Closed& closed) {
    if (std::holds_alternative<Link::Unbinding>(link.state_)) return stop();
    lose(closed.why);
  }

  void operator()(event::Submit& submit) {
    const bool waits = link.bound() || (link.settings_.queues_unbound && !link.stopped());
    if (!waits || link.queue_.size() >= link.settings_.queue_max)
      return report(submit.submission.token, Outcome::Fate::unsent);
    const auto place = submit.submission.ahead ? link.queue_.begin() : link.queue_.end();
    link.queue_.insert(place, std::move(submit.submission));
    send_queued();
  }

  void operator()(event::Stop) {
    if (!link.bound()) return stop();
    send({.status = 0, .sequence = next_sequence(), .body = Unbind{}});
    link.state_ = Link::Unbinding{now + link.settings_.unbind_within};
    give_up_queue();
  }

  void operator()(event::Tick) {
    if (now < link.deadline()) return;
    std::visit([&](auto& state) { tick(state); }, link.state_);
    if (link.bound()) {
      expire_window();
      send_queued();
    } else {
      expire_queue();
    }
  }

  void operator()(const event::Received& received) {
    const Pdu& pdu = *received.pdu;
    if (std::holds_alternative<Link::Binding>(link.state_)) return receive_binding(pdu);
    if (std::holds_alternative<Link::Unbinding>(link.state_)) return receive_unbinding(pdu);
    if (link.bound()) receive_bound(received);
  }

  void operator()(const event::Answer& answer) {
    const bool open = link.bound() || std::holds_alternative<Link::Unbinding>(link.state_);
    if (!open || answer.bind != link.binds_) return;
    send({.status = answer.status, .sequence = answer.sequence, .body = taken(answer.data)});
  }

  // --- time ---

  void tick(Link::Resting&) {
    effects.connect = true;
    link.state_ = Link::Connecting{now + link.settings_.connect_within};
  }
  void tick(Link::Connecting&) { rest("cannot connect: no answer"); }
  void tick(Link::Binding&) { rest("no answer to the bind"); }
  void tick(Bound& bound) {
    if (now >= bound.answer_by) return lose("no answer to enquire_link");
    if (now < bound.enquire_at) return;
    bound.enquiry = next_sequence();
    bound.answer_by = now + link.settings_.respond_within;
    bound.enquire_at = now + link.settings_.enquire_every;
    send({.status = 0, .sequence = bound.enquiry, .body = EnquireLink{}});
  }
  void tick(Link::Unbinding&) { stop(); }
  void tick(Link::Stopped&) {}

  // --- PDUs ---

  void receive_binding(const Pdu& pdu) {
    const auto& binding = std::get<Link::Binding>(link.state_);
    const bool answer = std::holds_alternative<BindTransceiverResp>(pdu.body) ||
                        std::holds_alternative<GenericNack>(pdu.body);
    if (!answer || pdu.sequence != binding.sequence)
      return refuse(pdu, status::invalid_bind_status);
    if (pdu.status != status::ok || std::holds_alternative<GenericNack>(pdu.body))
      return rest(fmt::format(
          "bind refused with {}: {}; look at [[smpp]] name = \"{}\" in the configuration",
          status_name(pdu.status), bind_advice(pdu.status), link.settings_.name));
    ++link.binds_;
    link.state_ = Bound{.since = now, .enquire_at = now + link.settings_.enquire_every};
    link.last_complaint_.clear();
    log("bound");
    send_queued();
  }

  void receive_unbinding(const Pdu& pdu) {
    if (std::holds_alternative<UnbindResp>(pdu.body)) return stop();
    if (!is_request(pdu.body)) return settle_outstanding(pdu);
    refuse(pdu, status::invalid_bind_status);
  }

  void receive_bound(const event::Received& received) {
    const Pdu& pdu = *received.pdu;
    if (message_in(pdu.body) != nullptr) {
      effects.delivered = received.deliver_status == status::ok;
      if (effects.delivered && received.answers_later) return;
      const bool data = std::holds_alternative<DataSm>(pdu.body);
      send({.status = received.deliver_status, .sequence = pdu.sequence, .body = taken(data)});
    } else if (std::holds_alternative<EnquireLink>(pdu.body)) {
      send({.status = 0, .sequence = pdu.sequence, .body = EnquireLinkResp{}});
    } else if (std::holds_alternative<Unbind>(pdu.body)) {
      send({.status = 0, .sequence = pdu.sequence, .body = UnbindResp{}});
      lose("the gateway unbound");
    } else if (is_request(pdu.body)) {
      refuse(pdu, status::invalid_command_id);
    } else {
      receive_response(pdu);
    }
  }

  void receive_response(const Pdu& pdu) {
    auto& bound = std::get<Bound>(link.state_);
    if (pdu.sequence == bound.enquiry && bound.answer_by != Instant::never()) {
      bound.answer_by = Instant::never();  // a generic_nack is a sign of life as well
      return;
    }
    settle_outstanding(pdu);
    send_queued();
  }

  void settle_outstanding(const Pdu& pdu) {
    const auto found = link.window_.find(pdu.sequence);
    const bool answers = std::holds_alternative<SubmitSmResp>(pdu.body) ||
                         std::holds_alternative<GenericNack>(pdu.body);
    if (found == link.window_.end() || !answers) {
      ++effects.strays;
      return;
    }
    Submission submission = std::move(found->second.submission);
    link.window_.erase(found);
    settle(pdu, std::move(submission));
  }

  void settle(const Pdu& pdu, Submission submission) {
    const bool throttled = is_throttling(pdu.status);
    if (throttled) pause();
    if (throttled && submission.again_if_throttled &&
        now + link.settings_.throttled_pause < submission.not_after) {
      link.queue_.push_front(std::move(submission));
      return;
    }
    const auto* resp = std::get_if<SubmitSmResp>(&pdu.body);
    Outcome outcome{.token = submission.token,
                    .fate = Outcome::Fate::refused,
                    .status = pdu.status,
                    .message_id = {}};
    if (resp == nullptr && !throttled) outcome.fate = Outcome::Fate::unknown;
    if (resp != nullptr && pdu.status == status::ok) {
      outcome.fate = Outcome::Fate::accepted;
      outcome.message_id = resp->message_id;
    }
    effects.outcomes.push_back(std::move(outcome));
  }

  /// The answer to a request that cannot be served; responses get none (§4.3).
  static std::optional<Pdu> response_to(const Pdu& pdu, std::uint32_t command_status) {
    if (std::holds_alternative<EnquireLink>(pdu.body))
      return Pdu{.status = 0, .sequence = pdu.sequence, .body = EnquireLinkResp{}};
    if (message_in(pdu.body) != nullptr) {
      const bool data = std::holds_alternative<DataSm>(pdu.body);
      return Pdu{.status = command_status, .sequence = pdu.sequence, .body = taken(data)};
    }
    const bool answerable =
        is_request(pdu.body) && command_of(pdu.body) != Command::alert_notification;
    if (!answerable) return std::nullopt;
    return Pdu{.status = command_status, .sequence = pdu.sequence, .body = GenericNack{}};
  }

  void refuse(const Pdu& pdu, std::uint32_t command_status) {
    if (const auto answer = response_to(pdu, command_status)) send(*answer);
  }

  static Body taken(bool data) {
    if (data) return DataSmResp{};
    return DeliverSmResp{};
  }

  // --- submissions ---

  void send_queued() {
    while (link.bound() && !link.queue_.empty()) {
      const auto& next = link.queue_.front();
      if (next.not_after <= now || next.recall.is_pulled()) {
        report(link.queue_.front().token, Outcome::Fate::unsent);
        link.queue_.pop_front();
        continue;
      }
      if (link.window_.size() >= link.settings_.window || link.waits_until_ > now) return;
      submit(std::move(link.queue_.front()));
      link.queue_.pop_front();
    }
  }

  void submit(Submission submission) {
    const std::uint32_t sequence = next_sequence();
    set_sequence(submission.pdu, sequence);
    wire::put(effects.bytes, Bytes(submission.pdu));
    pace();
    link.window_.emplace(
        sequence, Link::Outstanding{std::move(submission), now + link.settings_.respond_within});
  }

  /// The contracted rate, with a tenth of a second's worth at once after a pause. Once it is used
  /// up, what comes due within a beat waits for its end: each message by itself would wake this
  /// side and the SMSC for nothing.
  void pace() {
    if (link.settings_.rate == 0) return;
    // Rounded up: never more than was agreed.
    const auto apart =
        Duration::microseconds((1'000'000 + link.settings_.rate - 1) / link.settings_.rate);
    const Instant earliest = now - Duration::microseconds(100'000);
    link.paced_until_ = std::max(link.paced_until_, earliest) + apart;
    if (link.paced_until_ <= now) return;
    link.waits_until_ = std::max(link.paced_until_, now + link.settings_.rate_beat);
  }

  void pause() {
    link.throttled_until_ = now + link.settings_.throttled_pause;
    link.paced_until_ = std::max(link.paced_until_, link.throttled_until_);
    link.waits_until_ = std::max(link.waits_until_, link.paced_until_);
  }

  void expire_window() {
    auto& window = link.window_;
    for (auto it = window.begin(); it != window.end() && it->second.answer_by <= now;) {
      report(it->second.submission.token, Outcome::Fate::unknown);
      it = window.erase(it);
    }
  }

  void expire_queue() {
    std::erase_if(link.queue_, [&](const Submission& waiting) {
      if (waiting.not_after > now && !waiting.recall.is_pulled()) return false;
      report(waiting.token, Outcome::Fate::unsent);
      return true;
    });
  }

  void give_up_queue() {
    for (const Submission& waiting : link.queue_) report(waiting.token, Outcome::Fate::unsent);
    link.queue_.clear();
  }

  void give_up_window() {
    for (const auto& [sequence, outstanding] : link.window_)
      report(outstanding.submission.token, Outcome::Fate::unknown);
    link.window_.clear();
  }

  void report(std::uint64_t token, Outcome::Fate fate) {
    effects.outcomes.push_back({.token = token, .fate = fate, .status = 0, .message_id = {}});
  }

  // --- ends ---

  /// The connection is gone or of no use.
  void lose(const std::string& why) {
    if (link.stopped() || std::holds_alternative<Link::Resting>(link.state_)) return;
    if (std::holds_alternative<Link::Unbinding>(link.state_)) return stop();
    if (const auto* bound = std::get_if<Bound>(&link.state_))
      if (now - bound->since >= link.settings_.steady_after) link.failures_ = 0;
    rest(why);
  }

  void rest(const std::string& why) {
    give_up_window();
    if (!link.settings_.queues_unbound) give_up_queue();
    effects.close = true;
    const Duration pause = backoff();
    link.state_ = Link::Resting{now + pause};
    if (why == link.last_complaint_) return;
    link.last_complaint_ = why;
    log(fmt::format("{}; trying again in {:.1f} s", why,
                    static_cast<double>(pause.in_microseconds()) / 1e6));
  }

  void stop() {
    give_up_window();
    give_up_queue();
    effects.close = true;
    link.state_ = Link::Stopped{};
  }

  /// min · 2^failures up to the maximum, and of that between a half and the whole.
  Duration backoff() {
    const std::int64_t most = link.settings_.backoff_max.in_microseconds();
    const std::int64_t least = link.settings_.backoff_min.in_microseconds();
    const unsigned doublings = std::min(link.failures_++, 20u);
    const std::int64_t whole = std::min(most, least << doublings);
    const auto part = static_cast<std::int64_t>(next_random(link.jitter_) % 1024);
    return Duration::microseconds(whole / 2 + whole / 2 * part / 1024);
  }

  // --- the small things ---

  /// 1 to 0x7FFFFFFF (§3.2).
  std::uint32_t next_sequence() {
    link.last_sequence_ = link.last_sequence_ % 0x7FFFFFFF + 1;
    return link.last_sequence_;
  }
  void send(const Pdu& pdu) { encode(pdu, effects.bytes); }
  void log(std::string_view what) {
    effects.log.push_back(fmt::format("smpp {}: {}", link.settings_.name, what));
  }
};

Link::Link(LinkSettings settings, Instant now)
    : settings_(std::move(settings)),
      state_(Resting{now}),
      jitter_(settings_.seed),
      paced_until_(now),
      waits_until_(now) {}

void Link::step(LinkEvent event, Instant now, LinkEffects& effects) {
  effects.delivered = false;
  std::visit(LinkStep{*this, now, effects}, event);
}

Instant Link::deadline() const {
  Instant next = Instant::never();
  if (const auto* resting = std::get_if<Resting>(&state_)) next = resting->until;
  if (const auto* connecting = std::get_if<Connecting>(&state_)) next = connecting->until;
  if (const auto* binding = std::get_if<Binding>(&state_)) next = binding->until;
  if (const auto* unbinding = std::get_if<Unbinding>(&state_)) next = unbinding->until;
  if (const auto* bound = std::get_if<Bound>(&state_)) {
    next = std::min(bound->enquire_at, bound->answer_by);
    if (!window_.empty()) next = std::min(next, window_.begin()->second.answer_by);
    const bool room = window_.size() < settings_.window;
    if (!queue_.empty() && room) next = std::min(next, waits_until_);
  }
  return next;
}

}  // namespace airperk::smpp
