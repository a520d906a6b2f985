#pragma once

#include <string_view>

namespace airperk::outreach {

/// Whether somebody asks in these words to hear no more: STOP, СТОП, ТОҚТА and their like, in
/// Latin, Russian and Kazakh letters, large or small, with nothing else beside them but blanks and
/// points.
bool is_stop_word(std::string_view utf8);

}  // namespace airperk::outreach
