#include "face/rest/passwords.h"

#include <sodium.h>

#include <stdexcept>

namespace airperk::face::rest {

std::string password_hash(std::string_view password) {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw std::runtime_error("no memory for a password's hash");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool is_password(std::string_view password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& nobodys_hash() {
  static const std::string hash = [] {
    unsigned char secret[32];
    randombytes_buf(secret, sizeof secret);
    return password_hash({reinterpret_cast<const char*>(secret), sizeof secret});
  }();
  return hash;
}

}  // namespace airperk::face::rest
