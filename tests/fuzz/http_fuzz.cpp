// Whole HTTP requests on one connection after the other to the server as it is, over loopback: what
// strangers and people with tokens may write. Each connection ends in time, what comes back begins
// like HTTP, and no request breaks an assertion (500).
//
// An input is what is written, but for "{token}", which stands for the admin's token, and a zero,
// after which it waits for what comes back.

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "begun.h"
#include "face/rest/server.h"
#include "store/memory/memory_store.h"

namespace {

using namespace airperk;

constexpr std::string_view token = "a-token-of-the-admins";

/// A directory that goes with the process.
struct Scratch {
  std::string path = "/tmp/airperk-http-fuzz-XXXXXX";
  Scratch() { require(::mkdtemp(path.data()) != nullptr, "no directory can be made"); }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

const std::string& scratch() {
  static const Scratch one;
  return one.path;
}

class World {
 public:
  World() {
    running_ = begun_on(store_);
    face::rest::Config config;
    config.port = 0;
    config.backups = scratch();
    config.access_directory = scratch() + "/access";
    config.access_key = std::string(32, 'k');
    config.journal = [this](std::uint64_t after, std::size_t limit) {
      return store_.journal(after, limit);
    };
    config.tests.handsets = {*Msisdn::parse("77011234567")};
    server_ = std::make_unique<face::rest::Server>(
        io_, std::move(config), *running_.engine,
        face::rest::Tokens(std::string(32, 't'), std::string(token)), [](const std::string&) {});
    require(server_->start().has_value(), "the server does not start");
    thread_ = std::thread([this] { io_.run(); });
  }
  ~World() {
    server_->stop();
    work_.reset();
    thread_.join();
    running_.engine->stop();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::uint16_t port() const { return server_->port(); }

 private:
  store::MemoryStore store_{std::make_shared<store::MemoryDisk>()};
  engine::Running running_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ =
      boost::asio::make_work_guard(io_);
  std::unique_ptr<face::rest::Server> server_;
  std::thread thread_;
};

/// The next inputs' too.
World& world() {
  constexpr int inputs_max = 500;
  static std::unique_ptr<World> one;
  static int inputs = 0;
  if (!one || ++inputs == inputs_max) {
    one.reset();
    one = std::make_unique<World>();
    inputs = 0;
  }
  return *one;
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
            "the server takes no connection");
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// False once the server has hung up.
  bool write(std::string_view octets) {
    while (!octets.empty()) {
      const auto n = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      octets.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  /// What comes within a moment.
  void read_some() {
    constexpr int moment_ms = 20;
    (void)read(moment_ms);
  }

  /// All that comes, to the end.
  void read_to_the_end() {
    ::shutdown(fd_, SHUT_WR);
    constexpr int late_ms = 20'000;
    while (read(late_ms)) {
      // A stream of figures goes on for as long as it is read.
      if (answer_.find("text/event-stream") != answer_.npos) return;
    }
    require(is_over_, "the connection does not end");
  }

  const std::string& answer() const { return answer_; }

 private:
  bool read(int within_ms) {
    pollfd waits{fd_, POLLIN, 0};
    if (::poll(&waits, 1, within_ms) <= 0) return false;
    char octets[16 * 1024];
    const auto n = ::recv(fd_, octets, sizeof octets, 0);
    is_over_ = n <= 0;
    if (n > 0) answer_.append(octets, static_cast<std::size_t>(n));
    return n > 0;
  }

  int fd_;
  bool is_over_ = false;
  std::string answer_;
};

std::string with_token(std::string_view written) {
  constexpr std::string_view mark = "{token}";
  std::string octets(written);
  for (auto at = octets.find(mark); at != octets.npos; at = octets.find(mark, at + token.size())) {
    octets.replace(at, mark.size(), token);
  }
  return octets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto octets = with_token({reinterpret_cast<const char*>(data), size});
  Connection connection(world().port());
  std::string_view rest = octets;
  while (!rest.empty()) {
    const auto until = std::min(rest.find('\0'), rest.size());
    if (!connection.write(rest.substr(0, until))) break;
    if (until == rest.size()) break;
    rest.remove_prefix(until + 1);
    connection.read_some();
  }
  connection.read_to_the_end();
  const auto& answer = connection.answer();
  require(answer.empty() || answer.starts_with("HTTP/1."), "what comes back is not HTTP");
  require(answer.find("HTTP/1.1 500") == answer.npos, "a request was answered with 500");
  return 0;
}
