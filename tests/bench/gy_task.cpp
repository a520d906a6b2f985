#include "gy_task.h"

namespace airperk::bench {

void GyTasks::begin(GyTask& task) {
  task.request = GyRequest{};
  task.request.service = draw_service();
  if (task.request.service != Service::sms) task.request.type = RequestType::initial;
  task.request.session = ++sessions_;
  task.request.subscriber = draws_.below(plan_.subscribers);
  task.open = task.gone_admitted = false;
}

Service GyTasks::draw_service() {
  if (plan_.mode == GyMode::event) return Service::sms;
  auto draw = draws_.below(plan_.mix[0] + plan_.mix[1] + plan_.mix[2]);
  for (const auto service : {Service::voice, Service::sms}) {
    const unsigned weight = plan_.mix[static_cast<std::size_t>(service)];
    if (draw < weight) return service;
    draw -= weight;
  }
  return Service::data;
}

void GyTasks::advance(GyTask& task) {
  GyRequest& request = task.request;
  const GyAnswer& answer = task.answer;
  const bool success = answer.code == diameter::result::success;
  // RFC 8506 does not say whether an update refused as a whole leaves a session to be ended.
  task.gone_admitted =
      request.type == RequestType::update && answer.code == diameter::result::credit_limit_reached;
  task.open = (request.type == RequestType::initial && success) ||
              (request.type == RequestType::update && (success || task.gone_admitted));
  if (!task.open) return;
  const bool last = answer.refused() || answer.final || request.number >= plan_.updates;
  request.type = last ? RequestType::termination : RequestType::update;
  ++request.number;
  // What was granted is used up; the last of it perhaps in part.
  const auto granted = static_cast<std::uint32_t>(answer.granted);
  request.used = success && !last ? granted : draws_.below(granted + 1);
}

}  // namespace airperk::bench
