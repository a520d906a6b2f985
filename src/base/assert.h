#pragma once

#include <stdexcept>

/// An assertion about ourselves, on in release as well: a programmer's error ends the process
/// before it can write a wrong tenge, whoever reads its last words or does not. Never for input:
/// input gets an error value.
#define AIRPERK_ASSERT(condition)                                                \
  do {                                                                           \
    if (!(condition)) [[unlikely]]                                               \
      ::airperk::assertion_failed(AIRPERK_PLACE(__FILE__, __LINE__) #condition); \
  } while (false)
#define AIRPERK_PLACE(file, line) AIRPERK_PLACE_TEXT(file, line)
#define AIRPERK_PLACE_TEXT(file, line) file ":" #line ": assertion failed: "

namespace airperk {

[[noreturn]] void assertion_failed(const char* what);

/// An assertion that failed where nothing had been changed yet.
class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// While one lives, an assertion that fails on its thread throws Broken: it costs what was asked
/// for, and not everybody's process. For a stretch that changes nothing that outlives it.
class AssertionsThrow {
 public:
  AssertionsThrow();
  ~AssertionsThrow();
  AssertionsThrow(const AssertionsThrow&) = delete;
  AssertionsThrow& operator=(const AssertionsThrow&) = delete;
};

}  // namespace airperk
