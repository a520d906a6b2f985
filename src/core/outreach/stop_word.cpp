#include "core/outreach/stop_word.h"

#include <algorithm>
#include <array>
#include <string>

#include "protocol/gsm/alphabet.h"

namespace airperk::outreach {
namespace {

constexpr std::size_t octets_max = 160;

constexpr std::array<std::u16string_view, 24> stop_words{
    u"STOP",     u"STOPALL", u"UNSUBSCRIBE", u"UNSUB",      u"CANCEL",  u"QUIT",
    u"END",      u"СТОП",    u"СТОПЕ",       u"ОТПИСАТЬСЯ", u"ОТПИСКА", u"ОТПИШИТЕ",
    u"ОТПИСАТЬ", u"ОТМЕНА",  u"ОТКЛЮЧИТЬ",   u"ОТКЛЮЧИТЕ",  u"ТОҚТА",   u"ТОКТА",
    u"ТОҚТАТУ",  u"ТОКТАТУ", u"ТОҚТАТЫҢЫЗ",  u"TOQTA",      u"TOQTATU", u"OTPISKA"};

/// Beside one of them they change nothing.
constexpr std::array<std::u16string_view, 22> kind_words{
    u"PLEASE",   u"PLS",      u"PLZ",        u"NOW",  u"IT",       u"SMS",   u"MESSAGES", u"ALL",
    u"SMART",    u"555",      u"ПОЖАЛУЙСТА", u"ПЖ",   u"ПЖЛ",      u"СМС",   u"ВСЕ",      u"ВСЁ",
    u"РАССЫЛКА", u"РАССЫЛКУ", u"РАССЫЛКИ",   u"МЕНЯ", u"ӨТІНЕМІН", u"ӨТІНЕМ"};

/// Latin, Russian and the Kazakh letters, whose small one stands behind its large one.
char16_t large(char16_t c) {
  if ((c >= u'a' && c <= u'z') || (c >= u'а' && c <= u'я')) return static_cast<char16_t>(c - 0x20);
  if (c == u'ё') return u'Ё';
  if (c == u'і') return u'І';
  if (c > 0x460 && c < 0x530 && c % 2 == 1) return static_cast<char16_t>(c - 1);
  return c;
}

/// Of letters that look alike, the Latin one: a telephone that has no Cyrillic sends СТОП as CTOΠ,
/// with what the GSM alphabet has.
char16_t by_its_look(char16_t c) {
  constexpr std::u16string_view cyrillic = u"АВЕКМНОРСТУХІЅЈΠΛΔΑΒΕΗΚΜΝΟΡΤΥΧ";
  constexpr std::u16string_view alike = u"ABEKMHOPCTYXISJПЛДABEHKMNOPTYX";
  static_assert(cyrillic.size() == alike.size());
  const auto at = cyrillic.find(c);
  return at == std::u16string_view::npos ? c : alike[at];
}

bool is_of_a_word(char16_t c) {
  return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z') || (c >= 0x0400 && c < 0x0530);
}

std::u16string looks_of(std::u16string_view word) {
  std::u16string looks(word);
  std::transform(looks.begin(), looks.end(), looks.begin(), by_its_look);
  return looks;
}

template <std::size_t n>
bool is_one_of(const std::array<std::u16string_view, n>& words, const std::u16string& word) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::u16string_view each) { return looks_of(each) == word; });
}

}  // namespace

bool is_stop_word(std::string_view utf8) {
  if (utf8.size() > octets_max || !gsm::is_utf8(utf8)) return false;
  auto text = gsm::to_utf16(utf8);
  for (auto& c : text) c = by_its_look(large(c));
  bool asks = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_of_a_word(text[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && is_of_a_word(text[end])) ++end;
    const auto word = text.substr(at, end - at);
    const bool stops = is_one_of(stop_words, word);
    if (!stops && !is_one_of(kind_words, word)) return false;
    asks = asks || stops;
    at = end;
  }
  return asks;
}

}  // namespace airperk::outreach
