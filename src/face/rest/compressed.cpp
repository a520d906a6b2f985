#include "face/rest/compressed.h"

#include <fmt/format.h>
#include <sodium.h>
#include <zlib.h>

#include "base/ascii.h"
#include "base/assert.h"

namespace airperk::face::rest {
namespace {

/// RFC 9110 §12.5.3: "gzip" or "*", and not with a quality of 0.
bool takes_gzip(std::string_view accepted) {
  while (!accepted.empty()) {
    const auto end = std::min(accepted.find(','), accepted.size());
    const auto coding = accepted.substr(0, end);
    accepted.remove_prefix(std::min(end + 1, accepted.size()));
    const auto name = ascii::trimmed(coding.substr(0, coding.find(';')));
    if (name != "gzip" && name != "*") continue;
    const auto q = coding.find("q=");
    return q == std::string_view::npos ||
           coding.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool has_already(std::string_view if_none_match, const std::string& etag) {
  return if_none_match.find(etag) != std::string_view::npos || ascii::trimmed(if_none_match) == "*";
}

}  // namespace

std::string gzipped(std::string_view content) {
  z_stream stream{};
  constexpr int window_bits_of_gzip = 15 + 16, memory_level = 8;
  AIRPERK_ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits_of_gzip,
                              memory_level, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string gzip(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(gzip.data());
  stream.avail_out = static_cast<uInt>(gzip.size());
  AIRPERK_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  gzip.resize(stream.total_out);
  deflateEnd(&stream);
  return gzip;
}

Asset make_asset(std::string content, std::string media_type) {
  unsigned char digest[16];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(content.data()),
                     content.size(), nullptr, 0);
  std::string etag = "\"";
  for (const unsigned char byte : digest) etag += fmt::format("{:02x}", byte);
  etag += '"';
  auto gzip = gzipped(content);
  return {std::move(content), std::move(gzip), std::move(etag), std::move(media_type)};
}

Response serve_asset(const Asset& asset, const Call& call, std::string_view cache_control) {
  Response response{.status = 200, .body = {}, .media_type = asset.media_type};
  response.headers = {{"Cache-Control", std::string(cache_control)},
                      {"Vary", "Accept-Encoding"},
                      {"ETag", "W/" + asset.etag}};  // weak: of both forms
  if (has_already(call.header("if-none-match"), asset.etag)) {
    response.status = 304;
  } else if (takes_gzip(call.header("accept-encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = asset.gzip;
  } else {
    response.body = asset.content;
  }
  return response;
}

}  // namespace airperk::face::rest
