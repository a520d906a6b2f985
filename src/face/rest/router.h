#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "face/rest/entrance.h"
#include "face/rest/message.h"

namespace airperk::face::rest {

inline constexpr std::size_t body_bytes_max = 1 << 20;

/// Where a person says why they look at a subscriber or change one.
enum class Why : std::uint8_t {
  care_says,  ///< X-Reason; asked of care alone
  all_say,    ///< X-Reason, and tokens are noted too
  in_body,    ///< the body's "reason"; the same
};

struct Route {
  Method method = Method::get;
  std::string pattern;  ///< "/v1/subscribers/{msisdn}/dial"
  Right right = Right::any_role;
  Handler handler;
  std::string body_type = "application/json";  ///< of put and post
  std::size_t bytes_max = body_bytes_max;
  Why why = Why::care_says;
  bool of_everybody = false;  ///< who reads it is noted, as of one subscriber
};

/// What a request line and its headers say, before the body is read.
struct Head {
  std::string_view method;
  std::string_view target;
  std::string_view authorization;
  std::string_view content_type;
  std::string_view cookie, csrf, origin, host, fetch_site;
  bool has_body = false;
};

/// Finds what a request is for. Stands still once made; any thread.
class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }
  const std::vector<Route>& routes() const { return routes_; }

  struct Found {
    const Route* route = nullptr;
    Call call;  ///< without its body
  };
  /// Refuses by throwing a Problem, before a body is read: 400, 401, 403, 404, 405, 415.
  Found find(const Head& head, const Entrance& entrance) const;

 private:
  std::vector<Route> routes_;
};

/// Decodes "%41"; a '+' stays one (instants have them). Nothing if broken.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace airperk::face::rest
