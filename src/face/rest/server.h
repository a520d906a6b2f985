#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"
#include "face/rest/demo_port.h"
#include "face/rest/exports.h"
#include "face/rest/journal.h"
#include "face/rest/links.h"
#include "face/rest/test_sends.h"
#include "face/rest/tokens.h"
#include "face/site/words.h"

namespace airperk::face::rest {

/// How many service messages the network said what of.
using SaidOfService = std::vector<std::pair<std::string_view, std::uint64_t>>;

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8555;  ///< 0: any free one; `port()` says which
  std::size_t connections_max = 1'000;
  std::chrono::milliseconds head_within{30'000};  ///< also how long a kept connection may idle
  std::chrono::milliseconds body_within{60'000};
  std::chrono::milliseconds write_within{30'000};
  Links links;                     ///< those to the network, for people to look at; or none
  Journal journal;                 ///< the store's, for sums over everybody
  std::optional<Exports> exports;  ///< files of charges, where they are written
  TestSends tests;                 ///< its `log` is the server's, where it has none
  std::string access_directory;    ///< where is kept who looked at whom; empty: people see nothing
  std::function<SaidOfService()> said_of_service = {};
  site::Book site_words = site::shipped_words();  ///< what the public site says
};

/// Says one line to whoever runs the server. Called from any thread.
using Logger = std::function<void(const std::string& line)>;

struct ServerState;

/// The HTTP face. Connections live on the io_context's threads, reads of history and bulk work on a
/// few of the server's own. No connection holds more than its route's body and 64 KiB.
///
/// The io_context must outlive the engine's last answer; the engine must outlive the server.
class Server {
 public:
  Server(boost::asio::io_context& io, Config config, engine::Engine& engine, Tokens tokens,
         Logger log, std::optional<DemoPort> demo = {});
  ~Server();

  /// Listens. The error names the address and the mend.
  Result<void> start();
  /// Takes no new connection, ends those that idle and cuts the rest; waits for bulk work under
  /// way. Call it from outside the io_context's threads or after they ended, before the engine is
  /// stopped. Twice is as good as once.
  void stop();
  std::uint16_t port() const;

 private:
  std::shared_ptr<ServerState> state_;
};

}  // namespace airperk::face::rest
