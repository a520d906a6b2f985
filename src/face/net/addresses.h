#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace airperk::face::net {

/// Addresses and networks, as the configuration writes them: "10.1.2.3", "10.0.0.0/8", "fd00::/8".
class Addresses {
 public:
  /// The error names `key` and the entry, and says what one looks like.
  static Result<Addresses> parse(const std::vector<std::string>& entries, const std::string& key);
  bool hold(const boost::asio::ip::address& address) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

/// What a proxy says of whom it was asked by: an address, with a port or without, an IPv6 one
/// perhaps in brackets. Nothing: it is none.
std::optional<boost::asio::ip::address> forwarded_address(std::string_view said);

/// An IPv4 address that an IPv6 socket shows as ::ffff:10.1.2.3 is that IPv4 address.
boost::asio::ip::address plain(const boost::asio::ip::address& address);

}  // namespace airperk::face::net
