#include "face/rest/event_json.h"
#include "face/rest/handlers.h"
#include "face/rest/past.h"

/// What happened to a subscriber: everything, or the charges alone.
namespace airperk::face::rest {
namespace {

json charge_row(const subscriber::Event& event, subscriber::ChargeId place,
                std::uint32_t programme_version, const Spoken& spoken) {
  const auto* charged = std::get_if<subscriber::Charged>(&event.fact);
  if (!charged) return nullptr;
  json row{{"id", charge_name(place)}, {"at", spoken.instant(event.at)}};
  row.update(charge_json(*charged, programme_version, spoken));
  return row;
}

json event_row(const subscriber::Event& event, subscriber::ChargeId,
               std::uint32_t programme_version, const Spoken& spoken) {
  return event_json(event, programme_version, spoken);
}

}  // namespace

void add_records(Router& router, engine::Engine& engine) {
  const std::string path = "/v1/subscribers/{msisdn}";
  router.add({Method::get, path + "/timeline", Right::read_timeline, [&engine](const Call& call) {
                return page_of_past(engine, call, "events", event_row);
              }});
  router.add({Method::get, path + "/charges", Right::read_charges, [&engine](const Call& call) {
                return page_of_past(engine, call, "charges", charge_row);
              }});
}

}  // namespace airperk::face::rest
