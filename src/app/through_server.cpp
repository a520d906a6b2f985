#include "app/through_server.h"

#include <fmt/format.h>

#include "app/faces.h"
#include "app/files.h"

namespace airperk::app {
namespace {

std::string trimmed(std::string token) {
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  return token;
}

}  // namespace

int through_server(const Configuration& configuration,
                   const std::function<int(HttpClient& client)>& work) {
  const auto token = read_or_make_private(configuration.token_path(), random_token);
  if (!token) return complain(token.error(), 2);
  HttpClient running(configuration.http, trimmed(*token));
  if (const auto health = running.get("/health"); health && health->status == 200) {
    return work(running);
  }
  auto house = open_house(configuration);
  if (!house) return complain(house.error(), 2);
  Configuration alone = configuration;
  alone.http = {"127.0.0.1", 0};
  Faces faces(*house, alone, *token, [](const std::string&) {});
  if (const auto started = faces.start_http(); !started) return complain(started.error(), 2);
  HttpClient client({"127.0.0.1", faces.http_port()}, trimmed(*token));
  const int status = work(client);
  faces.stop();
  house->engine().stop();
  return status;
}

}  // namespace airperk::app
