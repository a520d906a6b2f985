#include "face/rest/language_texts.h"

namespace airperk::face::rest {

LanguageTexts language_texts_in(const Fields& fields, std::string_view name) {
  LanguageTexts texts;
  for (auto& [tag, text] : fields.texts(name)) texts.emplace(language_in(tag), std::move(text));
  return texts;
}

json texts_json(const LanguageTexts& texts) {
  auto written = json::object();
  for (const auto& [language, text] : texts) written[language.to_string()] = text;
  return written;
}

}  // namespace airperk::face::rest
