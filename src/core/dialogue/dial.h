#pragma once

#include <string>

#include "core/dialogue/interview.h"
#include "core/subscriber/decide.h"

/// The USSD application (M2, M5, B3, B5): what a dial or a choice in a menu does, and the screen
/// that answers it. Pure: a record, an input and an instant in; facts and a screen out.
namespace airperk::dialogue {

/// No network keeps a dialogue open for longer, whatever is said in its name: a menu that has stood
/// for so long is over.
constexpr Duration dialogue_longest = Duration::minutes(4);

struct Dial {
  /// A hash of channel, gateway and its session id. A menu goes on in its own session, also after a
  /// restart.
  std::uint64_t session = 0;
  /// The gateway says that this is the session's first input. A text that is a code ("*555#")
  /// begins anew anyhow.
  bool begins = false;
  std::string text;
  subscriber::Channel channel = subscriber::Channel::ussd;
  std::uint32_t asked_by = 0;  ///< the survey whose pushed invitation this answers, as the link
                               ///< knows until it ends; 0: none that it knows of
  bool is_own = true;  ///< from the telephone itself: what others enter for somebody is no answer
};

struct Screen {
  std::string text;
  bool ended = true;
};

struct Answer {
  subscriber::Facts facts;
  Screen screen;
  std::optional<KeptProgress> kept{};  ///< of a survey
};

/// Whether a menu stands in that dialogue.
bool has_menu(const subscriber::Record& record, std::uint64_t session, Instant now);

/// `record` is up to date; `surveyed` is the survey that this input may be about. Bad input shows
/// the menu again; nothing is refused without a screen that says why, kindly.
Answer answer(const subscriber::Record& record, const Dial& dial, const Surveyed& surveyed,
              const subscriber::Context& context);

/// For somebody whose input could not be looked at.
Screen busy(const subscriber::Record& record, const subscriber::Context& context);

/// For somebody we do not know, in the programme's first language.
Screen unknown_subscriber(const programme::Programme& programme);

}  // namespace airperk::dialogue
