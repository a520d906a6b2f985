#include <fmt/format.h>

#include <charconv>

#include "face/rest/audience_json.h"
#include "face/rest/campaign_call.h"
#include "face/rest/days.h"
#include "face/rest/handlers.h"
#include "face/rest/language_texts.h"
#include "face/rest/surveys.h"

/// Campaigns: planned by one person, approved by another, and what became of them.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Outcome;
using outreach::Campaign;
using outreach::CampaignState;
using subscriber::Channel;
using subscriber::ContactKind;
using subscriber::ContactRule;
using subscriber::ContactState;

constexpr std::int64_t per_minute_max = 10'000'000;

std::string_view name_of(CampaignState state) {
  switch (state) {
    case CampaignState::planned:
      return "planned";
    case CampaignState::approved:
      return "approved";
    case CampaignState::paused:
      return "paused";
    case CampaignState::finished:
      return "finished";
    case CampaignState::cancelled:
      return "cancelled";
  }
  return "";
}

/// The links of the campaign's channel, if none of them is up. (Of a PBX, calls tell.)
json missing_link(Channel channel, const Links& links) {
  if (!links || channel == Channel::call) return nullptr;
  const auto kind = rest::name_of(channel);
  std::string names;
  for (const auto& link : links()) {
    if (link.kind != kind) continue;
    if (link.up) return nullptr;
    names += (names.empty() ? " " : ", ") + link.name;
  }
  if (names.empty()) return fmt::format("a link for {}: none is configured", kind);
  return fmt::format("a link for {}: not connected is{}", kind, names);
}

/// What it waits for, as the dispatcher goes by it.
json waits_for(const Campaign& campaign, const engine::ContactTally& tally, const Spoken& spoken,
               const Links& links, Instant now) {
  if (campaign.state == CampaignState::planned) return "approval";
  if (tally.in(ContactState::taken) > 0) return "answers";
  if (campaign.state != CampaignState::approved) return nullptr;
  if (spoken.house().campaigns.stopped()) return "a person: all contacts are stopped";
  if (now < campaign.plan.starts) return "start";
  if (!outreach::in_hours(spoken.programme(), now)) return "quiet hours";
  return missing_link(campaign.plan.channel, links);
}

json waterfall(const Campaign& campaign, const engine::ContactTally& tally) {
  auto refused = json::object();
  for (const auto rule : {ContactRule::C2, ContactRule::C3, ContactRule::C4, ContactRule::M5}) {
    refused[std::string(rest::name_of(rule))] = tally.by_rule[static_cast<std::size_t>(rule)];
  }
  const auto& audience = campaign.plan.audience;
  return {{"audience", audience.listed ? json(audience.subscribers.size()) : json(nullptr)},
          {"control", tally.in(ContactState::control)},
          {"refused", std::move(refused)},
          {"taken", tally.taken()},
          {"handed_over", tally.in(ContactState::handed_over) + tally.in(ContactState::delivered) +
                              tally.in(ContactState::failed)},
          {"delivered", tally.in(ContactState::delivered)},
          {"failed", tally.in(ContactState::failed)},
          {"unknown", tally.in(ContactState::unknown)},
          {"returned", tally.in(ContactState::returned)}};
}

std::string_view report_state(const Campaign& campaign) {
  if (!campaign.released_by.empty()) return "released";
  return campaign.report ? "closed" : "open";
}

json campaign_json(const engine::Engine& engine, const Links& links, const Campaign& campaign,
                   Instant now) {
  const Spoken spoken(engine, now);
  const auto tally = engine.contact_tallies()->of(campaign.id);
  const auto& plan = campaign.plan;
  json written{
      {"id", campaign.id},
      {"partner", plan.partner},
      {"name", plan.name},
      {"kind", rest::name_of(plan.kind)},
      {"channel", rest::name_of(plan.channel)},
      {"texts", texts_json(plan.texts)},
      {"audience", audience_json(plan.audience, spoken)},
      {"control", plan.control},
      {"starts", spoken.instant(plan.starts)},
      {"ends", spoken.instant(plan.ends)},
      {"priority", plan.priority},
      {"volume", plan.volume},
      {"per_minute", plan.per_minute == 0 ? json(nullptr) : json(plan.per_minute)},
      {"by", plan.by},
      {"approved_by", campaign.approved_by.empty() ? json(nullptr) : json(campaign.approved_by)},
      {"state", name_of(campaign.state)},
      {"waits_for", waits_for(campaign, tally, spoken, links, now)},
      {"waterfall", waterfall(campaign, tally)}};
  if (plan.survey) {
    written["survey"] = questionnaire_json(*plan.survey, spoken);
    written["report"] = report_state(campaign);
  }
  return written;
}

