#include "core/outreach/stop_word.h"

#include <algorithm>
#include <array>

#include "protocol/gsm/alphabet.h"

namespace airperk::outreach {
namespace {

constexpr std::array<std::u16string_view, 8> words{
    u"STOP", u"UNSUBSCRIBE", u"СТОП", u"ОТПИСАТЬСЯ", u"ТОҚТА", u"ТОКТА", u"ТОҚТАТУ", u"TOQTA"};

/// Latin, Russian and the Kazakh letters, whose small one stands behind its large one.
char16_t large(char16_t c) {
  if ((c >= u'a' && c <= u'z') || (c >= u'а' && c <= u'я')) return static_cast<char16_t>(c - 0x20);
  if (c == u'ё') return u'Ё';
  if (c == u'і') return u'І';
  if (c > 0x460 && c < 0x530 && c % 2 == 1) return static_cast<char16_t>(c - 1);
  return c;
}

bool is_beside(char16_t c) {
  return c == u' ' || c == u'\t' || c == u'\r' || c == u'\n' || c == u'.' || c == u'!';
}

}  // namespace

bool is_stop_word(std::string_view utf8) {
  if (utf8.size() > 100 || !gsm::is_utf8(utf8)) return false;
  auto text = gsm::to_utf16(utf8);
  while (!text.empty() && is_beside(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_beside));
  std::transform(text.begin(), text.end(), text.begin(), large);
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace airperk::outreach
