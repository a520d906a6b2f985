#include "face/smpp/gateway_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/strand.hpp>
#include <utility>

#include "protocol/smpp/status.h"
#include "steady/steady.h"

namespace airperk::face::smpp {

namespace asio = boost::asio;

namespace {

/// Networks give a subscriber's dialogue 90 to 180 s; a screen later than this meets nobody.
constexpr Duration screen_valid = Duration::seconds(60);
/// Screens are not told apart once they are sent; the tokens of Submissions begin with 1.
constexpr std::uint64_t screen_token = 0;
constexpr Duration notice_valid = Duration::seconds(60);
/// What is pushed waits that long for its turn to be written, and then for the person.
constexpr Duration remembered = Duration::seconds(60 + 180);

protocol::LinkSettings link_settings(const GatewayConfig& config) {
  protocol::LinkSettings settings;
  settings.name = config.name;
  settings.system_id = config.system_id;
  settings.password = config.password;
  settings.system_type = config.system_type;
  settings.window = std::max<std::size_t>(config.window, 1);
  settings.rate = config.rate;
  settings.seed = config.seed;
  return settings;
}

}  // namespace

Result<std::shared_ptr<GatewayLink>> GatewayLink::make(asio::any_io_executor executor,
                                                       GatewayConfig config, DialPorts ports) {
  const protocol::Profile* profile = protocol::find_profile(config.profile);
  if (profile == nullptr) {
    std::string known;
    for (const auto& each : protocol::profiles()) known += fmt::format(" \"{}\"", each.name);
    return fail(fmt::format("[[smpp]] name = \"{}\": there is no profile \"{}\"; write one of{}",
                            config.name, config.profile, known));
  }
  return std::shared_ptr<GatewayLink>(
      new GatewayLink(asio::make_strand(executor), std::move(config), *profile, std::move(ports)));
}

GatewayLink::GatewayLink(asio::any_io_executor executor, GatewayConfig config,
                         const protocol::Profile& profile, DialPorts ports)
    : Transceiver(executor, config.host, config.port, link_settings(config), ports.log),
      config_(std::move(config)),
      profile_(profile),
      origin_{config_.source, config_.ton, config_.npi},
      ports_(std::move(ports)),
      notices_(config_.notices_max),
      last_dialogue_(static_cast<std::uint16_t>(steady_now().in_seconds())) {}

void GatewayLink::start() {
  inbox_ = std::make_shared<net::Inbox<Answered>>(executor(), waker());
  notices_.open(executor(), waker());
  begin();
}

void GatewayLink::acted(const protocol::Link& link) {
  counters_.bound = link.bound();
  if (link.stopped()) notices_.close();
}

// --- what the gateway sends ---

void GatewayLink::deliver(const protocol::Pdu& pdu, const protocol::Message& message) {
  auto input = protocol::read_ussd(profile_, message);
  const auto msisdn = Msisdn::parse(message.source.digits);
  std::uint32_t status = protocol::status::ok;
  if (input && !msisdn) status = protocol::status::invalid_source_address;
  const bool dials = input && (input->act == protocol::UssdAct::begins ||
                               input->act == protocol::UssdAct::continues);
  if (dialogues_ >= config_.dialogues_max || (dials && is_leaving()))
    status = protocol::status::receiver_temporary_error;
  if (answer(pdu, status)) {
    if (input) hand_over(*msisdn, std::move(*input));
    return;
  }
  ++counters_.refused;
  if (status == protocol::status::invalid_source_address)
    complain(about_number_,
             "refused a dial: its source_addr is not a telephone number in international form");
  if (status == protocol::status::receiver_temporary_error && !is_leaving())
    complain(about_load_,
             fmt::format("refused a dial: {} are waiting for their answer", dialogues_));
}

void GatewayLink::hand_over(Msisdn msisdn, protocol::UssdInput input) {
  std::string session = fmt::format("{}:{}", config_.name, input.session);
  switch (input.act) {
    case protocol::UssdAct::confirms:
      return tell_shown(msisdn,
                        take_mark({msisdn.packed(), input.session}, protocol::Push::notice));
    case protocol::UssdAct::aborts:
      ++counters_.aborts;
      return ports_.abort({msisdn, std::move(session), "ussd"});
    case protocol::UssdAct::begins:
    case protocol::UssdAct::continues:
      break;
  }
  ++counters_.dials;
  ++dialogues_;
  const bool begins = input.act == protocol::UssdAct::begins;
  const std::uint32_t asked_by =
      begins ? 0 : take_mark({msisdn.packed(), input.session}, protocol::Push::question);
  DialRequest request{msisdn, std::move(session), std::move(input.text), begins, asked_by, "ussd"};
  ports_.dial(std::move(request),
              [inbox = inbox_, address = std::move(input.address)](DialAnswer answer) mutable {
                inbox->push({std::move(address), std::move(answer)});
              });
}

// --- what goes back ---

void GatewayLink::woken() {
  inbox_->take(answers_);
  dialogues_ -= std::min(dialogues_, answers_.size());
  for (const Answered& answered : answers_) show(answered);
  notices_.take([this](protocol::Submission each) { submit(std::move(each)); });
}

void GatewayLink::show(const Answered& answered) {
  protocol::Submission submission{
      .token = screen_token, .pdu = {}, .not_after = steady_now() + screen_valid};
  const auto& [screen, ended] = answered.answer;
  const bool whole =
      protocol::write_ussd(profile_, answered.address, origin_, screen, ended, submission.pdu);
  if (!whole) complain(about_screen_, "cut a screen that is longer than a phone shows");
  ++counters_.screens;
  ++screens_out_;
  submit(std::move(submission));
}

void GatewayLink::push(protocol::Push push, Msisdn to, const std::string& text, Duration valid,
                       std::uint32_t mark, Recall recall, Done done) {
  const std::string digits = to.to_string();
  const std::uint16_t dialogue = ++last_dialogue_;
  std::vector<protocol::Buffer> parts(1);
  const bool whole =
      protocol::write_push(profile_, push, {1, 1, digits}, origin_, text, dialogue, parts[0]);
  if (text.empty() || !whole) return done(Submitted::refused, {});
  if (!counters_.bound) return done(Submitted::unsent, {});
  if (mark != 0) {
    remember({to.packed(), protocol::push_session(profile_, dialogue)},
             {push, mark, steady_now() + remembered});
  }
  ++counters_.notices;
  notices_.submit(std::move(parts), steady_now() + std::min(valid, notice_valid), std::move(recall),
                  std::move(done));
}

void GatewayLink::remember(const Dialogue& dialogue, const Pushed& pushed) {
  std::lock_guard lock(pushing_);
  const auto now = steady_now();
  for (; !forgotten_at_.empty() && forgotten_at_.front().first <= now; forgotten_at_.pop_front()) {
    const auto at = pushed_.find(forgotten_at_.front().second);
    if (at != pushed_.end() && at->second.until <= now) pushed_.erase(at);
  }
  pushed_[dialogue] = pushed;
  forgotten_at_.emplace_back(pushed.until, dialogue);
}

std::uint32_t GatewayLink::take_mark(const Dialogue& dialogue, protocol::Push push) {
  std::lock_guard lock(pushing_);
  const auto at = pushed_.find(dialogue);
  if (at == pushed_.end() || at->second.push != push) return 0;
  const auto [kind, mark, until] = at->second;
  pushed_.erase(at);
  return steady_now() < until ? mark : 0;
}

void GatewayLink::tell_shown(Msisdn msisdn, std::uint32_t mark) {
  if (mark != 0 && ports_.shown) ports_.shown(msisdn, mark);
}

void GatewayLink::settled(const std::vector<protocol::Outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    count(outcome);
    notices_.settle(outcome, [this](protocol::Submission each) { submit(std::move(each)); });
  }
}

void GatewayLink::count(const protocol::Outcome& outcome) {
  using Fate = protocol::Outcome::Fate;
  const bool is_screen = outcome.token == screen_token;
  if (is_screen && screens_out_ > 0) --screens_out_;
  if (outcome.fate == Fate::accepted) {
    if (!is_screen) ++counters_.notices_accepted;
    return;
  }
  if (is_screen) ++counters_.screens_lost;
  const auto what = is_screen ? "screen" : "notice";
  if (outcome.status != protocol::status::ok)
    complain(about_submit_, fmt::format("the gateway refused a {} with {}", what,
                                        protocol::status_name(outcome.status)));
  if (outcome.fate == Fate::unsent)
    complain(about_submit_, fmt::format("a {} could not be sent in time", what));
}

}  // namespace airperk::face::smpp
