#pragma once

#include <cstdio>
#include <cstdlib>

/// An assertion about ourselves, on in release as well: a programmer's error ends the process
/// before it can write a wrong tenge. Never for input: input gets an error value.
#define AIRPERK_ASSERT(condition)                                                            \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
