#include "app/gy_charging.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "engine/refunds.h"
#include "face/gy/charging.h"

namespace airperk::app {
namespace {

/// They are read and decided one after the other: more would not be answered in time.
constexpr unsigned refunds_waiting_max = 1'000;

/// As it may stand in a line of the log.
std::string printable(std::string_view text) {
  constexpr std::size_t most = 100;
  std::string line;
  for (const char c : text.substr(0, most)) line += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > most) line += "...";
  return line;
}

}  // namespace

GyCharging::GyCharging(engine::Engine& engine, Log log)
    : engine_(engine), log_(std::move(log)), emergency_(engine.keys()) {}

face::gy::GyPorts GyCharging::ports() {
  face::gy::GyPorts ports;
  ports.log = log_;
  ports.in_force = [this] { return engine_.house()->programmes.latest().programme; };
  ports.at_once = [this](const diameter::CreditControlRequest& request,
                         const programme::Programme& programme) {
    return emergency_.answer(request, programme);
  };
  ports.charge = [this](std::shared_ptr<const face::gy::ChargeRequest> asked,
                        const programme::Programme& programme, face::gy::GyPorts::Answer answer) {
    charge(std::move(asked), programme, std::move(answer));
  };
  return ports;
}

void GyCharging::charge(std::shared_ptr<const face::gy::ChargeRequest> charge,
                        const programme::Programme& programme, face::gy::GyPorts::Answer answer) {
  face::gy::Unread unread;
  auto asked = face::gy::to_engine(charge->request, engine_.keys(), programme.numbers, unread);
  if (unread.what) tell_unread(charge->request, unread);
  if (!asked) {
    answer(face::gy::refused(asked.error(), charge->request));
    return;
  }
  asked->admission = {.arrived = charge->received_at,
                      .useful_until = charge->useful_until,
                      .source = charge->peer,
                      .way = engine::Way::gy};
  asked->session.way = charge->way;
  if (const auto debit =
          face::gy::refund_of(charge->request, engine_.keys(), charge->may_refund_any)) {
    refund(std::move(charge), *debit, *std::move(asked), std::move(answer));
    return;
  }
  engine_.submit(*std::move(asked), [this, charge = std::move(charge),
                                     answer = std::move(answer)](const engine::Answer& decided) {
    tell_refused(charge->request, decided);
    answer(face::gy::to_diameter(decided, charge->request));
  });
}

void GyCharging::refund(std::shared_ptr<const face::gy::ChargeRequest> charge,
                        const charging::Debit& debit, engine::Request asked,
                        face::gy::GyPorts::Answer answer) {
  if (refunds_waiting_.fetch_add(1) >= refunds_waiting_max) {
    --refunds_waiting_;
    answer({.result_code = diameter::result::too_busy});
    return;
  }
  boost::asio::post(refunds_, [this, charge = std::move(charge), answer = std::move(answer), debit,
                               asked = std::move(asked)]() mutable {
    const auto refunded = engine::refund(engine_, std::move(asked), debit);
    --refunds_waiting_;
    tell_refused(charge->request, refunded);
    answer(face::gy::to_diameter(refunded, charge->request));
  });
}

/// Of what was refused for its own sake, with what the client calls it.
void GyCharging::tell_refused(const diameter::CreditControlRequest& request,
                              const engine::Answer& answer) {
  using engine::Fault;
  const char* why = nullptr;
  if (answer.fault == Fault::broken) why = "it cannot be decided, and has changed nothing";
  if (answer.fault == Fault::key_reused || answer.fault == Fault::too_old) {
    why = "it is not known to be a repetition, and is not decided";
  }
  if (answer.fault == Fault::foreign_session) why = "it is not decided";
  if (!why) return;
  const auto code = face::gy::to_diameter(answer, request).result_code;
  log_(fmt::format("gy {}: Session-Id {}, CC-Request-Number {}: answered with {}, for {}: {}",
                   printable(request.origin_host), printable(request.session_id),
                   request.number.value_or(0), code, why, answer.detail));
}

void GyCharging::tell_unread(const diameter::CreditControlRequest& request,
                             const face::gy::Unread& unread) {
  ++unread_;
  const auto what = fmt::format(
      "gy {}: Session-Id {}: {} \"{}\" cannot be read (/metrics: "
      "airperk_link_events_total)",
      printable(request.origin_host), printable(request.session_id), unread.what,
      printable(unread.value));
  std::optional<std::string> line;
  {
    std::lock_guard lock(mutex_);
    line = about_unread_[unread.what].line(what, engine_.steady());
  }
  if (line) log_(*line);
}

}  // namespace airperk::app
