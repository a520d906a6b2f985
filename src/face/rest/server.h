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
#include "face/net/addresses.h"
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

/// What the process itself has to tell.
struct ProcessFigures {
  std::size_t descriptors_open = 0, descriptors_max = 0;
  std::uint64_t log_lines_dropped = 0;
};

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8555;  ///< 0: any free one; `port()` says which
  std::size_t connections_max = 1'000;
  std::size_t turned_away_max = 64;               ///< beyond them, those that still get a 503
  face::net::Addresses trusted_proxies;           ///< whose X-Forwarded-For is believed
  std::chrono::milliseconds head_within{30'000};  ///< also how long a kept connection may idle
  std::chrono::milliseconds body_within{60'000};
  std::chrono::milliseconds write_within{30'000};
  std::chrono::milliseconds leave_within{3'000};  ///< at a stop, for what is under way
  Links links;                     ///< those to the network, for people to look at; or none
  Journal journal;                 ///< the store's, for sums over everybody
  std::optional<Exports> exports;  ///< files of charges, where they are written
  std::string backups;             ///< where backups are made by name; empty: by path
  TestSends tests;                 ///< its `log` is the server's, where it has none
  std::string access_directory;    ///< where is kept who looked at whom; empty: people see nothing
  std::string access_key;          ///< what links its notes
  std::function<SaidOfService()> said_of_service = {};
  std::function<ProcessFigures()> process = {};
  site::Book site_words = site::shipped_words();  ///< what the public site says
};

/// Says one line to whoever runs the server. Called from any thread.
using Logger = std::function<void(const std::string& line)>;

struct ServerState;
class PublicSite;

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
  /// From any thread. Takes no new connection, and answers new requests with 503; what is under way
  /// goes on.
  void leave();
  /// Leaves, waits for what is under way for `leave_within`, cuts the rest and waits for bulk work
  /// that goes on. Call it from outside the io_context's threads or after they ended, before the
  /// engine is stopped. Twice is as good as once.
  void stop();
  /// From any thread: what the public site says from now on.
  void say(site::Book site_words);
  std::uint16_t port() const;

 private:
  std::shared_ptr<ServerState> state_;
  std::shared_ptr<PublicSite> site_;
};

}  // namespace airperk::face::rest
