#pragma once

#include <cstdio>
#include <cstdlib>

/// What must hold whatever comes: else that input is a finding.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}
