#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/report/make_report.h"
#include "core/survey/answers.h"
#include "store/store.h"

/// How answers are sealed (S2): XChaCha20-Poly1305 under the survey's key, bound to a respondent
/// who is a keyed hash of the subscriber's id. Once the key is gone, neither can be turned back:
/// not by guessing either, for what is hashed is hashed under that key.
namespace airperk::engine {

using Respondent = std::array<std::uint8_t, 16>;
Respondent respondent_of(const store::SurveyKey& key, SubscriberId id);

/// What is sealed for one questionnaire is always as long: its length says nothing.
std::string seal(const store::SurveyKey& key, const Respondent& respondent,
                 std::string_view octets);
/// Nothing if it was sealed with another key, for somebody else, or was changed.
std::optional<std::string> unseal(const store::SurveyKey& key, const Respondent& respondent,
                                  std::string_view sealed);

/// What may be told of a survey whose answers have stopped coming. The error: its key cannot be
/// had, or opens not all of them. From any thread.
Result<report::SurveyReport> report_of(store::Store& store, std::uint32_t campaign,
                                       const survey::Questionnaire& questionnaire,
                                       const report::Protection& protection);

}  // namespace airperk::engine
