#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Who may do what over HTTP.
namespace airperk::face::rest {

/// Stands in tokens: never renumber.
enum class Role : std::uint8_t {
  admin = 1,
  provisioning = 2,
  care = 3,
  marketing = 4,
  compliance = 5,
  network = 6,
  finance = 7,
  partner = 8,
};

std::string_view name_of(Role role);
std::optional<Role> role_with_name(std::string_view name);
/// "admin, provisioning, ...", for messages.
std::string_view all_roles();

enum class Right : std::uint8_t {
  anybody,   ///< no token is asked for
  any_role,  ///< any good token
  read_subscriber,
  read_balances,
  read_timeline,
  read_charges,
  enquire_price,
  read_consent,
  provision,
  dial,
  top_up,
  transfer,
  grant,
  grant_to_many,  ///< to a segment
  credit,
  adjust,
  read_terms,
  publish_terms,
  read_clock,
  move_clock,
  confirm_clock,
  read_programme,
  take_programme,
  import_subscribers,
  back_up,
  read_metrics,
  read_campaigns,   ///< a partner: its own alone
  read_outreach,    ///< of all partners: publications, slots
  read_membership,  ///< joins and leaves, of nobody in particular
  plan_campaigns,
  approve_campaigns,
  stop_contacts,
  read_contacts,
  report_calls,
  read_reports,
  release_reports,
  read_extract,
  erase,
  manage_accounts,
  read_access_log,
  read_finance,
};

bool may(Role role, Right right);

/// Who asks: as whom they act, and what they are called, which stands in the records as `by`.
struct Login {
  Role role = Role::admin;
  std::string name;
  std::string partner;  ///< whose campaigns the role partner sees; empty: nobody's
  friend bool operator==(const Login&, const Login&) = default;
};

}  // namespace airperk::face::rest
