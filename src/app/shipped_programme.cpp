#include "app/shipped_programme.h"

namespace airperk::app {

std::optional<std::string_view> shipped_programme(std::string_view name) {
  if (name == "smart.toml") return shipped::smart_toml;
  if (name == "tariffs.toml") return shipped::tariffs_toml;
  if (name == "texts.toml") return shipped::texts_toml;
  if (name == "terms/v1.kk.txt") return shipped::v1_kk_txt;
  if (name == "terms/v1.ru.txt") return shipped::v1_ru_txt;
  if (name == "terms/v1.en.txt") return shipped::v1_en_txt;
  return {};
}

}  // namespace airperk::app
