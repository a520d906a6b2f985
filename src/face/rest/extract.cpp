#include "face/rest/extract.h"

#include "face/rest/event_json.h"
#include "face/rest/event_words.h"
#include "face/rest/subscribers.h"

namespace airperk::face::rest {
namespace {

constexpr std::size_t batches_at_once = 64;
constexpr std::size_t accesses_at_once = 200;

constexpr std::string_view about =
    "Everything that the programme holds about this number. Amounts are in tenge and in bonus "
    "units "
    "of one tenge each; instants carry their offset. What was erased is not in here, because it is "
    "not known any more.";
constexpr std::string_view about_surveys =
    "What somebody answers to a survey is kept apart from their number, under a pseudonym that "
    "nobody can turn back once the survey closes. It is no part of this document, and stands in no "
    "journal or record of this number.";
constexpr std::string_view about_accesses =
    "Everybody who looked at this number under a login of their own, newest first. What other "
    "systems of the operator read to do their work is not written down one by one.";

json numbers_of(engine::Engine& engine, SubscriberId id, const Spoken& spoken) {
  const auto known = engine.identities(id);
  auto imsis = json::array();
  for (const auto& span : known.imsis) {
    imsis.push_back({{"imsi", span.imsi.to_string()},
                     {"since", spoken.instant(span.from)},
                     {"until", spoken.instant(span.until)}});
  }
  return {{"msisdn", known.msisdn.to_string()},
          {"since", spoken.instant(known.since)},
          {"sim_cards", std::move(imsis)}};
}

json campaign_of(std::uint32_t id, const Spoken& spoken) {
  const auto* campaign = spoken.house().campaigns.find(id);
  return {{"campaign", id},
          {"partner", campaign ? campaign->plan.partner : ""},
          {"name", campaign ? campaign->plan.name : ""}};
}

json contacts_of(const subscriber::Record& record, const Spoken& spoken) {
  auto list = json::array();
  for (const auto& contact : record.contacts) {
    auto row = campaign_of(contact.campaign, spoken);
    row["kind"] = name_of(contact.kind);
    row["channel"] = name_of(contact.channel);
    row["what_became_of_it"] = words_of(contact.state);
    if (contact.rule != subscriber::ContactRule::none) row["rule"] = name_of(contact.rule);
    row["at"] = spoken.instant(contact.at);
    list.push_back(std::move(row));
  }
  return list;
}

json surveys_of(const subscriber::Record& record, const Spoken& spoken) {
  auto list = json::array();
  for (const auto& contact : record.contacts) {
    if (contact.participation == subscriber::Participation::none) continue;
    auto row = campaign_of(contact.campaign, spoken);
    row["took_part"] = name_of(contact.participation);
    list.push_back(std::move(row));
  }
  return {{"answers", about_surveys}, {"participation", std::move(list)}};
}

/// Written so that more members can follow.
std::string begun(const json& object) {
  auto text = object.dump(1, ' ', false, json::error_handler_t::replace);
  text.resize(text.size() - std::string_view("\n}").size());
  return text;
}

}  // namespace

Extract::Extract(engine::Engine& engine, const store::access::AccessLog* accesses,
                 const engine::Viewed& viewed, Instant now)
    : engine_(engine),
      accesses_(accesses),
      spoken_(engine, now),
      now_(now),
      viewed_(viewed),
      at_(viewed.head),
      is_forgotten_(viewed.record) {}

std::string Extract::next() {
  switch (stage_) {
    case Stage::head:
      return head();
    case Stage::timeline:
      return some_timeline();
    case Stage::consents:
      return consent_spans();
    case Stage::accesses:
      return some_accesses();
    case Stage::end:
      break;
  }
  return {};
}

std::string Extract::head() {
  auto person = subscriber_json(viewed_, spoken_, now_);
  for (const auto* elsewhere : {"msisdn", "imsi", "main"}) person.erase(elsewhere);
  const json document{{"about", about},
                      {"made_at", spoken_.instant(now_)},
                      {"number", numbers_of(engine_, viewed_.id, spoken_)},
                      {"person", std::move(person)},
                      {"balances", balances_json(viewed_.record, spoken_)},
                      {"contacts", contacts_of(viewed_.record, spoken_)},
                      {"surveys", surveys_of(viewed_.record, spoken_)}};
  stage_ = Stage::timeline;
  return begun(document) + ",\n \"timeline\": [";
}

std::string Extract::some_timeline() {
  const auto batches = engine_.timeline(at_, batches_at_once);
  std::string piece;
  for (const auto& batch : batches) {
    for (auto event = batch.events.rbegin(); event != batch.events.rend(); ++event) {
      if (is_forgotten_(event->fact, batch.version)) continue;
      note_consent(*event, batch.programme_version);
      json row{{"at", spoken_.instant(event->at)}, {"what", event_words(event->fact)}};
      row.update(event_json(*event, batch.programme_version, spoken_));
      add_row(row, piece);
    }
  }
  at_ = batches.empty() ? store::Position() : batches.back().previous;
  if (at_.value == 0) {
    stage_ = Stage::consents;
    piece += "\n ]";
  }
  // A page of which nothing is shown is no end of the document.
  return piece.empty() ? "\n" : piece;
}

void Extract::note_consent(const subscriber::Event& event, std::uint32_t programme_version) {
  if (std::holds_alternative<subscriber::Left>(event.fact)) left_ = event.at;
  const auto* joined = std::get_if<subscriber::Joined>(&event.fact);
  if (!joined) return;
  spans_.push_back({event.at, left_, *joined, programme_version});
  left_.reset();
}

std::string Extract::consent_spans() {
  std::string piece = ",\n \"consents\": [";
  list_begun_ = false;
  for (const auto& span : spans_) {
    json row{{"to", std::vector<std::string>(std::begin(consents), std::end(consents))}};
    row.update(evidence_of(span, spoken_));
    add_row(row, piece);
  }
  list_begun_ = false;
  stage_ = Stage::accesses;
  return piece + "\n ],\n \"looked_at_by\": {\"about\": " + json(about_accesses).dump() +
         ", \"accesses\": [";
}

std::string Extract::some_accesses() {
  const auto of_this_person = [id = viewed_.id.value](const store::access::Access& access) {
    return access.subscriber == id;
  };
  const auto found = accesses_
                         ? accesses_->newest(accesses_before_, accesses_at_once, of_this_person)
                         : std::vector<store::access::Access>();
  std::string piece;
  for (const auto& access : found) {
    add_row({{"at", spoken_.instant(access.at)},
             {"who", access.who},
             {"role", access.role},
             {"what", access.what},
             {"why", access.why}},
            piece);
  }
  if (found.size() == accesses_at_once) {
    accesses_before_ = found.back().number;
    return piece;
  }
  stage_ = Stage::end;
  return piece + "\n ]}\n}\n";
}

void Extract::add_row(const json& row, std::string& piece) {
  piece += list_begun_ ? ",\n  " : "\n  ";
  piece += text_of(row);
  list_begun_ = true;
}

}  // namespace airperk::face::rest
