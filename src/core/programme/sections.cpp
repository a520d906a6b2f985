#include "core/programme/sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/settings/values.h"

namespace airperk::programme {

using namespace settings;
namespace {

constexpr Duration long_enough = Duration::days(3660);

void read_zone(Section& root, Programme& programme, const std::string& rules) {
  std::string name;
  if (!root.read("zone", name, TextValue{})) return;
  auto zone = rules.empty() ? Zone::load(name) : Zone::from_rules(name, rules);
  if (zone) {
    programme.zone = *std::move(zone);
  } else {
    root.blame(root.line_of("zone"),
               fmt::format("{}; write an IANA name such as \"Asia/Almaty\"", zone.error()));
  }
}

void read_languages(Section& root, Programme& programme) {
  root.read_list("languages", TextValue{}, [&](const std::string& tag, const Node& node) {
    const auto language = Language::parse(tag);
    if (!language) {
      root.blame(node.line, fmt::format("\"{}\" is no language; write a tag such as \"kk\"", tag));
    } else if (programme.speaks(*language)) {
      root.blame(node.line, fmt::format("language \"{}\" is there twice; remove one", tag));
    } else {
      programme.languages.push_back(*language);
    }
  });
  constexpr std::size_t languages_max = 4;  // and "back" on one screen
  if (const Node* list = root.optional("languages"); list && list->kind == Node::Kind::array) {
    if (list->children.empty()) root.blame(*list, "is empty; name a language");
    if (programme.languages.size() > languages_max) {
      root.blame(*list,
                 fmt::format("has more languages than a screen shows; keep {}", languages_max));
    }
  }
}

bool is_code(std::string_view code) {
  return code.size() >= 3 && code.size() <= 20 && code.front() == '*' && code.back() == '#' &&
         code.substr(1, code.size() - 2).find_first_not_of("0123456789*") == std::string::npos;
}

void read_codes(Section& root, Codes& codes) {
  auto from = root.section("codes");
  if (!from) return;
  const std::vector<std::pair<std::string, std::string*>> all = {
      {"menu", &codes.menu},         {"join", &codes.join},       {"leave", &codes.leave},
      {"activate", &codes.activate}, {"balance", &codes.balance}, {"survey", &codes.survey}};
  for (auto code = all.begin(); code != all.end(); ++code) {
    const std::string& key = code->first;
    if (code->second == &codes.survey && !from->optional(key)) continue;  // it came later
    const std::string& text = *code->second;
    if (!from->read(key, *code->second, TextValue{})) continue;
    if (!is_code(text)) {
      from->blame(from->line_of(key), fmt::format("\"{}\" is \"{}\", which cannot be dialled; "
                                                  "write a code such as \"*555*1#\"",
                                                  key, text));
    }
    const auto same =
        std::find_if(all.begin(), code, [&](const auto& other) { return *other.second == text; });
    if (same == code) continue;
    from->blame(from->line_of(key),
                fmt::format("\"{}\" has the code of \"{}\"; give it another", key, same->first));
  }
  from->done();
}

void read_membership(Section& root, const std::vector<std::string>& brands,
                     Membership& membership) {
  auto from = root.section("membership");
  if (!from) return;
  from->read_list("brands", TextValue{}, [&](const std::string& brand, const Node& node) {
    const bool known = brands.empty() ||  // blamed where they were read
                       std::find(brands.begin(), brands.end(), brand) != brands.end();
    if (!known) {
      std::string mend = did_you_mean(brand, brands);
      if (mend.empty()) mend = "; add it to the network's \"brands\" above or remove it";
      from->blame(node.line, fmt::format("unknown brand \"{}\"{}", brand, mend));
    }
    membership.brands.push_back(brand);
  });
  const Node* list = from->optional("brands");
  if (list && list->kind == Node::Kind::array && list->children.empty()) {
    from->blame(*list, "is empty, so nobody could join; name a brand");
  }
  from->read("direct_join", membership.direct_join,
             ChoiceValue<DirectJoin>{{{"at-once", DirectJoin::at_once}, {"ask", DirectJoin::ask}}});
  from->read("on_leave", membership.on_leave,
             ChoiceValue<OnLeave>{{{"forfeit", OnLeave::forfeit},
                                   {"keep-until-expiry", OnLeave::keep_until_expiry}}});
  from->read("erase_after", membership.erase_after, DurationValue{Duration(), long_enough});
  from->done();
}

void read_bonus(Section& root, Bonus& bonus) {
  auto from = root.section("bonus");
  if (!from) return;
  from->read("name", bonus.name, TextValue{});
  if (from->read("amount", bonus.amount, AmountValue{}) && bonus.amount.is_zero()) {
    from->blame(from->line_of("amount"), "\"amount\" is 0, which is no bonus; write an amount");
  }
  const DurationValue duration{Duration::minutes(1), long_enough};
  from->read("activation_window", bonus.activation_window, duration);
  from->read("validity", bonus.validity, duration);
  from->read("grants_per_month", bonus.grants_per_month, CountValue{1, 31});
  from->read("activations_per_month", bonus.activations_per_month, CountValue{1, 31});
  std::string period;
  from->read("period", period, ChoiceValue<std::string>{{{"calendar-month", "calendar-month"}}});
  from->done();
}

void read_contacts(Section& root, Contacts& contacts) {
  auto from = root.section("contacts");
  if (!from) return;
  const CountValue cap{0, 1000};
  from->read("messages_per_month", contacts.messages_per_month, cap);
  from->read("surveys_per_month", contacts.surveys_per_month, cap);
  std::pair<Duration, Duration> quiet;
  if (from->read("quiet_hours", quiet, DayspanValue{})) {
    contacts.quiet_from = quiet.first;
    contacts.quiet_until = quiet.second;
    if (quiet.first <= quiet.second) {
      from->blame(from->line_of("quiet_hours"),
                  "\"quiet_hours\" must run over midnight; write when it is quiet, such as "
                  "\"21:00-09:00\"");
    }
  }
  from->done();
}

void read_service_messages(Section& root, ServiceMessages& messages) {
  auto from = root.section_if("service_messages");
  if (!from) return;
  from->read_if("activation", messages.activation, FlagValue{});
  from->read_if("expiry", messages.expiry, FlagValue{});
  from->read_if("new_terms", messages.new_terms, FlagValue{});
  from->done();
}

void read_audiences(Section& root, Audiences& audiences) {
  auto from = root.section_if("audiences");
  if (!from) return;
  from->read_list_if("regions", TextValue{}, [&](std::string region, const Node&) {
    audiences.regions.push_back(std::move(region));
  });
  from->done();
}

void read_surveys(Section& root, Surveys& surveys) {
  auto from = root.section("surveys");
  if (!from) return;
  from->read("group_min", surveys.group_min, CountValue{2, 1'000'000});
  from->done();
}

void read_transfers(Section& root, Transfers& transfers) {
  auto from = root.section("transfers");
  if (!from) return;
  from->read_if("fee", transfers.fee, AmountValue{});
  const auto limit = [&](std::string_view key, std::optional<Amount>& into) {
    Amount amount;
    if (from->read_if(key, amount, AmountValue{})) into = amount;
  };
  limit("amount_min", transfers.amount_min);
  limit("amount_max", transfers.amount_max);
  limit("amount_per_month_max", transfers.amount_per_month_max);
  int per_day = 0;
  if (from->read_if("per_day_max", per_day, CountValue{0, 1'000'000})) {
    transfers.per_day_max = per_day;
  }
  if (transfers.amount_min && transfers.amount_max &&
      *transfers.amount_min > *transfers.amount_max) {
    from->blame(from->line_of("amount_max"),
                "\"amount_max\" is below \"amount_min\"; swap or mend them");
  }
  from->done();
}

void read_services(Section& root, std::vector<Service>& services) {
  for (Section& from : root.sections("service")) {
    Service service;
    from.read("name", service.name, TextValue{});
    from.read("kind", service.kind,
              ChoiceValue<ServiceKind>{{{"unlimited", ServiceKind::unlimited},
                                        {"night", ServiceKind::night},
                                        {"allowance", ServiceKind::allowance}}});
    if (service.kind == ServiceKind::night) {
      const bool begins = from.read("from", service.from, TimeOfDayValue{});
      const bool ends = from.read("until", service.until, TimeOfDayValue{});
      if (begins && ends && service.from >= service.until) {
        from.blame(from.line_of("until"),
                   "\"until\" is not after \"from\"; a night's window lies within one day");
      }
    }
    from.done();
    services.push_back(std::move(service));
  }
}

void read_home(Section& root, HomeNetwork& home) {
  auto from = root.section("home");
  if (!from) return;
  if (from->read("mcc", home.mcc, TextValue{}) && !ascii::are_digits(home.mcc, 3, 3)) {
    from->blame(from->line_of("mcc"), "\"mcc\" is not three digits; write one such as \"401\"");
  }
  if (from->read("mnc", home.mnc, TextValue{}) && !ascii::are_digits(home.mnc, 2, 3)) {
    from->blame(from->line_of("mnc"),
                "\"mnc\" is not two or three digits; write one such as \"02\"");
  }
  from->done();
}

}  // namespace

void read_head(Section& root, Programme& programme, const std::string& zone_rules) {
  root.read("name", programme.name, TextValue{});
  read_zone(root, programme, zone_rules);
  root.read("site", programme.site, TextValue{});
  root.read_list("brands", TextValue{},
                 [&](const std::string& brand, const Node&) { programme.brands.push_back(brand); });
  const Node* brands = root.optional("brands");
  if (brands && brands->kind == Node::Kind::array && brands->children.empty()) {
    root.blame(*brands, "is empty; name a brand");
  }
  read_languages(root, programme);
}

void read_adjustments(Section& root, Adjustments& adjustments) {
  auto from = root.section_if("adjustments");
  if (!from) return;
  from->read_if("approval_above", adjustments.approval_above, AmountValue{});
  from->done();
}

void read_sections(Section& root, Programme& programme) {
  read_codes(root, programme.codes);
  read_membership(root, programme.brands, programme.membership);
  read_bonus(root, programme.bonus);
  read_contacts(root, programme.contacts);
  read_service_messages(root, programme.service_messages);
  read_audiences(root, programme.audiences);
  read_surveys(root, programme.surveys);
  read_transfers(root, programme.transfers);
  read_adjustments(root, programme.adjustments);
  read_charging(root, programme.charging);
  read_services(root, programme.services);
  read_numbers(root, programme.numbers);
  read_home(root, programme.home);
}

}  // namespace airperk::programme
