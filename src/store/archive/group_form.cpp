#include <google/protobuf/arena.h>

#include "store/archive/campaign_form.h"
#include "store/archive/event_form.h"
#include "store/archive/publication_form.h"

namespace airperk::store::archive {
namespace {

void to_form(const HouseEvent& event, pb::HouseEvent& form) {
  if (const auto* taken = std::get_if<ProgrammeTaken>(&event)) {
    auto& f = *form.mutable_programme_taken();
    f.set_version(taken->version);
    f.set_from(taken->from.in_microseconds());
    f.set_hash(taken->hash);
    f.set_main_file(taken->source.main_file);
    for (const auto& [name, text] : taken->source.files) (*f.mutable_files())[name] = text;
    f.set_zone_rules(taken->source.zone_rules);
  } else if (const auto* published = std::get_if<TermsPublished>(&event)) {
    auto& f = *form.mutable_terms_published();
    f.set_version(published->version.number);
    f.set_from(published->version.from.in_microseconds());
    for (const auto& [language, text] : published->version.texts) {
      (*f.mutable_texts())[language.packed()] = text;
    }
  } else if (const auto* moved = std::get_if<ClockMoved>(&event)) {
    form.mutable_clock_moved()->set_to(moved->to.in_microseconds());
  } else if (const auto* loss = std::get_if<LossAccepted>(&event)) {
    auto& f = *form.mutable_loss_accepted();
    f.set_what(loss->what);
    f.set_first_group(loss->first_group);
    f.set_last_group(loss->last_group);
    f.set_at(loss->at.in_microseconds());
    f.set_by(loss->by);
  } else if (const auto* noted = std::get_if<ClockNoted>(&event)) {
    auto& f = *form.mutable_clock_noted();
    f.set_at(noted->at.in_microseconds());
    f.set_was_ahead(noted->was_ahead);
    f.set_lag(noted->lag.in_microseconds());
    f.set_by(noted->by);
  } else if (const auto* changed = std::get_if<account::AccountChanged>(&event)) {
    auto& f = *form.mutable_account_changed();
    f.set_name(changed->name);
    f.set_role(changed->role);
    f.set_partner(changed->partner);
    f.set_password(changed->password);
    f.set_disabled(changed->disabled);
    f.set_at(changed->at.in_microseconds());
    f.set_by(changed->by);
  } else {
    campaign_to_form(event, form);
    publication_to_form(event, form);
  }
}

std::optional<HouseEvent> from_form(const pb::HouseEvent& form) {
  switch (form.fact_case()) {
    case pb::HouseEvent::kProgrammeTaken: {
      const auto& f = form.programme_taken();
      ProgrammeTaken taken{f.version(), Instant::microseconds(f.from()), f.hash(), {}};
      taken.source.main_file = f.main_file();
      for (const auto& [name, text] : f.files()) taken.source.files[name] = text;
      taken.source.zone_rules = f.zone_rules();
      return taken;
    }
    case pb::HouseEvent::kTermsPublished: {
      const auto& f = form.terms_published();
      TermsPublished published{{f.version(), Instant::microseconds(f.from()), {}}};
      for (const auto& [language, text] : f.texts()) {
        published.version.texts[programme::Language::from_packed(language)] = text;
      }
      return published;
    }
    case pb::HouseEvent::kClockMoved:
      return ClockMoved{Instant::microseconds(form.clock_moved().to())};
    case pb::HouseEvent::kLossAccepted: {
      const auto& f = form.loss_accepted();
      return LossAccepted{f.what(), f.first_group(), f.last_group(), Instant::microseconds(f.at()),
                          f.by()};
    }
    case pb::HouseEvent::kClockNoted: {
      const auto& f = form.clock_noted();
      return ClockNoted{Instant::microseconds(f.at()), f.was_ahead(),
                        Duration::microseconds(f.lag()), f.by()};
    }
    case pb::HouseEvent::kAccountChanged: {
      const auto& f = form.account_changed();
      return account::AccountChanged{f.name(),     f.role(),     f.partner(),
                                     f.password(), f.disabled(), Instant::microseconds(f.at()),
                                     f.by()};
    }
    default:
      if (auto campaign = campaign_from_form(form)) return campaign;
      return publication_from_form(form);
  }
}

}  // namespace

std::string encode(const Group& group, const Sealer& sealer) {
  google::protobuf::Arena arena;
  auto& form = *google::protobuf::Arena::CreateMessage<pb::Group>(&arena);
  form.set_number(group.number);
  form.set_at(group.at.in_microseconds());
  for (const auto& batch : group.batches) {
    auto& f = *form.add_batches();
    f.set_id(batch.id.value);
    f.set_version(batch.version);
    f.set_previous(batch.previous.value);
    f.set_programme_version(batch.programme_version);
    for (const auto& event : batch.events) to_form(event, batch.id, sealer, *f.add_events());
  }
  for (const auto& event : group.house) to_form(event, *form.add_house());
  for (const auto& reply : group.replies) {
    auto& f = *form.add_replies();
    f.set_key(reply.key.data(), reply.key.size());
    f.set_facts(reply.facts);
    f.set_lasting(reply.lasting);
  }
  return form.SerializeAsString();
}

Result<Group> decode_group(std::string_view bytes, const Sealer& sealer) {
  google::protobuf::Arena arena;
  auto& form = *google::protobuf::Arena::CreateMessage<pb::Group>(&arena);
  if (!form.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail("not a group: the journal is damaged or of a later version");
  }
  Group group;
  group.number = form.number();
  group.at = Instant::microseconds(form.at());
  group.batches.reserve(static_cast<std::size_t>(form.batches_size()));
  for (const auto& f : form.batches()) {
    Batch batch{{f.id()}, f.version(), {f.previous()}, f.programme_version(), {}};
    batch.events.reserve(static_cast<std::size_t>(f.events_size()));
    for (const auto& e : f.events()) {
      auto event = from_form(e, batch.id, sealer);
      if (!event) return fail("an event of a kind that this version does not know");
      batch.events.push_back(std::move(*event));
    }
    group.batches.push_back(std::move(batch));
  }
  for (const auto& f : form.house()) {
    auto event = from_form(f);
    if (!event) return fail("a house event of a kind that this version does not know");
    group.house.push_back(std::move(*event));
  }
  for (const auto& f : form.replies()) {
    Reply reply;
    if (f.key().size() != reply.key.size()) return fail("a request key of the wrong length");
    std::copy(f.key().begin(), f.key().end(), reply.key.begin());
    reply.facts = f.facts();
    reply.lasting = f.lasting();
    group.replies.push_back(std::move(reply));
  }
  return group;
}

std::string encode(const HouseEvent& event) {
  pb::HouseEvent form;
  to_form(event, form);
  return form.SerializeAsString();
}

Result<HouseEvent> decode_house(std::string_view bytes) {
  pb::HouseEvent form;
  if (!form.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail("not a house event: the store is damaged");
  }
  auto event = from_form(form);
  if (!event) return fail("a house event of a kind that this version does not know");
  return *event;
}

}  // namespace airperk::store::archive
