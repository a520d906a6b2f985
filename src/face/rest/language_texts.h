#pragma once

#include "face/rest/common.h"

/// One text in several languages, as bodies have it: {"kk": "...", "ru": "..."}.
namespace airperk::face::rest {

using LanguageTexts = std::map<programme::Language, std::string>;

/// The field's; a Problem if it is missing or a tag is none.
LanguageTexts language_texts_in(const Fields& fields, std::string_view name);
json texts_json(const LanguageTexts& texts);

}  // namespace airperk::face::rest
