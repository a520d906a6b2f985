#pragma once

#include <string>

#include "base/result.h"
#include "face/site/words.h"

namespace airperk::app {

/// The public site's words from a folder with a file for each language: "kk.toml", "ru.toml". The
/// error has one line for each thing that is wrong: file, line and mend.
Result<face::site::Book> read_site_words(const std::string& folder);

}  // namespace airperk::app
