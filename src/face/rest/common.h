#pragma once

#include <functional>

#include "engine/engine.h"
#include "face/rest/json.h"
#include "face/rest/message.h"
#include "face/rest/problem.h"

/// What the handlers share: from a call to the engine and back.
namespace airperk::face::rest {

/// The subscriber whom the path names.
Msisdn msisdn_of(const Call& call);
Msisdn msisdn_in(std::string_view text, std::string field);
Imsi imsi_in(std::string_view text);
programme::Language language_in(std::string_view tag);
/// "18-24"; an empty one is unknown.
subscriber::AgeBand age_band_in(std::string_view name, std::string field);

/// Who does it: the login. A body's "by" can only say the same; but an admin token, which
/// automation has, may say on whose behalf it acts.
std::string who(const Call& call, const Fields& fields);

/// Throws the answer's refusal or fault as a Problem.
void check(const engine::Answer& answer, FieldNames names = {});

using Render = std::function<Response(const engine::Answer&)>;
/// Asks, and renders an answer that is no refusal.
Ask ask(engine::Target target, engine::Command command, Render render, FieldNames names = {});
/// The same, once only for each Idempotency-Key: a repetition is answered as the first time, with
/// "Idempotent-Replayed: true".
Ask ask_once(const engine::Engine& engine, const Call& call, engine::Command command,
             Render render);
/// The same of what is asked, whoever it is about.
Ask once(const engine::Engine& engine, const Call& call, Ask asked);

/// Names and instants as people know them.
class Spoken {
 public:
  Spoken(const engine::Engine& engine, Instant now);

  const programme::Programme& programme() const { return *programme_; }
  const engine::House& house() const { return *house_; }
  /// A brand's, tariff's or service's, also of programmes that are over.
  std::string name(NameKey key) const;
  /// What the SMART units were called by that programme.
  const std::string& bonus_name(std::uint32_t programme_version) const;
  /// RFC 3339 in the programme's zone; null for an instant that never comes.
  json instant(Instant at) const;
  /// The caps in force when that month ended, or now if it has not.
  const programme::Contacts& caps_of(Month month) const;

 private:
  Instant now_;
  std::shared_ptr<const engine::House> house_;
  std::shared_ptr<const programme::Programme> programme_;
};

std::string_view name_of(subscriber::Channel channel);
std::string_view name_of(subscriber::Unit unit);
std::string_view name_of(subscriber::BalanceKind kind);
std::string_view name_of(subscriber::ContactKind kind);
std::string_view name_of(subscriber::ContactState state);
std::string_view name_of(subscriber::ServiceMessageKind kind);
std::string_view name_of(subscriber::Participation participation);
/// "C2"; empty for none.
std::string_view name_of(subscriber::ContactRule rule);
/// A decimal string, whatever the unit.
std::string amount_in(subscriber::Unit unit, std::int64_t value);

}  // namespace airperk::face::rest
