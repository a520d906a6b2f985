#include "app/through_server.h"

#include <fmt/format.h>

#include <csignal>

#include "app/faces.h"
#include "app/house.h"
#include "app/own_server.h"

namespace airperk::app {
int through_server(const Configuration& configuration,
                   const std::function<int(HttpClient& client)>& work) {
  // Whoever reads what is said may go away in the middle; the work is done all the same.
  std::signal(SIGPIPE, SIG_IGN);
  const auto token = admin_token(configuration);
  if (!token) return complain(token.error(), 2);
  const auto is_running = own_server_answers(configuration);
  if (!is_running) return complain(is_running.error(), 2);
  if (*is_running) {
    HttpClient running(configuration.http, *token);
    return work(running);
  }
  auto house = open_house(configuration);
  if (!house) return complain(house.error(), 2);
  Configuration alone = configuration;
  alone.http = {"127.0.0.1", 0};
  Faces faces(*house, alone, *token, [](const std::string&) {});
  if (const auto started = faces.start_http(); !started) return complain(started.error(), 2);
  HttpClient client({"127.0.0.1", faces.http_port()}, *token);
  const int status = work(client);
  faces.stop();
  house->engine().stop();
  return status;
}

}  // namespace airperk::app
