#include "face/gy/peers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"

namespace airperk::face::gy {

namespace ip = boost::asio::ip;

std::vector<std::string> Peers::anybodys_names() const {
  std::vector<std::string> names;
  for (const auto& [said, addresses] : entries_) {
    const bool is_more = said.may.refund || said.may.balance || said.agent;
    if (said.addresses.empty() && is_more) names.push_back(said.origin_host);
  }
  return names;
}

Result<Peers> Peers::parse(std::vector<std::string> allow, const std::vector<PeerEntry>& entries) {
  Peers peers;
  auto admitted = net::Addresses::parse(allow, "[gy] allow");
  if (!admitted) return fail(admitted.error());
  peers.allow_ = *std::move(admitted);
  peers.allow_said_ = std::move(allow);
  for (const auto& entry : entries) {
    if (entry.addresses.empty() && entry.origin_host.empty()) {
      return fail("[[gy.peer]] names nobody; write its origin_host, its address, or both");
    }
    auto addresses = net::Addresses::parse(entry.addresses, "[[gy.peer]] address");
    if (!addresses) return fail(addresses.error());
    peers.entries_.push_back({entry, *std::move(addresses)});
  }
  return peers;
}

bool Peers::admits(const ip::address& address) const {
  return allow_.hold(address) ||
         std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& entry) { return entry.addresses.hold(address); });
}

std::string Peers::line_admitting(const ip::address& address) const {
  const ip::address peer = net::plain(address);
  std::string line = "[gy] allow = [";
  for (const std::string& entry : allow_said_) line += fmt::format("\"{}\", ", entry);
  return line + fmt::format("\"{}/{}\"]", peer.to_string(), peer.is_v4() ? 32 : 128);
}

bool Peers::is_named(std::string_view host) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return !entry.said.origin_host.empty() && ascii::is_same(entry.said.origin_host, host);
  });
}

Result<KnownPeer, const char*> Peers::who_is(const ip::address& address,
                                             std::string_view host) const {
  using SpeaksFor = KnownPeer::SpeaksFor;
  const auto is_it = [&](const Entry& entry, bool by_name) {
    const auto& [said, addresses] = entry;
    if (said.origin_host.empty() == by_name) return false;
    return (!by_name || ascii::is_same(said.origin_host, host)) &&
           (said.addresses.empty() || addresses.hold(address));
  };
  // One that is named goes before one that only comes from there.
  for (const bool by_name : {true, false}) {
    for (const auto& entry : entries_) {
      if (!is_it(entry, by_name)) continue;
      return KnownPeer{std::string(host), entry.said.may,
                       entry.said.agent ? SpeaksFor::everybody : SpeaksFor::itself};
    }
    if (by_name && is_named(host)) {
      return tl::make_unexpected("its Origin-Host has another address in [[gy.peer]]");
    }
  }
  if (!allow_.hold(address))
    return tl::make_unexpected("its address is admitted for other hosts only ([[gy.peer]])");
  return KnownPeer{std::string(host), {}, SpeaksFor::unnamed};
}

bool Peers::speaks_for(const KnownPeer& peer, std::string_view client,
                       const std::function<bool()>& is_here) const {
  using SpeaksFor = KnownPeer::SpeaksFor;
  if (peer.speaks_for == SpeaksFor::everybody || ascii::is_same(peer.host, client)) return true;
  return peer.speaks_for == SpeaksFor::unnamed && !is_named(client) && !is_here();
}

std::optional<std::string> HostsHere::came(std::string_view host, const std::string& address) {
  const std::lock_guard lock(mutex_);
  auto& addresses = addresses_[ascii::small(host)];
  const auto other = std::find_if(addresses.begin(), addresses.end(),
                                  [&](const auto& each) { return each != address; });
  const auto found = other == addresses.end() ? std::nullopt : std::optional(*other);
  addresses.push_back(address);
  return found;
}

void HostsHere::went(std::string_view host, const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = addresses_.find(ascii::small(host));
  if (found == addresses_.end()) return;
  auto& addresses = found->second;
  const auto at = std::find(addresses.begin(), addresses.end(), address);
  if (at != addresses.end()) addresses.erase(at);
  if (addresses.empty()) addresses_.erase(found);
}

bool HostsHere::has(std::string_view host) const {
  const std::lock_guard lock(mutex_);
  return addresses_.contains(ascii::small(host));
}

const char* why_not(const PeerRights& may, const diameter::CreditControlRequest& request) {
  using diameter::RequestedAction;
  const bool is_event = request.type == diameter::RequestType::event;
  const auto action = is_event ? request.action : std::nullopt;
  if (action == RequestedAction::check_balance) {
    return may.balance ? nullptr
                       : "it may not ask for balances: [[gy.peer]] may = [..., \"balance\"]";
  }
  if (action == RequestedAction::price_enquiry) {
    return may.price ? nullptr : "it may not ask for prices: [[gy.peer]] may = [..., \"price\"]";
  }
  if (action == RequestedAction::refund_account) {
    return may.debit || may.refund
               ? nullptr
               : "it may not have debits back: [[gy.peer]] may = [..., \"refund\"]";
  }
  return may.debit ? nullptr : "it may not debit: [[gy.peer]] may = [..., \"debit\"]";
}

}  // namespace airperk::face::gy
