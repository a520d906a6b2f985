#include "protocol/smpp/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace airperk::smpp {
namespace {

struct Named {
  std::uint32_t value;
  const char* name;
};

/// §5.1.3, table 5-2, by value.
constexpr Named names[] = {
    {0x00, "ESME_ROK"},
    {0x01, "ESME_RINVMSGLEN"},
    {0x02, "ESME_RINVCMDLEN"},
    {0x03, "ESME_RINVCMDID"},
    {0x04, "ESME_RINVBNDSTS"},
    {0x05, "ESME_RALYBND"},
    {0x06, "ESME_RINVPRTFLG"},
    {0x07, "ESME_RINVREGDLVFLG"},
    {0x08, "ESME_RSYSERR"},
    {0x0A, "ESME_RINVSRCADR"},
    {0x0B, "ESME_RINVDSTADR"},
    {0x0C, "ESME_RINVMSGID"},
    {0x0D, "ESME_RBINDFAIL"},
    {0x0E, "ESME_RINVPASWD"},
    {0x0F, "ESME_RINVSYSID"},
    {0x11, "ESME_RCANCELFAIL"},
    {0x13, "ESME_RREPLACEFAIL"},
    {0x14, "ESME_RMSGQFUL"},
    {0x15, "ESME_RINVSERTYP"},
    {0x33, "ESME_RINVNUMDESTS"},
    {0x34, "ESME_RINVDLNAME"},
    {0x40, "ESME_RINVDESTFLAG"},
    {0x42, "ESME_RINVSUBREP"},
    {0x43, "ESME_RINVESMCLASS"},
    {0x44, "ESME_RCNTSUBDL"},
    {0x45, "ESME_RSUBMITFAIL"},
    {0x48, "ESME_RINVSRCTON"},
    {0x49, "ESME_RINVSRCNPI"},
    {0x50, "ESME_RINVDSTTON"},
    {0x51, "ESME_RINVDSTNPI"},
    {0x53, "ESME_RINVSYSTYP"},
    {0x54, "ESME_RINVREPFLAG"},
    {0x55, "ESME_RINVNUMMSGS"},
    {0x58, "ESME_RTHROTTLED"},
    {0x61, "ESME_RINVSCHED"},
    {0x62, "ESME_RINVEXPIRY"},
    {0x63, "ESME_RINVDFTMSGID"},
    {0x64, "ESME_RX_T_APPN"},
    {0x65, "ESME_RX_P_APPN"},
    {0x66, "ESME_RX_R_APPN"},
    {0x67, "ESME_RQUERYFAIL"},
    {0xC0, "ESME_RINVOPTPARSTREAM"},
    {0xC1, "ESME_ROPTPARNOTALLWD"},
    {0xC2, "ESME_RINVPARLEN"},
    {0xC3, "ESME_RMISSINGOPTPARAM"},
    {0xC4, "ESME_RINVOPTPARAMVAL"},
    {0xFE, "ESME_RDELIVERYFAILURE"},
    {0xFF, "ESME_RUNKNOWNERR"},
};

}  // namespace

std::string status_name(std::uint32_t command_status) {
  const auto* found =
      std::lower_bound(std::begin(names), std::end(names), command_status,
                       [](const Named& named, std::uint32_t value) { return named.value < value; });
  if (found == std::end(names) || found->value != command_status)
    return fmt::format("0x{:08X}", command_status);
  return fmt::format("{} (0x{:08X})", found->name, command_status);
}

const char* bind_advice(std::uint32_t command_status) {
  switch (command_status) {
    case 0x05:
      return "another bind holds its system_id; stop that one or ask for more binds";
    case 0x0D:
      return "mend its system_id, password or system_type, or ask the gateway's operator";
    case 0x0E:
      return "mend its password";
    case 0x0F:
      return "mend its system_id";
    case 0x53:
      return "mend its system_type";
    default:
      return "ask the gateway's operator what this status means";
  }
}

}  // namespace airperk::smpp
