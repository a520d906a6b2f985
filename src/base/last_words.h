#pragma once

#include <string_view>

namespace airperk {

/// Says something on standard error and waits no longer than a second in all for somebody to read
/// it: for a process that is about to end, which must not hang on a pipe that nobody reads. The
/// rest is lost then. A newline is the caller's. From any thread; touches no lock and no buffer.
void last_words(std::string_view text) noexcept;

/// Writes what fits into a descriptor just now, and never waits for a reader. How many octets that
/// was: 0 if it would have to wait, -1 if they cannot be written at all (nobody has the other end
/// any more, the disk is full). A signal for the former never comes.
long write_now(int descriptor, std::string_view text) noexcept;

/// Writes all of it, and waits no longer than so many milliseconds for that; false if some of it
/// was left.
bool write_within(int descriptor, std::string_view text, int milliseconds) noexcept;

/// The same pipe or terminal under a descriptor of our own, for whose use nothing waits; -1 where
/// there can be none. (To make a shared one non-blocking would change it for everybody who has it.)
int opened_anew(int descriptor) noexcept;

}  // namespace airperk
