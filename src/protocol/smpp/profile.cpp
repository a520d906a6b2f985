#include "protocol/smpp/profile.h"

#include <algorithm>

namespace airperk::smpp {
namespace {

constexpr Profile table[] = {
    // The values of the specification. The end bit is part of the field's standard form, so the
    // last screen sets it as
    // well as the op.
    {.name = "standard", .field = DialogueField::session_octet, .sets_end_bit = true},
    // Gateways that look at the end bit alone and treat the rest of the field as opaque; the user's
    // abort comes the
    // same way.
    {.name = "end-bit",
     .field = DialogueField::session_info,
     .op_end = ussd_op::ussr_request,
     .sets_end_bit = true,
     .reads_end_bit = true},
    {.name = "user-reference", .field = DialogueField::user_message_reference},
};

}  // namespace

std::span<const Profile> profiles() {
  return table;
}

const Profile* find_profile(std::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [&](const Profile& p) { return p.name == name; });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace airperk::smpp
