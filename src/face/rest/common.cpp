#include "face/rest/common.h"

#include <fmt/format.h>

namespace airperk::face::rest {
namespace {

constexpr std::size_t idempotency_key_bytes_max = 255;

std::uint32_t fingerprint_of(const std::string& body) {
  return NameKey::of(body).value;
}

}  // namespace

Msisdn msisdn_in(std::string_view text, std::string field) {
  const auto msisdn = Msisdn::parse(text);
  if (!msisdn) {
    throw problems::bad_field(
        std::move(field),
        fmt::format("\"{}\" is not a number; write 7 to 15 digits with the country code: "
                    "77011234567",
                    text.substr(0, 40)));
  }
  return *msisdn;
}

Msisdn msisdn_of(const Call& call) {
  return msisdn_in(call.arguments.at(0), "msisdn");
}

Imsi imsi_in(std::string_view text) {
  const auto imsi = Imsi::parse(text);
  if (!imsi) throw problems::bad_field("imsi", "\"imsi\" must have 6 to 15 digits");
  return *imsi;
}

programme::Language language_in(std::string_view tag) {
  const auto language = programme::Language::parse(tag);
  if (!language) {
    throw problems::bad_field("language", "\"language\" must be a tag of two or three letters");
  }
  return *language;
}

subscriber::AgeBand age_band_in(std::string_view name, std::string field) {
  const auto band = subscriber::age_band_with_name(name);
  if (!band) {
    auto words = fmt::format("\"{}\" must be {}", field, subscriber::all_age_bands);
    throw problems::bad_field(std::move(field), std::move(words));
  }
  return *band;
}

std::string who(const Call& call, const Fields& fields) {
  const auto said = fields.optional_text("by");
  if (!said || *said == call.caller.name) return call.caller.name;
  if (call.caller.role == Role::admin && !call.caller.is_person()) return *said;
  throw problems::bad_field(
      "by", fmt::format("\"by\" is whoever asks, {}: leave it out, or ask as {}", call.caller.name,
                        said->substr(0, 40)));
}

void check(const engine::Answer& answer, FieldNames names) {
  switch (answer.fault) {
    case engine::Fault::none:
      break;
    case engine::Fault::key_reused:
      throw Problem{.status = 422,
                    .type = "/problems/key-reused",
                    .title = "The Idempotency-Key was used before",
                    .detail = "this key came with another body; take a new key for a new request"};
    case engine::Fault::programme_refused:
      throw Problem{.status = 409,
                    .type = "/problems/programme-refused",
                    .title = "The programme cannot follow the one in force",
                    .detail = answer.detail};
    case engine::Fault::plan_refused: {
      const auto& problem = std::get<outreach::PlanProblem>(answer.body);
      throw problems::bad_field(problem.field, problem.words);
    }
    case engine::Fault::move_refused:
      throw Problem{.status = 409,
                    .type = "/problems/campaign-state",
                    .title = "It cannot go there",
                    .detail = answer.detail};
    case engine::Fault::unknown_campaign:
    case engine::Fault::unknown_publication:
      throw problems::not_found(answer.detail);
    case engine::Fault::clock_refused:
      throw Problem{.status = 409,
                    .type = "/problems/clock-behind",
                    .title = "The clock cannot be confirmed",
                    .detail = answer.detail};
    case engine::Fault::shed:
      throw problems::overloaded();
    case engine::Fault::foreign_session:  // these two over Gy alone
    case engine::Fault::too_old:
    case engine::Fault::overtaken:
      throw Problem{.status = 503,
                    .type = "/problems/busy",
                    .title = "Busy",
                    .detail = "the subscriber is being charged without a pause; ask again",
                    .headers = {{"Retry-After", "1"}}};
    case engine::Fault::broken:
      throw problems::broken(answer.detail);
    case engine::Fault::damaged:
      throw problems::damaged(answer.detail);
  }
  if (answer.refusal) throw refused(*answer.refusal, names);
}

Ask ask(engine::Target target, engine::Command command, Render render, FieldNames names) {
  Ask asked;
  asked.request.target = target;
  asked.request.command = std::move(command);
  asked.then = [render = std::move(render), names](const engine::Answer& answer) {
    check(answer, names);
    return render(answer);
  };
  return asked;
}

Ask ask_once(const engine::Engine& engine, const Call& call, engine::Command command,
             Render render) {
  return once(engine, call, ask(msisdn_of(call), std::move(command), std::move(render)));
}

Ask once(const engine::Engine& engine, const Call& call, Ask asked) {
  if (!call.idempotency_key) return asked;
  const auto& key = *call.idempotency_key;
  if (key.empty() || key.size() > idempotency_key_bytes_max) {
    throw problems::bad_request(
        fmt::format("Idempotency-Key must have 1 to {} bytes", idempotency_key_bytes_max));
  }
  // Each caller counts its own: the bank's receipt 1001 is not the kiosk's.
  const auto& caller = call.caller;
  const auto whose = fmt::format("{} {}{} {}", name_of(caller.role), caller.is_person() ? "@" : "",
                                 caller.name, call.path);
  asked.request.key = engine.keys().key("http", whose, key);
  asked.request.lasting_key = true;
  asked.request.fingerprint = fingerprint_of(call.body);
  asked.then = [then = std::move(asked.then)](const engine::Answer& answer) {
    Response response;
    try {
      response = then(answer);
    } catch (const Problem& problem) {
      response = to_response(problem);
    }
    if (answer.repeated && answer.fault == engine::Fault::none) {
      response.headers.emplace_back("Idempotent-Replayed", "true");
    }
    return response;
  };
  return asked;
}

Spoken::Spoken(const engine::Engine& engine, Instant now)
    : now_(now), house_(engine.house()), programme_(house_->programmes.at(now).programme) {}

std::string Spoken::name(NameKey key) const {
  if (const auto* name = programme_->name_of(key)) return *name;
  for (auto number = house_->programmes.latest().number; number > 0; --number) {
    if (const auto* name = house_->programmes.number(number)->programme->name_of(key)) {
      return *name;
    }
  }
  return "";
}

const std::string& Spoken::bonus_name(std::uint32_t programme_version) const {
  const auto* version = house_->programmes.number(programme_version);
  return (version ? version->programme : programme_)->bonus.name;
}

json Spoken::instant(Instant at) const {
  if (at >= Instant::never()) return nullptr;
  return programme_->zone.to_rfc3339(at);
}

const programme::Contacts& Spoken::caps_of(Month month) const {
  const auto end = programme_->zone.start_of(month.next()) - Duration::microseconds(1);
  return house_->programmes.at(std::min(end, now_)).programme->contacts;
}

std::string_view name_of(subscriber::Channel channel) {
  switch (channel) {
    case subscriber::Channel::ussd:
      return "ussd";
    case subscriber::Channel::sms:
      return "sms";
    case subscriber::Channel::call:
      return "call";
    case subscriber::Channel::api:
      return "api";
    case subscriber::Channel::web:
      return "web";
  }
  return "";
}

std::string_view name_of(subscriber::Unit unit) {
  switch (unit) {
    case subscriber::Unit::units:
      return "units";
    case subscriber::Unit::seconds:
      return "s";
    case subscriber::Unit::messages:
      return "SMS";
    case subscriber::Unit::bytes:
      return "bytes";
  }
  return "";
}

std::string_view name_of(subscriber::BalanceKind kind) {
  switch (kind) {
    case subscriber::BalanceKind::smart:
      return "smart";
    case subscriber::BalanceKind::promotion:
      return "promotion";
    case subscriber::BalanceKind::allowance:
      return "allowance";
    case subscriber::BalanceKind::extra:
      return "extra";
  }
  return "";
}

std::string_view name_of(subscriber::ContactKind kind) {
  return kind == subscriber::ContactKind::message ? "message" : "survey";
}

std::string_view name_of(subscriber::ServiceMessageKind kind) {
  using subscriber::ServiceMessageKind;
  switch (kind) {
    case ServiceMessageKind::activation:
      return "activation";
    case ServiceMessageKind::expiry:
      return "expiry";
    case ServiceMessageKind::new_terms:
      return "new_terms";
    case ServiceMessageKind::how_to_leave:
      return "how_to_leave";
  }
  return "";
}

std::string_view name_of(subscriber::ContactState state) {
  using subscriber::ContactState;
  switch (state) {
    case ContactState::taken:
      return "taken";
    case ContactState::handed_over:
      return "handed_over";
    case ContactState::delivered:
      return "delivered";
    case ContactState::failed:
      return "failed";
    case ContactState::unknown:
      return "unknown";
    case ContactState::returned:
      return "returned";
    case ContactState::refused:
      return "refused";
    case ContactState::control:
      return "control";
  }
  return "";
}

std::string_view name_of(subscriber::Participation participation) {
  using subscriber::Participation;
  switch (participation) {
    case Participation::none:
      return "";
    case Participation::completed:
      return "completed";
    case Participation::refused:
      return "refused";
  }
  return "";
}

std::string_view name_of(subscriber::ContactRule rule) {
  using subscriber::ContactRule;
  switch (rule) {
    case ContactRule::none:
      return "";
    case ContactRule::C2:
      return "C2";
    case ContactRule::C3:
      return "C3";
    case ContactRule::C4:
      return "C4";
    case ContactRule::M5:
      return "M5";
  }
  return "";
}

std::string amount_in(subscriber::Unit unit, std::int64_t value) {
  return unit == subscriber::Unit::units ? Amount::nano(value).to_string() : std::to_string(value);
}

}  // namespace airperk::face::rest
