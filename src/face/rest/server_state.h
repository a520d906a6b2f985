#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "face/rest/metrics.h"
#include "face/rest/people.h"
#include "face/rest/router.h"
#include "face/rest/server.h"

namespace airperk::face::rest {

class Session;

/// How much waits, altogether and from each place. Any thread.
class Queue {
 public:
  Queue(unsigned most, unsigned most_each) : most_(most), most_each_(most_each) {}
  /// False: there is no room.
  bool enter(const std::string& from) {
    const std::lock_guard lock(mutex_);
    if (all_ >= most_) return false;
    auto& each = waiting_[from];
    if (each >= most_each_) return false;
    ++each;
    ++all_;
    return true;
  }
  void leave(const std::string& from) {
    const std::lock_guard lock(mutex_);
    --all_;
    if (const auto each = waiting_.find(from); --each->second == 0) waiting_.erase(each);
  }

 private:
  const unsigned most_, most_each_;
  std::mutex mutex_;
  unsigned all_ = 0;
  std::unordered_map<std::string, unsigned> waiting_;
};

/// What the server's connections share. Lives until the last of them is gone.
struct ServerState {
  ServerState(boost::asio::io_context& io_context, Config the_config, engine::Engine& the_engine,
              Tokens the_tokens, Logger the_log)
      : io(io_context),
        config(std::move(the_config)),
        engine(the_engine),
        log(std::move(the_log)),
        people(std::move(the_tokens), the_engine, log),
        metrics(config.said_of_service, config.links, config.process),
        acceptor(boost::asio::make_strand(io_context)) {}

  boost::asio::io_context& io;
  const Config config;
  engine::Engine& engine;
  const Logger log;
  People people;
  Metrics metrics;
  Router router;
  boost::asio::ip::tcp::acceptor acceptor;
  boost::asio::thread_pool readers{2};  ///< history is on the disk
  boost::asio::thread_pool bulk{1};     ///< imports, backups, programmes: one after the other
  boost::asio::thread_pool clerks{2};   ///< notes of what people look at
  std::atomic<unsigned> clerical = 0;   ///< waiting for them, or under way
  boost::asio::thread_pool porter{1}, strangers_porter{1};  ///< passwords
  Queue passwords{64, 8}, strangers_passwords{64, 8};
  boost::asio::thread_pool printer{1};  ///< pages
  std::atomic<unsigned> live = 0;       ///< streams of figures open
  /// Takes leave: what is under way is answered, what is new gets 503.
  std::atomic<bool> leaving = false;
  std::atomic<bool> stopping = false;

  std::mutex mutex;
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions;
  std::unordered_map<std::string, std::size_t> places;  ///< connections by address
  std::size_t given_up = 0;                             ///< of them, that are about to close
  unsigned under_way = 0;  ///< requests read and not answered to the end
  std::condition_variable all_answered;
  std::chrono::steady_clock::time_point leave_by;  ///< once it is leaving
};

/// A request under way, for as long as this lives.
class UnderWay {
 public:
  explicit UnderWay(ServerState& state) : state_(state) {
    const std::lock_guard lock(state_.mutex);
    ++state_.under_way;
  }
  ~UnderWay() {
    const std::lock_guard lock(state_.mutex);
    if (--state_.under_way == 0) state_.all_answered.notify_all();
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  ServerState& state_;
};

/// All places are taken: the connection that has waited longest for its next request, of the
/// address that has most of them, is given up for a new one. False: every one is at work.
bool give_up_one(ServerState& state);

/// Serves one connection until it ends. `busy`: answers one request with 503.
void serve(std::shared_ptr<ServerState> state, boost::asio::ip::tcp::socket socket, bool busy);
/// Cuts every connection.
void close_all(ServerState& state);

}  // namespace airperk::face::rest
