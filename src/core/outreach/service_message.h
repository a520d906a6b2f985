#pragma once

#include <optional>
#include <string>

#include "core/subscriber/decide.h"

/// Service messages (C7): what the programme itself has to tell a member. They are a class of their
/// own: no campaign, no partner, no slot and no cap. Still they go out in the hours of partner
/// messages (C8, chosen), for a telephone that rings at night is no kindness.
namespace airperk::outreach {

struct DueServiceMessage;

/// One of the programme's own texts, filled in for a member. Nobody else can make one: so a
/// partner's words cannot be a service message.
class ServiceWords {
 public:
  const std::string& text() const { return text_; }  ///< UTF-8, one SMS

 private:
  friend std::optional<DueServiceMessage> due_service_message(const subscriber::Record&,
                                                              const subscriber::Context&);
  explicit ServiceWords(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct DueServiceMessage {
  subscriber::ServiceMessageTaken taken;
  ServiceWords words;
  Instant until;  ///< it must not be delivered later
};

/// What is to be said to this member now; nothing outside the programme and its hours. `record` is
/// up to date. Once `taken` has happened, it is said no more, and there may be a next one:
///
///   activation   of a balance that was activated within the last day
///   expiry       of the oldest waiting grant, if it can be activated (B4), or of a SMART balance
///                with something left: each that ends within the next day, once
///   new terms    the newest version, if it was published after the join; once
std::optional<DueServiceMessage> due_service_message(const subscriber::Record& record,
                                                     const subscriber::Context& context);

/// Whether there can be any now: the programme sends some, and it is not too late or too early.
bool may_send_service_messages(const programme::Programme& programme, Instant at);

}  // namespace airperk::outreach
