#include "face/gy/place.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"

namespace airperk::face::gy {
namespace {

using diameter::Bytes;

constexpr std::size_t packed_size = 3;

std::string in_hex(Bytes octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 0xF];
  }
  return text;
}

/// TS 24.008 §10.5.1.3: MCC2 MCC1, MNC3 MCC3, MNC2 MNC1; of a network code of two digits MNC3 is F.
std::optional<std::string> unpacked(Bytes octets) {
  const std::array<int, 6> digits{octets[0] & 0xF, octets[0] >> 4, octets[1] & 0xF,
                                  octets[2] & 0xF, octets[2] >> 4, octets[1] >> 4};
  constexpr int none = 0xF;
  std::string network;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i + 1 == digits.size() && digits[i] == none) continue;
    if (digits[i] > 9) return {};
    network += static_cast<char>('0' + digits[i]);
  }
  return network;
}

std::optional<std::string> network_of_sgsn(Bytes said) {
  const auto text = wire::as_text(said);
  if (ascii::are_digits(text, 5, 6)) return std::string(text);
  if (said.size() == packed_size) return unpacked(said);
  return {};
}

/// TS 29.061 §16.4.7.2 (22): of which kind it is, and then, whatever the kind, a network first.
std::optional<std::string> network_of_location(Bytes said) {
  if (said.size() < 1 + packed_size) return {};
  return unpacked(said.subspan(1, packed_size));
}

/// "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=4010200010019B01": in any case, quoted or not. Nothing
/// where no cell is named: a wireless LAN has no network.
std::optional<std::string> cell_in(std::string_view access_network) {
  const auto text = ascii::small(access_network);
  for (const std::string_view name : {"utran-cell-id-3gpp", "utran-sai-3gpp", "cgi-3gpp"}) {
    auto at = text.find(name);
    if (at == std::string::npos) continue;
    at = text.find_first_not_of(" \t", at + name.size());
    if (at == std::string::npos || text[at] != '=') continue;
    at = text.find_first_not_of(" \t\"", at + 1);
    if (at == std::string::npos) return "";
    return text.substr(at, text.find_first_of("\"; \t", at) - at);
  }
  return {};
}

}  // namespace

std::optional<std::string> network_of(const diameter::ServiceInformation& information,
                                      Unread& unread) {
  if (!information.sgsn_mcc_mnc.empty()) {
    if (auto network = network_of_sgsn(information.sgsn_mcc_mnc)) return network;
    unread.note("3GPP-SGSN-MCC-MNC", in_hex(information.sgsn_mcc_mnc));
  }
  if (!information.user_location.empty()) {
    if (auto network = network_of_location(information.user_location)) return network;
    unread.note("3GPP-User-Location-Info", in_hex(information.user_location));
  }
  if (const auto cell = cell_in(information.access_network)) {
    constexpr std::size_t most = 6, least = 5;
    if (cell->size() >= least && ascii::are_digits(std::string_view(*cell).substr(0, least))) {
      return cell->substr(0, most);
    }
    unread.note("Access-Network-Information", std::string(information.access_network));
  }
  return {};
}

}  // namespace airperk::face::gy
