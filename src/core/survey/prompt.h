#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/programme/programme.h"
#include "core/survey/answers.h"

/// A question as somebody sees or hears it, and what they say to it.
namespace airperk::survey {

enum class Medium { screen, message, speech };

/// The language itself, where the programme speaks it, or else its first.
programme::Language spoken(programme::Language language, const programme::Programme& programme);

/// Whether the programme has the texts that surveys need.
bool can_be_asked(const programme::Programme& programme);

/// "2/3 Are you content?", its options with their digits, and the key that skips it.
std::string prompt(const Questionnaire& questionnaire, std::size_t place,
                   programme::Language language, const programme::Programme& programme);

/// What an input says to a question: "2"; of a multiple choice "13", "1 3" or "1,3"; a number;
/// 9, or 00 where 9 can be an answer, skips. Nothing if it says nothing that fits.
std::string_view without_blanks(std::string_view input);
std::optional<Answer> read_answer(const Question& question, std::string_view input);

/// "9" or "00": a star or a hash would begin a new dial.
std::string_view skip_key(const Question& question);

}  // namespace airperk::survey
