#include "app/descriptors.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace airperk::app {
namespace {

/// Standard streams, event loops, listening sockets, the log, the access log, an export, a backup.
constexpr std::size_t for_the_house = 40;
/// What the store opens at the least, and what it needs beyond its files of now: a checkpoint's and
/// a compaction's new ones while the old ones are still there.
constexpr std::size_t for_the_store = 48;
constexpr std::size_t gy_peers_min = 8, http_connections_min = 8, http_turned_away_min = 4;
/// A link that connects anew may have its old connection for a moment, and looks a name up.
constexpr std::size_t of_a_link = 3;

std::size_t files_in(const std::string& directory) {
  std::error_code error;
  std::size_t count = 0;
  for (auto at = std::filesystem::directory_iterator(directory, error);
       !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    ++count;
  }
  return count;
}

std::size_t needed_by_the_store(const DescriptorNeed& need) {
  return for_the_store + 2 * need.store_files;
}

std::size_t needed_beside_the_faces(const DescriptorNeed& need) {
  return for_the_house + of_a_link * need.smpp_links + need.calls_at_once;
}

}  // namespace

void keep_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) != -1) continue;
    // The lowest that is free: this one, for those below it are open.
    if (::open("/dev/null", O_RDWR) < 0) {
      // Nothing can be read from this or written to it, but the number is taken.
      static_cast<void>(::open("/", O_PATH));
    }
  }
}

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1'024;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = raised.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  constexpr rlim_t enough = 1 << 20;
  return static_cast<std::size_t>(std::min(limit.rlim_cur, enough));
}

std::size_t descriptors_open() {
  return files_in("/proc/self/fd");
}

Result<FaceShares> share_out(const DescriptorNeed& need) {
  const auto beside = needed_beside_the_faces(need);
  const auto least = needed_by_the_store(need) + beside + gy_peers_min + http_connections_min +
                     http_turned_away_min;
  if (need.limit < least) {
    return fail(fmt::format(
        "file descriptors: the limit is {}, and {} are needed at the least (store: {} "
        "files; SMPP links and calls: {}); raise it: \"ulimit -n {}\" before the "
        "start, or LimitNOFILE={} in its unit",
        need.limit, least, need.store_files, of_a_link * need.smpp_links + need.calls_at_once,
        std::max<std::size_t>(least, 4'096), std::max<std::size_t>(least, 4'096)));
  }
  const auto least_of_faces = gy_peers_min + http_connections_min + http_turned_away_min;
  const auto store = std::min(std::max(need.limit / 2, needed_by_the_store(need)),
                              need.limit - beside - least_of_faces);
  const auto faces = need.limit - beside - store;
  FaceShares shares;
  // A third of what there is for charging, if it wants that much; HTTP has what is left.
  shares.gy_peers = std::clamp(faces / 3, gy_peers_min, shares.gy_peers);
  const auto http = faces - shares.gy_peers;
  shares.http_turned_away = std::clamp(http / 10, http_turned_away_min, shares.http_turned_away);
  shares.http_connections = std::min(http - shares.http_turned_away, shares.http_connections);
  return shares;
}

Result<FaceShares> share_out(const Configuration& configuration) {
  DescriptorNeed need;
  need.limit = raise_descriptor_limit();
  need.store_files = files_in(configuration.store_path);
  need.smpp_links = configuration.smpp.size();
  if (configuration.voice) {
    need.calls_at_once = static_cast<std::size_t>(configuration.voice->calls_at_once);
  }
  return share_out(need);
}

std::string said_of(const FaceShares& shares, std::size_t limit) {
  const FaceShares wanted;
  if (shares.gy_peers == wanted.gy_peers && shares.http_connections == wanted.http_connections) {
    return {};
  }
  return fmt::format(
      "file descriptors: of a limit of {}, {} are for Diameter peers (of {} that it would take) "
      "and "
      "{} for HTTP connections (of {}); raise it with LimitNOFILE=",
      limit, shares.gy_peers, wanted.gy_peers, shares.http_connections, wanted.http_connections);
}

}  // namespace airperk::app
