#include "face/net/addresses.h"

#include <fmt/format.h>

#include <algorithm>

namespace airperk::face::net {

namespace ip = boost::asio::ip;

namespace {

template <typename Network, typename Address>
bool holds(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

ip::address plain(const ip::address& address) {
  const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? ip::make_address_v4(ip::v4_mapped, address.to_v6()) : address;
}

std::optional<ip::address> forwarded_address(std::string_view said) {
  if (said.starts_with('[')) {
    const auto end = said.find(']');
    if (end == said.npos) return {};
    said = said.substr(1, end - 1);
  } else if (std::count(said.begin(), said.end(), ':') == 1) {
    said = said.substr(0, said.find(':'));
  }
  boost::system::error_code none;
  const auto address = ip::make_address(said, none);
  if (none) return {};
  return plain(address);
}

Result<Addresses> Addresses::parse(const std::vector<std::string>& entries,
                                   const std::string& key) {
  Addresses addresses;
  for (const std::string& entry : entries) {
    boost::system::error_code no_address, no_v4, no_v6;
    const ip::address address = ip::make_address(entry, no_address);
    const bool is_network = entry.find('/') != entry.npos;
    const std::string network = is_network ? entry : entry + (address.is_v4() ? "/32" : "/128");
    const auto v4 = ip::make_network_v4(network, no_v4);
    const auto v6 = ip::make_network_v6(network, no_v6);
    if (!no_v4) {
      addresses.v4_.push_back(v4);
    } else if (!no_v6) {
      addresses.v6_.push_back(v6);
    } else {
      return fail(fmt::format(
          "{}: \"{}\" is no address; write one like \"10.1.2.3\" or \"10.0.0.0/8\"", key, entry));
    }
  }
  return addresses;
}

bool Addresses::hold(const ip::address& address) const {
  const ip::address peer = plain(address);
  if (peer.is_v4())
    return std::any_of(v4_.begin(), v4_.end(),
                       [&](const auto& network) { return holds(network, peer.to_v4()); });
  return std::any_of(v6_.begin(), v6_.end(),
                     [&](const auto& network) { return holds(network, peer.to_v6()); });
}

}  // namespace airperk::face::net
