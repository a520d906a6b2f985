#include "face/rest/logins.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

namespace airperk::face::rest {
namespace {

std::string random_id() {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

/// Looked up by its hash, an id cannot be felt for byte by byte.
std::string key_of(std::string_view id) {
  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(id.data()), id.size(), nullptr, 0);
  return digest;
}

bool is_over(const Logins::Login& login, Moment now) {
  return now - login.used > Logins::idle_max || now - login.opened > Logins::age_max;
}

}  // namespace

std::string Logins::open(Caller caller, std::uint32_t account_version, Moment now) {
  const auto id = random_id();
  std::lock_guard lock(mutex_);
  if (logins_.size() >= logins_max) drop_over(now);
  if (logins_.size() >= logins_max) {
    logins_.erase(std::min_element(
        logins_.begin(), logins_.end(),
        [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  logins_[key_of(id)] = {std::move(caller), account_version, random_id(), now, now};
  return id;
}

void Logins::drop_over(Moment now) {
  std::erase_if(logins_, [now](const auto& entry) { return is_over(entry.second, now); });
}

std::optional<Logins::Login> Logins::find(std::string_view id, Moment now) {
  std::lock_guard lock(mutex_);
  const auto login = logins_.find(key_of(id));
  if (login == logins_.end()) return {};
  if (is_over(login->second, now)) {
    logins_.erase(login);
    return {};
  }
  login->second.used = now;
  return login->second;
}

void Logins::close(std::string_view id) {
  std::lock_guard lock(mutex_);
  logins_.erase(key_of(id));
}

Lockout::Tries& Lockout::tries_of(const std::string& key, Moment now) {
  auto& tries = tries_[key];
  if (now - tries.last > forgotten_after) tries = {0, now, now};
  return tries;
}

void Lockout::forget_old(Moment now) {
  std::erase_if(tries_,
                [now](const auto& entry) { return now - entry.second.last > forgotten_after; });
  // Still too many: an attack with made-up names. Their addresses wait.
  if (tries_.size() >= kept_max) {
    std::erase_if(tries_, [now](const auto& entry) { return entry.second.next <= now; });
  }
}

std::optional<std::chrono::seconds> Lockout::try_now(const std::string& account,
                                                     const std::string& address, Moment now) {
  std::lock_guard lock(mutex_);
  if (tries_.size() >= kept_max) forget_old(now);
  auto& of_account = tries_of("account " + account, now);
  auto& of_address = tries_of("address " + address, now);
  const auto next = std::max(of_account.next, of_address.next);
  if (next > now) return std::chrono::ceil<std::chrono::seconds>(next - now);
  const auto count = [now](Tries& tries, unsigned free) {
    ++tries.failed;
    tries.last = now;
    if (tries.failed < free) return;
    const auto doublings = std::min(tries.failed - free, 10u);
    tries.next = now + std::min(std::chrono::seconds(1u << doublings), wait_max);
  };
  count(of_account, free_by_account);
  count(of_address, free_by_address);
  return {};
}

void Lockout::succeeded(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  tries_.erase("account " + account);
  // Somebody's right password does not clear an address from which many names are tried.
  const auto of_address = tries_.find("address " + address);
  if (of_address != tries_.end() && of_address->second.failed > 0) --of_address->second.failed;
}

}  // namespace airperk::face::rest
