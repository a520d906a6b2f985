#include "app/http_client.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace airperk::app {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;

Result<HttpClient::Response> HttpClient::get(const std::string& path) {
  return call("GET", path, "", "");
}

Result<HttpClient::Response> HttpClient::post(const std::string& path,
                                              const std::string& media_type, std::string body) {
  return call("POST", path, media_type, std::move(body));
}

Result<HttpClient::Response> HttpClient::call(const std::string& method, const std::string& path,
                                              const std::string& media_type, std::string body) {
  try {
    boost::asio::io_context io;
    tcp::resolver resolver(io);
    beast::tcp_stream stream(io);
    stream.connect(resolver.resolve(server_.host, std::to_string(server_.port)));
    http::request<http::string_body> request(http::string_to_verb(method), path, 11);
    request.set(http::field::host, server_.to_string());
    if (!token_.empty()) request.set(http::field::authorization, "Bearer " + token_);
    if (!media_type.empty()) request.set(http::field::content_type, media_type);
    request.body() = std::move(body);
    request.prepare_payload();
    http::write(stream, request);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    http::read(stream, buffer, parser);
    return Response{static_cast<int>(parser.get().result_int()), parser.get().body()};
  } catch (const std::exception& error) {
    return fail(fmt::format("{}: {}", server_.to_string(), error.what()));
  }
}

}  // namespace airperk::app
