#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/zone.h"
#include "core/programme/tariff.h"
#include "core/programme/texts.h"
#include "protocol/address/address.h"

/// The rules as data: every number and name of the rule book (docs/RULES.md), as a product manager
/// writes them in programme/smart.toml. Plain values; `load.h` reads and checks them. Nothing here
/// changes after loading.
namespace airperk::programme {

/// M3: does the direct code join at once, or ask once more?
enum class DirectJoin { at_once, ask };
/// M5: what a leave does with active units.
enum class OnLeave { forfeit, keep_until_expiry };
/// U5: what an unlimited data service suspends. U6: what a night service covers.
enum class Reach { all, data };
/// R, facts/charging: what a request without a visited network means.
enum class UnknownLocation { not_eligible, home };

/// The USSD codes of the programme (M2, M5, B3, B5), as dialled: "*555*1#".
struct Codes {
  std::string menu, join, leave, activate, balance;
  std::string survey;  ///< S1; empty in programmes that have none
};

struct Membership {
  std::vector<std::string> brands;  ///< M1: who can join
  DirectJoin direct_join = DirectJoin::at_once;
  OnLeave on_leave = OnLeave::forfeit;
  Duration erase_after;  ///< S3
};

/// B1-B4.
struct Bonus {
  std::string name;  ///< of the balances, in explanations: "SMART bonus"
  Amount amount;
  Duration activation_window;     ///< B2
  Duration validity;              ///< B3
  int grants_per_month = 1;       ///< B1: given together, at the join and at each month's start
  int activations_per_month = 1;  ///< B4
};

/// C2, C3, C8. A cap of 0 forbids; there is no "unset".
struct Contacts {
  int messages_per_month = 0;
  int surveys_per_month = 0;
  Duration quiet_until;  ///< time of day at which contacts may begin: 09:00
  Duration quiet_from;   ///< time of day at which they end: 21:00
};

/// C7: which service messages are sent, by SMS. What each says stands in the texts.
struct ServiceMessages {
  bool activation = false;  ///< that a bonus was activated, as the dial has answered
  bool expiry = false;      ///< that a bonus ends within a day
  bool new_terms = false;   ///< that newer terms than the member's are in force
  bool any() const { return activation || expiry || new_terms; }
};

/// What an audience may be chosen by, besides what the programme has for other ends.
struct Audiences {
  std::vector<std::string> regions;  ///< that provisioning may say a subscriber lives in
};

/// S2: what reports may show.
struct Surveys {
  int group_min = 10;  ///< no smaller group is shown
};

/// B7: Mobile Help. No value means no limit.
struct Transfers {
  Amount fee;
  std::optional<Amount> amount_min, amount_max, amount_per_month_max;
  std::optional<int> per_day_max;
};

/// Corrections and refunds that people make.
struct Adjustments {
  Amount approval_above = Amount::units(1000);  ///< somebody else must approve what is larger
};

/// U11: the kinds of balance, in the order in which the programme file lists them.
enum class Precedence { unlimited, allowance, extra, units, main };

/// How much of a service is granted at once (RFC 8506 §5.1): to a client that leaves the size to
/// the server, and at most. In seconds, messages or bytes.
struct GrantSizes {
  Quantity usual = 1, largest = 1;
  Quantity ask_again = 0;  ///< what is left when a client should ask for more; 0: nothing
};

/// What is known of one credit-control client, by its Origin-Host.
struct Client {
  std::string host;
  std::optional<UnknownLocation> unknown_location;
  /// Told of the night's edges by Tariff-Time-Change, it reports what it used before and after.
  bool tariff_time_change = false;
};

struct Charging {
  std::vector<Precedence> precedence;
  Reach suspends = Reach::all;
  Reach night_covers = Reach::data;
  UnknownLocation unknown_location = UnknownLocation::not_eligible;
  Duration max_validity;  ///< U14
  std::array<GrantSizes, usage_kinds> grants{
      {{60, 30 * 60}, {1, 255}, {10 * 1024 * 1024, 100 * 1024 * 1024}}};
  std::size_t sessions_per_subscriber = 32, sessions = 1'000'000;  ///< open at once
  std::vector<Client> clients;

