#pragma once

#include <string>
#include <tl/expected.hpp>

namespace airperk {

/// A value, or an error that the caller can act on.
template <typename T, typename E = std::string>
using Result = tl::expected<T, E>;

template <typename E>
tl::unexpected<std::decay_t<E>> fail(E&& error) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

inline tl::unexpected<std::string> fail(const char* error) {
  return tl::unexpected<std::string>(std::string(error));
}

}  // namespace airperk
