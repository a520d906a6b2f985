#include "base/assert.h"

#include <cstdlib>
#include <string>

#include "base/last_words.h"

namespace airperk {
namespace {

thread_local int throwing = 0;

}  // namespace

void assertion_failed(const char* what) {
  if (throwing > 0) throw Broken(what);
  last_words(std::string(what) + "\n");
  std::abort();
}

AssertionsThrow::AssertionsThrow() {
  ++throwing;
}
AssertionsThrow::~AssertionsThrow() {
  --throwing;
}

}  // namespace airperk
