#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/diameter/credit_control.h"

/// Credit-control requests as the network's nodes send them, made by copying a template and writing
/// over what differs from one to the next.
namespace airperk::bench {

using diameter::RequestType;
using wire::Buffer;

enum class Service : std::uint8_t { voice, sms, data };
inline constexpr std::size_t services = 3;

/// What a request asks for: seconds, messages or octets.
constexpr std::uint64_t asked_for(Service service) {
  return std::array<std::uint64_t, services>{60, 1, 1'000'000}[static_cast<std::size_t>(service)];
}

inline constexpr std::uint32_t voice_rating_group = 100, voice_service = 1000, sms_service = 1;

/// What differs from one request to the next.
struct GyRequest {
  Service service = Service::sms;
  RequestType type = RequestType::event;
  bool again = false;  ///< the T flag
  std::uint32_t hop_by_hop = 0, end_to_end = 0;
  std::uint32_t number = 0;      ///< CC-Request-Number
  std::uint32_t stamp = 0;       ///< Event-Timestamp: seconds since 1900
  std::uint64_t session = 0;     ///< its number in this run
  std::uint64_t subscriber = 0;  ///< counted from the first one
  std::uint64_t used = 0;        ///< in updates and terminations
};

/// Who asks, and whom.
struct GyIdentity {
  std::string host, realm, destination_realm;
  std::string run;  ///< makes Session-Ids differ from those of every other run: no digits are fixed
  std::uint64_t first_msisdn = 0;  ///< all numbers have as many digits
  std::uint64_t first_imsi = 0;    ///< likewise
};

class GyRequests {
 public:
  explicit GyRequests(GyIdentity identity);

  void append(const GyRequest& request, Buffer& out) const;
  /// Whether `text` is the Session-Id of that session.
  bool is_session(std::string_view text, std::uint64_t session) const;

  static constexpr int session_digits = 10;

  /// A request, and where in it stands what differs; 0: it has no such thing.
  struct Template {
    Buffer octets;
    std::size_t session = 0, number = 0, stamp = 0, imsi = 0, msisdn = 0;
    std::size_t used = 0;         ///< CC-Time
    std::size_t used_input = 0;   ///< CC-Input-Octets
    std::size_t used_output = 0;  ///< CC-Output-Octets
  };

 private:
  void make(Service service, RequestType type);
  static constexpr std::size_t place(Service service, RequestType type) {
    return static_cast<std::size_t>(service) * 4 + static_cast<std::size_t>(type) - 1;
  }

  GyIdentity identity_;
  std::string session_;  ///< with zeros for its number
  std::size_t session_number_ = 0;
  int msisdn_digits_ = 0, imsi_digits_ = 0;
  std::array<Template, services * 4> templates_;
};

/// The requests that are not credit control; the header's ids are the caller's.
void append_cer(const GyIdentity& identity, std::uint32_t id, Buffer& out);
void append_dpr(const GyIdentity& identity, std::uint32_t id, Buffer& out);
/// The answer to a DWR or DPR.
void append_base_answer(const GyIdentity& identity, const diameter::Header& request, Buffer& out);

}  // namespace airperk::bench
