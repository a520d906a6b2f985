// airperk-ussdload: dialogues a second over one SMPP link.
//
// With --port it listens there for the link of a running airperk (profile "user-reference");
// without, for a link of its own with an application that answers at once: what the link can do.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>
#include <thread>

#include "face/smpp/gateway_link.h"
#include "ussd_load.h"

namespace {

using namespace airperk;

std::shared_ptr<face::smpp::GatewayLink> answering_link(boost::asio::io_context& context,
                                                        std::uint16_t port, std::size_t window) {
  face::smpp::GatewayConfig config;
  config.name = "load";
  config.host = "127.0.0.1";
  config.port = std::to_string(port);
  config.profile = "user-reference";
  config.window = window;
  config.dialogues_max = 100'000;
  face::smpp::DialPorts ports;
  ports.dial = [](const face::smpp::DialRequest&,
                  const std::function<void(face::smpp::DialAnswer)>& answer) {
    answer({"Bonus: 500 tg until 1 April. Main: 1000 tg.", true});
  };
  ports.abort = [](const face::smpp::DialAbort&) {};
  ports.log = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  return face::smpp::GatewayLink::make(context.get_executor(), config, ports).value();
}

}  // namespace

int main(int argc, char** argv) {
  bench::UssdLoad load;
  std::size_t window = 100;
  CLI::App app("USSD dialogues a second over one SMPP link", "airperk-ussdload");
  app.add_option("--port", load.port, "listen for a running airperk's link");
  app.add_option("--first", load.first_number)->capture_default_str();
  app.add_option("--numbers", load.numbers)->capture_default_str();
  app.add_option("--outstanding", load.outstanding)->capture_default_str();
  app.add_option("--seconds", load.seconds)->capture_default_str();
  app.add_option("--code", load.code)->capture_default_str();
  app.add_option("--enter", load.entries, "what to enter at the screens that follow");
  app.add_option("--window", window, "of the link of its own")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const bool own_link = load.port == 0;
  boost::asio::io_context gateway_context(1), link_context(1);
  auto work = boost::asio::make_work_guard(link_context);
  std::optional<bench::UssdFigures> figures;
  bench::UssdGateway gateway(gateway_context, load,
                             [&](const bench::UssdFigures& measured) { figures = measured; });
  std::thread link_thread;
  if (own_link) {
    answering_link(link_context, gateway.port(), window)->start();
    link_thread = std::thread([&] { link_context.run(); });
  }
  gateway_context.run();
  link_context.stop();
  if (link_thread.joinable()) link_thread.join();
  if (!figures || figures->dialogues == 0) {
    fmt::print(stderr, "no dialogue came to its end\n");
    return 1;
  }
  fmt::print(
      "USSD over SMPP: {:.0f} dialogues/s, p50 {:.2f} ms, p99 {:.2f} ms, {} screens, {} refused\n",
      figures->dialogues_per_second(), figures->p50_ms, figures->p99_ms, figures->screens,
      figures->refused);
  return 0;
}