  const GrantSizes& grant_sizes(UsageKind kind) const {
    return grants[static_cast<std::size_t>(kind)];
  }
  /// What a request of that client means that says no location.
  UnknownLocation unknown_location_of(std::string_view host) const;
  bool knows_tariff_time_change(std::string_view host) const;
};

enum class ServiceKind {
  unlimited,  ///< U5: data free while active, suspends the bonus
  night,      ///< U6: data free in a daily window while its fee is paid
  allowance,  ///< U7: credits come through the API
};

struct Service {
  std::string name;
  ServiceKind kind = ServiceKind::allowance;
  Duration from, until;  ///< night: times of day, half open
  NameKey key() const { return NameKey::of(name); }
};

/// Where a called party is, by what its network wrote (U1a, U1b).
struct Called {
  enum class Kind : std::uint8_t {
    number,      ///< E.164
    short_code,  ///< and dialled codes: content
    free,        ///< by the programme's list: costs nothing
    emergency,   ///< by its list, or urn:service:sos: never refused, and costs nothing
    nothing,     ///< no number can be read there: it has no class, and no price
  };
  Kind kind = Kind::nothing;
  std::string digits;  ///< without a plus; of an emergency's URN: its service
};

/// Which network a called number belongs to. Numbers are E.164 digits; the longest prefix wins, the
/// ported table wins over every prefix.
struct NumberPlan {
  struct Prefix {
    std::string digits;
    Destination destination;
  };
  std::vector<Prefix> prefixes;
  std::map<std::string, Destination, std::less<>> ported;
  int shortest_subscriber_number = 7;  ///< below it: a short code, that is content
  /// How numbers are dialled here: "8" and ten digits are a national number, of country "7"; "00"
  /// goes before an international one. Empty, or 0: not known.
  std::string country_code, national_prefix;
  int national_digits = 0;  ///< of a national number, without any prefix
  std::vector<std::string> international_prefixes;
  static constexpr int emergency_digits_max = 4;
  std::vector<std::string> emergency = {"112"};  ///< U1a
  std::vector<std::string> free;                 ///< U1a

  /// `called` in E.164 digits, as Msisdn writes it; a leading + is tolerated. What no prefix knows
  /// is international; what is shorter than a subscriber's number, or no number at all (*100#), is
  /// content.
  Destination classify(std::string_view called) const;

  /// As networks write it: see protocol/address. A number that could be a foreign one without its
  /// plus, or a national one, is national where the prefixes know it.
  Called called(std::string_view written) const;

 private:
  std::optional<std::string> number_of(const address::Address& address) const;
  bool knows(std::string_view digits) const;
};

/// The home network (TS 23.003); every other PLMN is roaming.
struct HomeNetwork {
  std::string mcc, mnc;
};

struct Programme {
  std::string name;
  Zone zone;
  std::vector<std::string> brands;  ///< all that exist on this network
  Codes codes;
  Membership membership;
  Bonus bonus;
  Contacts contacts;
  ServiceMessages service_messages;
  Audiences audiences;
  Surveys surveys;
  Transfers transfers;
  Adjustments adjustments;
  Charging charging;
  std::vector<Service> services;
  std::vector<Tariff> tariffs;
  NumberPlan numbers;
  HomeNetwork home;
  std::vector<Language> languages;  ///< the first is spoken to whoever chose none
  Texts texts;
  std::map<Language, std::string> terms;  ///< T1: version 1, unless later ones were published
  std::string site;                       ///< where the terms live, for screens

  /// Names are unique over brands, tariffs, services and regions together. `index_names` makes the
  /// look-ups below constant-time (load does it); without it they search.
  void index_names();

  const Tariff* find_tariff(NameKey key) const;
  const Service* find_service(NameKey key) const;
  bool knows_brand(NameKey key) const;
  bool knows_region(NameKey key) const;
  /// The brand's, tariff's, service's or region's name, or nothing.
  const std::string* name_of(NameKey key) const;
  bool admits_brand(NameKey key) const;
  bool speaks(Language language) const;

 private:
  struct Named {
    enum class Kind : std::uint8_t { brand, tariff, service, region } kind = Kind::brand;
    std::uint32_t position = 0;
  };
  template <typename Each>
  void for_each_name(Each each) const;
  std::optional<Named> find(NameKey key) const;
  std::unordered_map<NameKey, Named> index_;
};

}  // namespace airperk::programme
