#include "face/rest/subscribers.h"

#include "core/dialogue/words.h"
#include "core/subscriber/sessions.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Viewed;

Response no_content(const Answer&) {
  return {.status = 204};
}

json text_or_null(std::string_view text) {
  return text.empty() ? json(nullptr) : json(text);
}

json membership_of(const subscriber::Record& record, const Spoken& spoken) {
  if (!record.membership) return nullptr;
  const auto& membership = *record.membership;
  return {{"since", spoken.instant(membership.since)},
          {"terms_version", membership.terms_version},
          {"channel", name_of(membership.channel)},
          {"language", membership.language.to_string()}};
}

json services_of(const subscriber::Record& record, const Spoken& spoken) {
  auto services = json::array();
  for (const auto& active : record.services) {
    services.push_back({{"name", spoken.name(active.service)}, {"fee_paid", active.fee_paid}});
  }
  return services;
}

json this_month(const subscriber::Record& record, const Spoken& spoken, Instant now) {
  const auto counts = record.counts_of(spoken.programme().zone.month_of(now));
  return {{"month", counts.month.to_string()},
          {"grants", counts.grants},
          {"activations", counts.activations},
          {"messages", counts.messages},
          {"surveys", counts.surveys}};
}

}  // namespace

json subscriber_json(const Viewed& viewed, const Spoken& spoken, Instant now) {
  const auto& record = viewed.record;
  return {{"msisdn", viewed.msisdn.to_string()},
          {"imsi", viewed.imsi.packed() == 0 ? json(nullptr) : json(viewed.imsi.to_string())},
          {"brand", spoken.name(record.brand)},
          {"tariff", spoken.name(record.tariff)},
          {"tariff_fee_paid", record.tariff_fee_paid},
          {"language", record.language.to_string()},
          {"region", text_or_null(spoken.name(record.region))},
          {"age_band", text_or_null(subscriber::name_of(record.age_band))},
          {"main", subscriber::main_with_set_aside(record).to_string()},
          {"member", record.is_member()},
          {"membership", membership_of(record, spoken)},
          {"services", services_of(record, spoken)},
          {"this_month", this_month(record, spoken, now)},
          {"erased", record.is_erased},
          {"erase_at", spoken.instant(record.erase_at)}};
}

json balances_json(const subscriber::Record& record, const Spoken& spoken) {
  const auto bonus = dialogue::bonus_units(record);
  json body{{"main", subscriber::main_with_set_aside(record).to_string()},
            {"bonus", {{"units", bonus.units.to_string()}, {"until", spoken.instant(bonus.until)}}},
            {"waiting", json::array()},
            {"balances", json::array()}};
  for (const auto& grant : record.waiting) {
    body["waiting"].push_back(
        {{"units", grant.amount.to_string()}, {"until", spoken.instant(grant.until)}});
  }
  for (const auto& balance : record.balances) {
    const bool smart = balance.kind == subscriber::BalanceKind::smart;
    const auto aside = subscriber::set_aside(record, balance.id);
    body["balances"].push_back({{"name", smart ? spoken.programme().bonus.name : balance.name},
                                {"kind", name_of(balance.kind)},
                                {"unit", name_of(balance.unit)},
                                {"amount", amount_in(balance.unit, balance.left + aside)},
                                {"set_aside", amount_in(balance.unit, aside)},
                                {"until", spoken.instant(balance.until)}});
  }
  return body;
}

namespace {

Reaction put_subscriber(const Call& call) {
  const Fields fields(call.body,
                      {"imsi", "brand", "tariff", "language", "main", "region", "age_band"});
  engine::Provision stated;
  if (const auto imsi = fields.optional_text("imsi")) stated.imsi = imsi_in(*imsi);
  if (const auto tag = fields.optional_text("language")) stated.language = language_in(*tag);
  stated.brand = fields.text("brand");
  stated.tariff = fields.text("tariff");
  stated.main = fields.optional_amount("main").value_or(Amount());
  stated.region = fields.optional_text("region");
  if (const auto band = fields.optional_text("age_band")) {
    stated.age_band = age_band_in(*band, "age_band");
  }
  return ask(msisdn_of(call), std::move(stated),
             [msisdn = msisdn_of(call)](const Answer& answer) {
               const bool created = std::get<engine::Outcome>(answer.body).created;
               auto response = json_response(created ? 201 : 200, {{"msisdn", msisdn.to_string()}});
               if (created) {
                 response.headers.emplace_back("Location", "/v1/subscribers/" + msisdn.to_string());
               }
               return response;
             },
             {.amount = "main"});
}

Reaction put_tariff(const Call& call) {
  const Fields fields(call.body, {"tariff", "fee_paid"});
  return ask(
      msisdn_of(call),
      subscriber::ChangeTariff{NameKey::of(fields.text("tariff")), fields.flag("fee_paid", true)},
      no_content);
}

Reaction put_brand(const Call& call) {
  const Fields fields(call.body, {"brand"});
  return ask(msisdn_of(call), subscriber::ChangeBrand{NameKey::of(fields.text("brand"))},
             no_content);
}

Reaction put_language(const Call& call) {
  const Fields fields(call.body, {"language"});
  return ask(msisdn_of(call), subscriber::SetLanguage{language_in(fields.text("language"))},
             no_content);
}

Reaction put_service(const Call& call) {
  const Fields fields(call.body, {"fee_paid"});
  return ask(
      msisdn_of(call),
      subscriber::TakeService{NameKey::of(call.arguments.at(1)), fields.flag("fee_paid", true)},
      no_content);
}

Reaction delete_service(const Call& call) {
  return ask(msisdn_of(call), subscriber::DropService{NameKey::of(call.arguments.at(1))},
             no_content);
}

}  // namespace

void add_subscribers(Router& router, engine::Engine& engine) {
  const std::string path = "/v1/subscribers/{msisdn}";
  router.add({Method::get, path, Right::read_subscriber, [&engine](const Call& call) -> Reaction {
                return ask(msisdn_of(call), engine::View{}, [&engine](const Answer& answer) {
                  const auto& viewed = std::get<Viewed>(answer.body);
                  return json_response(
                      200, subscriber_json(viewed, Spoken(engine, answer.now), answer.now));
                });
              }});
  router.add({Method::get, path + "/balances", Right::read_balances,
              [&engine](const Call& call) -> Reaction {
                return ask(msisdn_of(call), engine::View{}, [&engine](const Answer& answer) {
                  const auto& viewed = std::get<Viewed>(answer.body);
                  return json_response(200,
                                       balances_json(viewed.record, Spoken(engine, answer.now)));
                });
              }});
  router.add({Method::put, path, Right::provision, put_subscriber});
  router.add({Method::put, path + "/tariff", Right::provision, put_tariff});
  router.add({Method::put, path + "/brand", Right::provision, put_brand});
  router.add({Method::put, path + "/language", Right::provision, put_language});
  router.add({Method::put, path + "/services/{name}", Right::provision, put_service});
  router.add({Method::del, path + "/services/{name}", Right::provision, delete_service});
}

}  // namespace airperk::face::rest
