#pragma once

#include <string>
#include <string_view>

#include "face/rest/message.h"

/// What browsers read: sent once, compressed, and not again while it is the same.
namespace airperk::face::rest {

std::string gzipped(std::string_view content);

/// Content in both forms, made once and served many times.
struct Asset {
  std::string content, gzip;
  std::string etag;  ///< of the content, quoted
  std::string media_type;
};
Asset make_asset(std::string content, std::string media_type);

/// The asset as this request can take it: compressed, or as it is, or 304 if it has it already.
Response serve_asset(const Asset& asset, const Call& call, std::string_view cache_control);

/// Cache-Control of what has its hash in its name, and of what may be another the next time.
inline constexpr std::string_view cached_for_good = "public, max-age=31536000, immutable";
inline constexpr std::string_view asked_again = "no-cache";

}  // namespace airperk::face::rest
