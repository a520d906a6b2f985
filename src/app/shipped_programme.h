#pragma once

#include <optional>
#include <string_view>

namespace airperk::app {

namespace shipped {
extern const std::string_view smart_toml, tariffs_toml, texts_toml, v1_kk_txt, v1_ru_txt, v1_en_txt;
}  // namespace shipped

/// A file of programme/ as it was when the binary was built: a first start needs no file at all.
std::optional<std::string_view> shipped_programme(std::string_view name);

}  // namespace airperk::app