Response read_as(const engine::Engine& engine, const Links& links, std::uint32_t id,
                 unsigned status) {
  const auto house = engine.house();
  const auto* campaign = house->campaigns.find(id);
  if (!campaign) throw no_such_campaign();
  return json_response(status, campaign_json(engine, links, *campaign, engine.now()));
}

/// Those that run on some of these days.
struct Running {
  Instant from = Instant::beginning(), until = Instant::never();
  bool has(const outreach::Plan& plan) const { return plan.starts < until && plan.ends > from; }
};

Running running_in(const Call& call, const Zone& zone) {
  Running running;
  if (const auto day = day_query(call, "from")) running.from = start_of_day(zone, *day);
  if (const auto day = day_query(call, "until")) running.until = start_of_day(zone, *day);
  if (running.from >= running.until) {
    throw problems::bad_field("until", "\"until\" is the day after the last one: after \"from\"");
  }
  return running;
}

Response list(const engine::Engine& engine, const Links& links, const Call& call) {
  check_query(call, {"before", "limit", "from", "until"});
  const auto before = whole_query(call, "before", UINT32_MAX, 1, UINT32_MAX);
  const auto limit = whole_query(call, "limit", 50, 1, 500);
  const auto house = engine.house();
  const auto running = running_in(call, house->programmes.at(engine.now()).programme->zone);
  const auto& all = house->campaigns.all();
  auto campaigns = json::array();
  for (auto at = std::make_reverse_iterator(all.lower_bound(static_cast<std::uint32_t>(before)));
       at != all.rend() && static_cast<std::int64_t>(campaigns.size()) < limit; ++at) {
    if (!sees(call.caller, *at->second) || !running.has(at->second->plan)) continue;
    campaigns.push_back(campaign_json(engine, links, *at->second, engine.now()));
  }
  return json_response(
      200, {{"stopped", house->campaigns.stopped()}, {"campaigns", std::move(campaigns)}});
}

ContactKind kind_in(const std::string& text) {
  if (text == "message") return ContactKind::message;
  if (text == "survey") return ContactKind::survey;
  throw problems::bad_field("kind", "\"kind\" must be \"message\" or \"survey\"");
}

Channel channel_in(const std::string& text) {
  for (const auto channel : {Channel::sms, Channel::ussd, Channel::call}) {
    if (rest::name_of(channel) == text) return channel;
  }
  throw problems::bad_field("channel", "\"channel\" must be \"sms\", \"ussd\" or \"call\"");
}

Reaction plan(const engine::Engine& engine, const Links& links, const Call& call) {
  const Fields fields(call.body,
                      {"partner", "name", "kind", "channel", "texts", "audience", "starts", "ends",
                       "priority", "volume", "per_minute", "control", "by", "survey"});
  engine::PlanCampaign asked;
  auto& plan = asked.plan;
  plan.partner = fields.text("partner");
  plan.name = fields.text("name");
  plan.kind = kind_in(fields.text("kind"));
  plan.channel = channel_in(fields.text("channel"));
  plan.texts = language_texts_in(fields, "texts");
  read_audience(fields, asked);
  plan.starts = fields.has("starts") ? fields.instant("starts") : Instant::beginning();
  plan.ends = fields.has("ends") ? fields.instant("ends") : Instant::beginning();
  if (fields.has("priority")) {
    plan.priority = static_cast<int>(
        fields.whole("priority", outreach::priority_highest, outreach::priority_lowest));
  }
  if (fields.has("volume")) {
    plan.volume = static_cast<std::uint32_t>(fields.whole("volume", 1, UINT32_MAX));
  }
  if (fields.has("per_minute")) {
    plan.per_minute = static_cast<std::uint32_t>(fields.whole("per_minute", 1, per_minute_max));
  }
  read_control(engine, fields, plan);
  plan.by = who(call, fields);
  if (fields.has("survey")) plan.survey = read_questionnaire(fields);
  // The same plan twice is two campaigns, unless its key says otherwise.
  const auto render = [&engine, links](const Answer& answer) {
    return read_as(engine, links, std::get<Outcome>(answer.body).version, 201);
  };
  return once(engine, call, ask({}, std::move(asked), render));
}

