#pragma once

#include <string_view>

namespace airperk::outreach {

/// Whether somebody asks in these words to hear no more (C10): STOP, СТОП, ТОҚТА and their like, in
/// Latin, Russian and Kazakh letters, large or small, also where letters of one alphabet stand for
/// those of another that look alike. Marks and blanks around do not matter, nor words that only
/// make it kinder: "«СТОП»!", "Stop, please", "STOP 555".
bool is_stop_word(std::string_view utf8);

}  // namespace airperk::outreach
