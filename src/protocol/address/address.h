#pragma once

#include <string>
#include <string_view>

namespace airperk::address {

/// What an address says. Nothing can be wrong with one: what is not understood stays empty.
struct Address {
  /// Of its telephone number, without what only separates them for the eye (RFC 3966 §5.1.1); of a
  /// dialled code with its * and #. Empty: it has none.
  std::string digits;
  bool is_global = false;  ///< they began with a plus
  /// RFC 3966 §5.1.5: what goes before a local number, where that is digits: "7" of
  /// ";phone-context=+7".
  std::string context;
  std::string host;     ///< of a SIP URI, or of a name with an @; in small letters
  std::string service;  ///< of a urn:service: "sos", "sos.police"; in small letters
};

/// "+7 (701) 123-45-67", "TEL:+7-701-123-45-67", "tel:7011234567;phone-context=+7",
/// "sip:%2B77011234567@ims.example;user=phone", "<sip:112@ims.example>", "urn:service:sos".
Address read(std::string_view written);

}  // namespace airperk::address
