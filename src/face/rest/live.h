#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "face/rest/server_state.h"

/// Figures as they move: server-sent events (WHATWG HTML §9.2), one a second.
namespace airperk::face::rest {

/// A stream ends by itself after so many events. Browsers then ask again, and whether they still
/// may is looked at anew.
inline constexpr int live_events_max = 300;

/// Writes head and events until the reader goes, `pause` is cancelled or the server stops. On the
/// connection's thread; `live` stays alive for as long.
boost::asio::awaitable<void> write_live(boost::beast::tcp_stream& stream,
                                        boost::asio::steady_timer& pause, const ServerState& state,
                                        const Live& live);

/// Beyond so many at once there is no room.
inline constexpr unsigned live_streams_max = 32;
/// Counts a stream for as long as it lives.
class LivePlace {
 public:
  explicit LivePlace(std::atomic<unsigned>& open) : open_(open) { ++open_; }
  LivePlace(const LivePlace&) = delete;
  LivePlace& operator=(const LivePlace&) = delete;
  ~LivePlace() { --open_; }

 private:
  std::atomic<unsigned>& open_;
};

}  // namespace airperk::face::rest