/// Before anything is planned: how many members a segment would reach at an instant.
Reaction reach(engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"kind", "audience", "control", "at"});
  engine::CountReach count;
  count.audience = segment_in(fields, "a list is as long as it is");
  outreach::Plan plan;
  read_control(engine, fields, plan);
  count.control = plan.control;
  count.control_key = plan.control_key;
  count.kind = kind_in(fields.text("kind"));
  count.at = fields.has("at") ? fields.instant("at") : engine.now();
  return Work{[&engine, count]() mutable {
    engine::Reach all;
    do {
      const auto answer = engine.ask({{}, count});
      const auto& part = std::get<engine::Reach>(answer.body);
      all.members += part.members;
      all.audience += part.audience;
      all.control += part.control;
      all.reachable += part.reachable;
      all.end = part.end;
      count.after = part.through;
    } while (!all.end);
    const Spoken spoken(engine, count.at);
    return json_response(200, {{"at", spoken.instant(count.at)},
                               {"members", all.members},
                               {"audience", all.audience},
                               {"control", all.control},
                               {"without_a_slot", all.audience - all.control - all.reachable},
                               {"reachable", all.reachable}});
  }};
}

Reaction move(const engine::Engine& engine, const Links& links, const Call& call, CampaignState to,
              bool resumes) {
  const Fields fields(call.body, {"by"});
  const auto id = campaign_id_in(call);
  return ask({}, engine::MoveCampaign{id, to, who(call, fields), resumes},
             [&engine, links, id](const Answer&) { return read_as(engine, links, id, 200); });
}

Reaction stop(const engine::Engine&, const Call& call, bool stopped) {
  const Fields fields(call.body, {"by"});
  return ask({}, engine::StopContacts{stopped, who(call, fields)}, [stopped](const Answer&) {
    return json_response(200, {{"stopped", stopped}});
  });
}

}  // namespace

void add_campaigns(Router& router, engine::Engine& engine, Links links) {
  const auto moves = [&](const char* action, Right right, CampaignState to) {
    router.add({Method::post, std::string("/v1/campaigns/{id}/") + action, right,
                [&engine, links, to, resumes = std::string_view(action) == "resume"](
                    const Call& call) { return move(engine, links, call, to, resumes); }});
  };
  router.add(
      {Method::get, "/v1/campaigns", Right::read_campaigns,
       [&engine, links](const Call& call) -> Reaction { return list(engine, links, call); }});
  router.add({Method::post, "/v1/campaigns", Right::plan_campaigns,
              [&engine, links](const Call& call) { return plan(engine, links, call); }});
  router.add({Method::post, "/v1/campaigns/reach", Right::plan_campaigns,
              [&engine](const Call& call) { return reach(engine, call); }});
  router.add({Method::get, "/v1/campaigns/{id}", Right::read_campaigns,
              [&engine, links](const Call& call) -> Reaction {
                return read_as(engine, links, campaign_of(*engine.house(), call).id, 200);
              }});
  moves("approval", Right::approve_campaigns, CampaignState::approved);
  moves("resume", Right::plan_campaigns, CampaignState::approved);
  moves("pause", Right::plan_campaigns, CampaignState::paused);
  moves("cancel", Right::plan_campaigns, CampaignState::cancelled);
  router.add({Method::post, "/v1/contacts/stop", Right::stop_contacts,
              [&engine](const Call& call) { return stop(engine, call, true); }});
  router.add({Method::post, "/v1/contacts/resume", Right::stop_contacts,
              [&engine](const Call& call) { return stop(engine, call, false); }});
}

}  // namespace airperk::face::rest
