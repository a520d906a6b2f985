#pragma once

#include "core/subscriber/events.h"
#include "store/archive/events.pb.h"

/// Charges, grants and open sessions at rest: parts of events and of records. For this room.
namespace airperk::store::archive {

void to_form(const subscriber::Share& share, pb::Share& form);
subscriber::Share from_form(const pb::Share& form);

void to_form(const subscriber::KeptBalance& kept, pb::KeptBalance& form);
subscriber::KeptBalance from_form(const pb::KeptBalance& form);

void to_form(const subscriber::Grant& grant, pb::Grant& form);
subscriber::Grant from_form(const pb::Grant& form);

void to_form(const subscriber::Session& session, pb::RecordImage::Session& form);
subscriber::Session from_form(const pb::RecordImage::Session& form);

void to_form(const subscriber::Charged& charged, pb::Charged& form);
subscriber::Charged from_form(const pb::Charged& form);

/// Lists of them.
template <typename Values, typename Forms>
void add_forms(const Values& values, Forms* forms) {
  for (const auto& value : values) to_form(value, *forms->Add());
}
template <typename Value, typename Forms>
std::vector<Value> from_forms(const Forms& forms) {
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(forms.size()));
  for (const auto& form : forms) values.push_back(from_form(form));
  return values;
}

/// The class of a use stands in three fields of several forms.
template <typename Form>
void put_use(const programme::UsageClass& use, Form& form) {
  form.set_kind(static_cast<std::uint32_t>(use.kind));
  form.set_destination(static_cast<std::uint32_t>(use.destination));
  form.set_roaming(use.roaming);
}
template <typename Form>
programme::UsageClass use_of(const Form& form) {
  return {static_cast<programme::UsageKind>(form.kind()),
          static_cast<programme::Destination>(form.destination()), form.roaming()};
}

/// A rating group or service identifier may be missing, and 0 is one.
template <typename Flow, typename Form>
void put_names(const Flow& flow, Form& form) {
  if (flow.rating_group) form.set_rating_group(*flow.rating_group);
  if (flow.service_identifier) form.set_service_identifier(*flow.service_identifier);
}
template <typename Flow, typename Form>
void take_names(const Form& form, Flow& flow) {
  if (form.has_rating_group()) flow.rating_group = form.rating_group();
  if (form.has_service_identifier()) flow.service_identifier = form.service_identifier();
}

}  // namespace airperk::store::archive
