#pragma once

#include <string>
#include <string_view>

/// Passwords, as argon2id hashes (RFC 9106). Each takes some 64 MB and a tenth of a second: not on
/// the network's thread.
namespace airperk::face::rest {

std::string password_hash(std::string_view password);
/// False for a hash that is none. Takes as long for a wrong password as for the right one.
bool is_password(std::string_view password, const std::string& hash);
/// A hash that no password has, for accounts that do not exist: they take as long as those that do.
const std::string& nobodys_hash();

}  // namespace airperk::face::rest
