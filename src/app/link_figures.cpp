#include "app/link_figures.h"

namespace airperk::app {

using face::rest::LinkFigures;

LinkFigures figures_of(const std::string& name, const face::smpp::SmsLink& link) {
  const auto& counts = link.counters();
  return {.name = name,
          .kind = "sms",
          .up = counts.bound,
          .queued = link.queued(),
          .counts = {{"accepted", counts.accepted},
                     {"refused", counts.refused},
                     {"throttled", counts.throttled},
                     {"unknown", counts.unknown},
                     {"receipts", counts.receipts},
                     {"received", counts.received},
                     {"unread", counts.unread},
                     {"odd PDUs", link.odd()}}};
}

LinkFigures figures_of(const std::string& name, const face::smpp::GatewayLink& link) {
  const auto& counts = link.counters();
  return {.name = name,
          .kind = "ussd",
          .up = counts.bound,
          .counts = {{"dials", counts.dials},
                     {"screens", counts.screens},
                     {"screens lost", counts.screens_lost},
                     {"refused", counts.refused},
                     {"notices", counts.notices},
                     {"notices accepted", counts.notices_accepted},
                     {"odd PDUs", link.odd()}}};
}

LinkFigures figures_of(const std::string& name, const face::gy::Server& server) {
  const auto& counts = server.counters();
  return {.name = name,
          .kind = "diameter",
          .up = counts.peers_open > 0,
          .counts = {{"peers", counts.peers_open},
                     {"peers refused", counts.peers_refused},
                     {"requests", counts.requests},
                     {"answers", counts.answers},
                     {"refused", counts.refused},
                     {"late", counts.late},
                     {"emergency", counts.at_once},
                     {"reports asked", counts.reports_asked}},
          .latency = server.latency()};
}

}  // namespace airperk::app
