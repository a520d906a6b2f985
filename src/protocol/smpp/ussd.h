#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/smpp/pdu.h"
#include "protocol/smpp/profile.h"

/// USSD dialogues over SMPP. No table of dialogues stands here: a message carries all that its
/// answer needs, so a gateway or this process may restart in the middle of a dialogue and it goes
/// on.
namespace airperk::smpp {

/// What a screen needs to find its way back to the phone.
struct DialogueAddress {
  std::string subscriber;  ///< the phone's number as the gateway writes it
  std::uint8_t subscriber_ton = 0, subscriber_npi = 0;
  std::string service;  ///< the address that the phone's message went to
  std::uint8_t service_ton = 0, service_npi = 0;
  std::string id;  ///< the dialogue field's octets as they came; empty if there were none
};

enum class UssdAct {
  begins,     ///< a code was dialled
  continues,  ///< an answer to a screen
  aborts,     ///< the user hung up, or the network did
  confirms,   ///< a notice was shown; nothing is asked
};

struct UssdInput {
  UssdAct act{};
  DialogueAddress address;
  std::string
      session;  ///< names the dialogue among those of one subscriber on one link: hex, or empty
  std::string text;  ///< UTF-8: the code dialled, or what was entered
};

/// What a message from the gateway means, or nothing if it is a delivery receipt or another message
/// that is not USSD.
std::optional<UssdInput> read_ussd(const Profile& profile, const Message& message);

/// Where answers come from, if not from the address that was dialled.
struct Origin {
  std::string address;
  std::uint8_t ton = 0, npi = 0;
};

/// Appends the submit_sm, with sequence number 0, that shows a screen. GSM-7 if the alphabet has
/// all its characters, UCS-2 otherwise. False if the screen did not fit one USSD string and its end
/// was cut off.
bool write_ussd(const Profile& profile, const DialogueAddress& to, const Origin& origin,
                std::string_view screen, bool ended, Buffer& out);

/// What the network's side begins.
enum class Push {
  notice,    ///< USSN: shown, and over; carries the profile's mark of the last screen
  question,  ///< USSR: an answer is waited for, which continues the dialogue
};
/// Appends the submit_sm, with sequence number 0, that shows what nobody dialled for. It begins a
/// dialogue of its own; `dialogue` tells it from others to the same phone. False, and nothing
/// appended, if the text does not fit one USSD string.
bool write_push(const Profile& profile, Push push, const Address& to, const Origin& origin,
                std::string_view text, std::uint16_t dialogue, Buffer& out);

/// The name under which the answer to such a question comes: UssdInput::session.
std::string push_session(const Profile& profile, std::uint16_t dialogue);

}  // namespace airperk::smpp
