#pragma once

#include <string>

#include "app/configuration.h"

namespace airperk::app {

/// A blocking HTTP client for the commands that go through a running server.
class HttpClient {
 public:
  HttpClient(Endpoint server, std::string token)
      : server_(std::move(server)), token_(std::move(token)) {}

  struct Response {
    int status = 0;
    std::string body;
  };
  /// The error says what could not be reached.
  Result<Response> get(const std::string& path);
  Result<Response> put(const std::string& path, const std::string& media_type, std::string body) {
    return call("PUT", path, media_type, std::move(body));
  }
  Result<Response> post(const std::string& path, const std::string& media_type, std::string body);

 private:
  Result<Response> call(const std::string& method, const std::string& path,
                        const std::string& media_type, std::string body);
  Endpoint server_;
  std::string token_;
};

}  // namespace airperk::app
