#include "operator.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>
#include <sstream>

namespace airperk::bench {

nlohmann::json Operator::ask(const char* method, const std::string& path,
                             const std::string& body) const {
  boost::asio::ip::tcp::iostream stream("127.0.0.1", std::to_string(port_));
  stream << fmt::format(
                "{} {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
                "Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                method, path, token_, body.size())
         << body << std::flush;
  std::ostringstream answer;
  answer << stream.rdbuf();
  const auto text = answer.str();
  const auto head = text.find("\r\n\r\n");
  if (head == std::string::npos || text.compare(0, 10, "HTTP/1.1 2") != 0) {
    fmt::print(stderr, "airperk-bench: {} {}: {}\n", method, path,
               text.empty() ? "no answer" : text);
    std::exit(1);
  }
  return nlohmann::json::parse(text.substr(head + 4));
}

}  // namespace airperk::bench
