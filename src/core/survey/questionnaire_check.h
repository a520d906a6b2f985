#pragma once

#include <optional>
#include <string>

#include "core/programme/programme.h"
#include "core/survey/prompt.h"
#include "core/survey/questionnaire.h"

namespace airperk::survey {

/// What is wrong: in which field ("questions[2].options[1].next"; counted from 1, as people do),
/// and what it has to say after the field's name, with the mend.
struct Problem {
  std::string field, words;
};

/// The first problem of what is asked, in a programme that has the texts for it: also a question
/// that leads back (a loop), or to a question that does not exist, or to which nobody comes (dead
/// ends), and a screen that is too long.
std::optional<Problem> check(const Questionnaire& questionnaire,
                             const programme::Programme& programme, Medium medium);

}  // namespace airperk::survey
