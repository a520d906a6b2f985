#include "store/archive/publication_form.h"

namespace airperk::store::archive {

using namespace outreach;

namespace {

template <typename Form>
void to_form(const std::map<programme::Language, std::string>& texts, Form& form) {
  for (const auto& [language, text] : texts) form[language.packed()] = text;
}

template <typename Form>
std::map<programme::Language, std::string> texts_from_form(const Form& form) {
  std::map<programme::Language, std::string> texts;
  for (const auto& [language, text] : form) {
    texts[programme::Language::from_packed(language)] = text;
  }
  return texts;
}

void to_form(const PublicationPlanned& planned, pb::HouseEvent::PublicationPlanned& form) {
  const auto& what = planned.what;
  form.set_id(planned.id);
  form.set_at(planned.at.in_microseconds());
  form.set_partner(what.partner);
  to_form(what.titles, *form.mutable_titles());
  to_form(what.texts, *form.mutable_texts());
  form.set_from(what.from.in_microseconds());
  form.set_until(what.until.in_microseconds());
  form.set_places(what.places);
  form.set_by(what.by);
}

PublicationPlanned from_form(const pb::HouseEvent::PublicationPlanned& form) {
  PublicationPlanned planned;
  planned.id = form.id();
  planned.at = Instant::microseconds(form.at());
  auto& what = planned.what;
  what.partner = form.partner();
  what.titles = texts_from_form(form.titles());
  what.texts = texts_from_form(form.texts());
  what.from = Instant::microseconds(form.from());
  what.until = Instant::microseconds(form.until());
  what.places = static_cast<std::uint8_t>(form.places());
  what.by = form.by();
  return planned;
}

}  // namespace

void publication_to_form(const HouseEvent& event, pb::HouseEvent& form) {
  if (const auto* planned = std::get_if<PublicationPlanned>(&event)) {
    to_form(*planned, *form.mutable_publication_planned());
  } else if (const auto* moved = std::get_if<PublicationMoved>(&event)) {
    auto& f = *form.mutable_publication_moved();
    f.set_id(moved->id);
    f.set_at(moved->at.in_microseconds());
    f.set_to(static_cast<std::uint32_t>(moved->to));
    f.set_by(moved->by);
  } else if (const auto* announced = std::get_if<BonusAnnounced>(&event)) {
    auto& f = *form.mutable_bonus_announced();
    f.set_at(announced->at.in_microseconds());
    f.set_amount(announced->kind.amount.in_nano());
    f.set_validity(announced->kind.validity.in_microseconds());
  }
}

std::optional<HouseEvent> publication_from_form(const pb::HouseEvent& form) {
  switch (form.fact_case()) {
    case pb::HouseEvent::kPublicationPlanned:
      return from_form(form.publication_planned());
    case pb::HouseEvent::kPublicationMoved: {
      const auto& f = form.publication_moved();
      return PublicationMoved{f.id(), Instant::microseconds(f.at()),
                              static_cast<PublicationState>(f.to()), f.by()};
    }
    case pb::HouseEvent::kBonusAnnounced: {
      const auto& f = form.bonus_announced();
      return BonusAnnounced{Instant::microseconds(f.at()),
                            {Amount::nano(f.amount()), Duration::microseconds(f.validity())}};
    }
    default:
      return {};
  }
}

}  // namespace airperk::store::archive
