#pragma once

#include "bench.h"

/// airperk-gyload against a server, once.
namespace airperk::bench {

struct GyMeasured {
  double per_second = 0, p50_ms = 0, p99_ms = 0;
  double answered = 0, refused = 0;  ///< `refused`: of all answers
  bool well = true;                  ///< every answer came and was right
};

struct GyAsked {
  const char* mode = "event";
  std::uint16_t port = 0;
  unsigned members = 0;
  double rate = 0;        ///< 0: as answers come
  unsigned sessions = 0;  ///< open on each connection; 0: as many as requests are under way
  int run = 0;
};

GyMeasured gy_load(const Options& options, const GyAsked& load);

}  // namespace airperk::bench
