#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace airperk::bench {

/// Whoever asks a running airperk over HTTP, one request after the other. What is not answered 2xx
/// ends the benchmark with a line that says so.
class Operator {
 public:
  Operator(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) {}

  nlohmann::json get(const std::string& path) const { return ask("GET", path, ""); }
  nlohmann::json post(const std::string& path, const nlohmann::json& body) const {
    return ask("POST", path, body.dump());
  }

 private:
  nlohmann::json ask(const char* method, const std::string& path, const std::string& body) const;

  std::uint16_t port_;
  std::string token_;
};

}  // namespace airperk::bench
