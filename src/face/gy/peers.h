#pragma once

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "face/net/addresses.h"
#include "protocol/diameter/credit_control.h"

/// Who may connect, what they may ask, and for whom they may speak.
namespace airperk::face::gy {

/// What a peer may ask for: these, where no entry says otherwise.
struct PeerRights {
  bool debit = true;    ///< sessions and events, and its own debits back
  bool refund = false;  ///< anybody's debits back
  bool price = true;
  bool balance = false;
  friend bool operator==(const PeerRights&, const PeerRights&) = default;
};

/// One [[gy.peer]], as the configuration has it.
struct PeerEntry {
  std::vector<std::string> addresses;  ///< it is admitted from these; empty: wherever `allow` says
  std::string origin_host;             ///< empty: whoever comes from there
  PeerRights may;
  bool agent = false;  ///< it brings what others ask (RFC 6733 §2.8)
  friend bool operator==(const PeerEntry&, const PeerEntry&) = default;
};

/// A peer, once it has said who it is.
struct KnownPeer {
  enum class SpeaksFor {
    itself,    ///< its entry says that it is no agent
    unnamed,   ///< without an entry: for whoever has none, nor a connection of its own
    everybody  ///< an agent
  };
  std::string host;
  PeerRights may;
  SpeaksFor speaks_for = SpeaksFor::unnamed;
  friend bool operator==(const KnownPeer&, const KnownPeer&) = default;
};

/// `[gy] allow` and every `[[gy.peer]]`. Never changed; any thread.
class Peers {
 public:
  static Result<Peers> parse(std::vector<std::string> allow, const std::vector<PeerEntry>& entries);

  bool admits(const boost::asio::ip::address& address) const;
  /// The configuration line that would admit it too: `[gy] allow = ["127.0.0.0/8", "10.1.2.3/32"]`.
  std::string line_admitting(const boost::asio::ip::address& address) const;

  /// Who it is that comes from there and calls itself so; why it is not, if that name is another's.
  Result<KnownPeer, const char*> who_is(const boost::asio::ip::address& address,
                                        std::string_view host) const;
  /// The names that may more than others and have no address: whoever is admitted can take them.
  std::vector<std::string> anybodys_names() const;
  /// Whether it may bring what that client asks.
  /// `is_here`: that client has a connection of its own.
  bool speaks_for(const KnownPeer& peer, std::string_view client,
                  const std::function<bool()>& is_here) const;

 private:
  struct Entry {
    PeerEntry said;
    net::Addresses addresses;
  };
  bool is_named(std::string_view host) const;

  std::vector<std::string> allow_said_;
  net::Addresses allow_;
  std::vector<Entry> entries_;
};

/// The hosts that have connections of their own just now, and from where. Any thread.
class HostsHere {
 public:
  /// Another address that it is connected from already, if it is.
  std::optional<std::string> came(std::string_view host, const std::string& address);
  void went(std::string_view host, const std::string& address);
  bool has(std::string_view host) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::vector<std::string>> addresses_;  ///< one a connection
};

/// Why that may not be asked, with the mend; nothing: it may.
const char* why_not(const PeerRights& may, const diameter::CreditControlRequest& request);

}  // namespace airperk::face::gy
