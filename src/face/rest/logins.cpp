#include "face/rest/logins.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

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

std::string here(const std::string& place, const std::string& account) {
  return "here " + place + " " + account;
}
std::string everywhere(const std::string& account) {
  return "account " + account;
}

bool is_over(const Logins::Login& login, Moment now) {
  return now - login.used > Logins::idle_max || now - login.opened > Logins::age_max;
}

}  // namespace

std::string place_of(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  if (error || !parsed.is_v6()) return address;
  return boost::asio::ip::network_v6(parsed.to_v6(), 64).canonical().to_string();
}

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
  // Still too many: an attack with made-up names.
  if (tries_.size() >= kept_max) {
    std::erase_if(tries_, [now](const auto& entry) { return entry.second.next <= now; });
  }
  if (tries_.size() >= kept_max) tries_.clear();
}

bool Lockout::is_known(const std::string& account, const std::string& place) const {
  const auto known = right_from_.find(account);
  return known != right_from_.end() &&
         std::find(known->second.begin(), known->second.end(), place) != known->second.end();
}

std::optional<std::chrono::seconds> Lockout::try_now(const std::string& account,
                                                     const std::string& address, Moment now) {
  std::lock_guard lock(mutex_);
  if (tries_.size() >= kept_max) forget_old(now);
  const auto place = place_of(address);
  auto& at_place = tries_of(here(place, account), now);
  auto& anywhere = tries_of(everywhere(account), now);
  const auto next =
      is_known(account, place) ? at_place.next : std::max(at_place.next, anywhere.next);
  if (next > now) return std::chrono::ceil<std::chrono::seconds>(next - now);
  const auto count = [now](Tries& tries, unsigned free) {
    ++tries.failed;
    tries.last = now;
    if (tries.failed < free) return;
    const auto doublings = std::min(tries.failed - free, 10u);
    tries.next = now + std::min(std::chrono::seconds(1u << doublings), wait_max);
  };
  count(at_place, free_by_place);
  count(anywhere, free_by_account);
  return {};
}

bool Lockout::knows(const std::string& account, const std::string& address) const {
  std::lock_guard lock(mutex_);
  return is_known(account, place_of(address));
}

void Lockout::not_made(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  for (const auto& key : {here(place_of(address), account), everywhere(account)}) {
    const auto tries = tries_.find(key);
    if (tries == tries_.end()) continue;
    tries->second.next = tries->second.last;
    if (tries->second.failed <= 1) {
      tries_.erase(tries);
    } else {
      --tries->second.failed;
    }
  }
}

void Lockout::succeeded(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  const auto place = place_of(address);
  tries_.erase(here(place, account));
  // What strangers tried elsewhere goes on counting.
  const auto anywhere = tries_.find(everywhere(account));
  if (anywhere != tries_.end() && anywhere->second.failed > 0) --anywhere->second.failed;
  if (is_known(account, place)) return;
  auto& places = right_from_[account];
  places.push_back(place);
  if (places.size() > places_max) places.pop_front();
}

}  // namespace airperk::face::rest
