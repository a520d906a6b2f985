#include "face/rest/roles.h"

#include <array>
#include <utility>

namespace airperk::face::rest {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 8> names{{
    {Role::admin, "admin"},
    {Role::provisioning, "provisioning"},
    {Role::care, "care"},
    {Role::marketing, "marketing"},
    {Role::compliance, "compliance"},
    {Role::network, "network"},
    {Role::finance, "finance"},
    {Role::partner, "partner"},
}};

template <typename... Roles>
constexpr unsigned roles(Roles... some) {
  return ((1u << static_cast<unsigned>(some)) | ... | 0u);
}

/// Besides the administrator, who may do everything.
unsigned roles_with(Right right) {
  using enum Role;
  switch (right) {
    case Right::read_subscriber:
      return roles(provisioning, care, compliance, finance);
    case Right::read_balances:
      return roles(provisioning, care, finance);
    case Right::read_timeline:
    case Right::read_consent:
      return roles(care, compliance);
    case Right::adjust:
    case Right::read_charges:
      return roles(care, finance);
    case Right::enquire_price:
      return roles(care, marketing, finance);
    case Right::provision:
    case Right::top_up:
    case Right::transfer:
    case Right::credit:
    case Right::import_subscribers:
      return roles(provisioning);
    case Right::dial:
      return roles(provisioning, care);
    case Right::grant:
      return roles(care, marketing);
    case Right::read_terms:
      return roles(provisioning, care, marketing, compliance);
    case Right::publish_terms:
      return roles(marketing, compliance);
    case Right::read_clock:
      return roles(provisioning, care, marketing, compliance, network, finance);
    case Right::read_programme:
      return roles(provisioning, care, marketing, compliance, finance);
    case Right::take_programme:
      return roles(marketing);
    case Right::read_metrics:
      return roles(network);
    case Right::read_campaigns:
      return roles(care, marketing, compliance, network, partner);
    case Right::read_outreach:
      return roles(care, marketing, compliance, network);
    case Right::read_membership:
      return roles(marketing, compliance);
    case Right::grant_to_many:
    case Right::plan_campaigns:
      return roles(marketing);
    case Right::approve_campaigns:
      return roles(marketing, compliance);
    case Right::stop_contacts:
      return roles(marketing, compliance, network);
    case Right::read_contacts:
      return roles(care, compliance);
    case Right::read_reports:
      return roles(marketing, compliance, partner);
    case Right::release_reports:
      return roles(compliance);
    case Right::report_calls:
    case Right::confirm_clock:
      return roles(network);
    case Right::read_finance:
      return roles(finance);
    case Right::read_extract:
    case Right::erase:
    case Right::read_access_log:
      return roles(compliance);
    case Right::manage_accounts:
    case Right::move_clock:
    case Right::back_up:
      return roles();
    case Right::anybody:
    case Right::any_role:
      break;
  }
  return ~0u;
}

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& [known, name] : names) {
    if (known == role) return name;
  }
  return "";
}

std::optional<Role> role_with_name(std::string_view name) {
  for (const auto& [role, known] : names) {
    if (known == name) return role;
  }
  return {};
}

std::string_view all_roles() {
  return "admin, provisioning, care, marketing, compliance, network, finance, partner";
}

bool may(Role role, Right right) {
  return role == Role::admin || (roles_with(right) & roles(role)) != 0;
}

}  // namespace airperk::face::rest
