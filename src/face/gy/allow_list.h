#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace airperk::face::gy {

/// The addresses from which peers may come, as the configuration writes them: "10.1.2.3",
/// "10.0.0.0/8", "fd00::/8".
class AllowList {
 public:
  /// The error names the entry and what one looks like.
  static Result<AllowList> parse(const std::vector<std::string>& entries);

  bool admits(const boost::asio::ip::address& address) const;

  /// The configuration line that would admit it too: `[gy] allow = ["127.0.0.0/8", "10.1.2.3/32"]`.
  std::string line_admitting(const boost::asio::ip::address& address) const;

 private:
  std::vector<std::string> entries_;
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

/// An IPv4 address that an IPv6 socket shows as ::ffff:10.1.2.3 is that IPv4 address.
boost::asio::ip::address plain(const boost::asio::ip::address& address);

}  // namespace airperk::face::gy
