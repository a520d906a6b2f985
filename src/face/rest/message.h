#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/request.h"
#include "face/rest/caller.h"

/// One HTTP exchange as handlers see it: values, no sockets. A handler takes a Call and gives a
/// Reaction; the server carries it out.
namespace airperk::face::rest {

enum class Method : std::uint8_t { get, put, post, del };
std::string_view name_of(Method method);

/// A request whose path, role, media type and size have been found good.
struct Call {
  Method method = Method::get;
  std::string path;                          ///< as sent, without the query
  std::vector<std::string> arguments;        ///< what stood for each "{...}" of the pattern
  std::map<std::string, std::string> query;  ///< decoded
  std::string body;
  std::optional<std::string> idempotency_key;
  std::string host;
  std::string peer;                            ///< the client's address, through trusted proxies
  Caller caller;                               ///< of a route that wants one
  std::map<std::string, std::string> headers;  ///< those of `read_headers` that came

  /// Empty if it did not come.
  std::string_view header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

/// The headers that handlers look at, in small letters.
inline constexpr std::array read_headers{"accept-encoding",   "accept-language", "cookie",
                                         "if-none-match",     "origin",          "sec-fetch-site",
                                         "x-forwarded-proto", "x-reason"};

struct Response {
  unsigned status = 200;
  std::string body;
  std::string media_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  /// What follows the body, part by part, until one is empty: of a document too long to be held.
  /// Each is made on the readers' threads once the one before has been taken, so that a long one
  /// holds nobody up. What it throws cuts the document off.
  std::function<std::string()> more = {};
};

/// Asks the engine and makes the answer a response. `then` runs on the connection's thread; on the
/// readers' where it `reads_history`.
struct Ask {
  engine::Request request;
  std::function<Response(const engine::Answer&)> then;
  bool reads_history = false;
};

/// Something long, on the thread for bulk work, one after the other.
struct Work {
  std::function<Response()> run;
};

/// What waits for a moment for the disk: a few at a time, and apart from bulk work. Too many at
/// once are turned away.
struct Clerical {
  std::function<Response()> run;
};

/// What hashes a password: few at a time, so that nobody's tries keep others from their work. Too
/// many at once, or from one place, are turned away. Whoever is known does not wait with strangers.
struct PasswordWork {
  std::string from;
  bool is_known = false;  ///< logged in, or the account's password was right from there before
  std::function<Response()> run;
  std::function<void()> turned_away = {};
};

/// A page of the public's that must be made first: one at a time, on a thread that nothing else
/// waits for.
struct PageWork {
  std::function<Response()> run;
};

/// What goes on for as long as somebody reads: `next` gives an event's data, a line, each second,
/// on the connection's thread.
struct Live {
  std::function<std::string()> next;
};

/// A file, part after part: no connection holds more than one of them.
struct Download {
  std::uint64_t bytes = 0;            ///< of all parts together
  std::function<std::string()> next;  ///< on the readers' threads; empty: it has ended
  std::string media_type, name;
};

using Reaction =
    std::variant<Response, Ask, Work, Clerical, PasswordWork, PageWork, Live, Download>;
using Handler = std::function<Reaction(const Call&)>;

}  // namespace airperk::face::rest
