#include "core/outreach/publication.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::outreach {
namespace {

using programme::Language;
using Texts = std::map<Language, std::string>;

Language kazakh() {
  return *Language::parse("kk");
}

/// Feeds and sheets carry no control characters but line ends.
bool is_plain(const std::string& text) {
  return gsm::is_utf8(text) && std::none_of(text.begin(), text.end(), [](unsigned char c) {
           return (c < 0x20 && c != '\n') || c == 0x7F;
         });
}

std::optional<PlanProblem> check_texts(const std::string& field, const Texts& texts,
                                       std::size_t longest, const programme::Programme& programme) {
  if (texts.count(kazakh()) == 0) {
    return problem_with(field + ".kk", "is missing: everything published must be there in Kazakh");
  }
  for (const auto& [language, text] : texts) {
    const auto of = field + "." + language.to_string();
    if (!programme.speaks(language) && language != kazakh()) {
      return problem_with(of, "is in a language that the programme does not speak: leave it out");
    }
    if (text.empty()) return problem_with(of, "is empty: write it or leave it out");
    if (!is_plain(text)) return problem_with(of, "is not plain text in UTF-8");
    const auto letters = gsm::to_utf16(text).size();
    if (letters > longest) {
      return problem_with(of, fmt::format("has {} letters, {} fit: shorten it", letters, longest));
    }
  }
  return {};
}

}  // namespace

void Publications::apply(const PublicationEvent& event) {
  if (const auto* planned = std::get_if<PublicationPlanned>(&event)) {
    Published published;
    published.id = planned->id;
    published.planned_at = published.moved_at = planned->at;
    published.what = planned->what;
    all_[planned->id] = std::make_shared<Published>(std::move(published));
  } else if (const auto* moved = std::get_if<PublicationMoved>(&event)) {
    const auto at = all_.find(moved->id);
    AIRPERK_ASSERT(at != all_.end());
    auto changed = std::make_shared<Published>(*at->second);
    if (moved->to == PublicationState::approved) changed->approved_by = moved->by;
    changed->state = moved->to;
    changed->moved_at = moved->at;
    at->second = std::move(changed);
  } else {
    const auto& announced = std::get<BonusAnnounced>(event);
    bonuses_.emplace(announced.kind, announced.at);
  }
}

const Published* Publications::find(std::uint32_t id) const {
  const auto at = all_.find(id);
  return at == all_.end() ? nullptr : at->second.get();
}

std::optional<PlanProblem> check(const Publication& publication,
                                 const programme::Programme& programme, Instant now) {
  const auto& partner = publication.partner;
  if (partner.empty() || partner.size() > 100 || !is_plain(partner)) {
    return problem_with("partner", "must have 1 to 100 octets of plain UTF-8");
  }
  if (publication.by.empty()) return problem_with("by", "is empty: say who plans it");
  if (auto problem = check_texts("title", publication.titles, title_longest, programme)) {
    return problem;
  }
  if (auto problem = check_texts("texts", publication.texts, publication_longest, programme)) {
    return problem;
  }
  if (publication.until <= publication.from) return problem_with("until", "must be after \"from\"");
  if (publication.until <= now) return problem_with("until", "has passed: name a later one");
  if (publication.places == 0) {
    return problem_with("places", "is empty: name \"site\", \"media\" or \"service-points\"");
  }
  return {};
}

std::string_view why_not(const Published& published, PublicationState to, std::string_view by) {
  using State = PublicationState;
  if (published.state == State::withdrawn) return "it is withdrawn";
  switch (to) {
    case State::approved:
      if (published.state == State::approved) return "it is approved already";
      if (by.empty() || by == published.what.by) {
        return "\"by\" must name somebody other than the one who planned it";
      }
      return "";
    case State::withdrawn:
      return "";
    case State::planned:
      return "it is planned already";
  }
  return "";
}

}  // namespace airperk::outreach
