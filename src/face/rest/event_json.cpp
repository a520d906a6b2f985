#include "face/rest/event_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace airperk::face::rest {
namespace {

using namespace subscriber;

std::string_view name_of(LeaveReason reason) {
  switch (reason) {
    case LeaveReason::own_wish:
      return "own-wish";
    case LeaveReason::brand_change:
      return "brand-change";
  }
  return "";
}

std::string_view name_of(Ending why) {
  switch (why) {
    case Ending::expired:
      return "expired";
    case Ending::tariff_changed:
      return "tariff_changed";
    case Ending::left_programme:
      return "left-programme";
  }
  return "";
}

std::string_view name_of(Shown shown) {
  switch (shown) {
    case Shown::nothing:
      return "nothing";
    case Shown::confirm_screen:
      return "confirm-screen";
  }
  return "";
}

std::string_view name_of(ScreenId screen) {
  switch (screen) {
    case ScreenId::none:
      return "none";
    case ScreenId::home:
      return "home";
    case ScreenId::terms:
      return "terms";
    case ScreenId::confirm_join:
      return "confirm-join";
    case ScreenId::confirm_leave:
      return "confirm-leave";
    case ScreenId::choose_language:
      return "choose-language";
    case ScreenId::balances:
      return "balances";
  }
  return "";
}

std::string rule_name(KeptOut rule) {
  return "U" + std::to_string(static_cast<int>(rule));
}

std::string_view name_of(Erasure why) {
  switch (why) {
    case Erasure::after_leave:
      return "after-leave";
    case Erasure::on_request:
      return "on-request";
    case Erasure::month_over:
      return "month-over";
  }
  return "";
}

/// Sessions are told apart by a hash: clients write numbers into their names.
std::string session_name(std::uint64_t key) {
  return fmt::format("{:016x}", key);
}

/// The type and the fields of each fact.
class Writer {
 public:
  Writer(std::uint32_t programme_version, const Spoken& spoken)
      : programme_version_(programme_version), spoken_(spoken) {}

  json operator()(const Provisioned& f) const {
    return {{"type", "provisioned"},
            {"brand", spoken_.name(f.brand)},
            {"tariff", spoken_.name(f.tariff)},
            {"language", f.language.to_string()},
            {"main", f.main.to_string()},
            {"region", spoken_.name(f.region)},
            {"age_band", subscriber::name_of(f.age_band)}};
  }
  json operator()(const Joined& f) const {
    return {{"type", "joined"},
            {"terms_version", f.terms_version},
            {"channel", rest::name_of(f.channel)},
            {"language", f.language.to_string()},
            {"shown", name_of(f.shown)}};
  }
  json operator()(const Left& f) const {
    return {{"type", "left"}, {"reason", name_of(f.reason)}, {"channel", rest::name_of(f.channel)}};
  }
  json operator()(const BonusGranted& f) const {
    return {{"type", "bonus_granted"},
            {"id", f.id},
            {"units", f.amount.to_string()},
            {"until", spoken_.instant(f.until)}};
  }
  json operator()(const BonusActivated& f) const {
    return {{"type", "bonus_activated"},
            {"id", f.balance},
            {"grant", f.grant},
            {"until", spoken_.instant(f.until)}};
  }
  json operator()(const GrantCancelled& f) const {
    return {{"type", "grant_cancelled"},
            {"id", f.id},
            {"units", f.amount.to_string()},
            {"why", name_of(f.why)}};
  }
  json operator()(const BalanceEnded& f) const {
    return {{"type", "balance_ended"},
            {"id", f.id},
            {f.unit == Unit::units ? "units_left" : "left", amount_in(f.unit, f.left)},
            {"why", name_of(f.why)}};
  }
  json operator()(const ExtraBonusGiven& f) const {
    json written{{"type", "extra_bonus_given"},
                 {"id", f.id},
                 {"units", f.amount.to_string()},
                 {"until", spoken_.instant(f.until)}};
    write_words({{"reason", f.reason}, {"approved_by", f.approved_by}}, written);
    return written;
  }
  json operator()(const ToppedUp& f) const {
    return {{"type", "topped_up"}, {"amount", f.amount.to_string()}};
  }
  // Who the other one is stays apart from what happened.
  json operator()(const TransferSent& f) const {
    return {
        {"type", "transfer_sent"}, {"amount", f.amount.to_string()}, {"fee", f.fee.to_string()}};
  }
  json operator()(const TransferReceived& f) const {
    return {{"type", "transfer_received"}, {"amount", f.amount.to_string()}};
  }
  json operator()(const LanguageChanged& f) const {
    return {{"type", "language_changed"}, {"language", f.language.to_string()}};
  }
  json operator()(const TariffChanged& f) const {
    return {
        {"type", "tariff_changed"}, {"tariff", spoken_.name(f.tariff)}, {"fee_paid", f.fee_paid}};
  }
  json operator()(const AttributesStated& f) const {
    return {{"type", "attributes_stated"},
            {"region", spoken_.name(f.region)},
            {"age_band", subscriber::name_of(f.age_band)}};
  }
  json operator()(const BrandChanged& f) const {
    return {{"type", "brand_changed"}, {"brand", spoken_.name(f.brand)}};
  }
  json operator()(const ServiceTaken& f) const {
    return {
        {"type", "service_taken"}, {"service", spoken_.name(f.service)}, {"fee_paid", f.fee_paid}};
  }
  json operator()(const ServiceDropped& f) const {
    return {{"type", "service_dropped"}, {"service", spoken_.name(f.service)}};
  }
  json operator()(const DialogueMoved& f) const {
    return {{"type", "dialogue_moved"}, {"screen", name_of(f.to.screen)}};
  }
  json operator()(const BalanceGiven& f) const {
    return {{"type", "balance_given"},
            {"id", f.id},
            {"kind", rest::name_of(f.kind)},
            {"name", f.name},
            {"amount", amount_in(f.unit, f.amount)},
            {"unit", rest::name_of(f.unit)},
            {"until", spoken_.instant(f.until)}};
  }
  json operator()(const AllowanceCredited& f) const {
    auto parts = json::array();
    for (const auto& part : f.parts) {
      parts.push_back({{"id", part.id},
                       {"amount", amount_in(part.unit, part.amount)},
                       {"unit", rest::name_of(part.unit)}});
    }
    return {{"type", "allowance_credited"},
            {"name", f.name},
            {"until", spoken_.instant(f.until)},
            {"parts", std::move(parts)}};
  }
  json operator()(const AllowanceStopped&) const { return {{"type", "allowance_stopped"}}; }
  json operator()(const Refunded& f) const {
    auto parts = json::array(), ended = json::array();
    // Named as in the charge that it gives back.
    const auto row = [&](const Share& share) {
      const bool main = share.balance == main_balance;
      const bool smart = share.kind == BalanceKind::smart;
      const auto name = smart ? spoken_.bonus_name(programme_version_) : share.name;
      return json{{"balance", main ? "main" : name},
                  {"amount", amount_in(share.unit, share.amount)},
                  {"unit", main ? "tenge" : rest::name_of(share.unit)}};
    };
    for (const auto& part : f.parts) parts.push_back(row(part.share));
    for (const auto& share : f.ended) ended.push_back(row(share));
    json written{{"type", "refunded"},
                 {"charge", charge_name(f.charge)},
                 {"parts", std::move(parts)},
                 {"ended", std::move(ended)}};
    if (f.request == 0) {
      write_words({{"reason", f.reason}, {"by", f.by}, {"approved_by", f.approved_by}}, written);
    }
    return written;
  }
  json operator()(const Adjusted& f) const {
    json written{{"type", "adjusted"}, {"amount", f.amount.to_string()}};
    write_words({{"reason", f.reason}, {"by", f.by}, {"approved_by", f.approved_by}}, written);
    return written;
  }
  json operator()(const SessionOpened& f) const {
    return {{"type", "session_opened"},
            {"session", session_name(f.session)},
            {"kind", programme::name_of(f.use.kind)}};
  }
  json operator()(const FlowOpened& f) const {
    json written{{"type", "rating_group_opened"}, {"session", session_name(f.session)}};
    if (f.rating_group) written["rating_group"] = *f.rating_group;
    return written;
  }
  json operator()(const SessionUpdated& f) const {
    return {{"type", "session_updated"},
            {"session", session_name(f.session)},
            {"number", f.number},
            {"roaming", f.roaming}};
  }
  json operator()(const SessionClosed& f) const {
    return {{"type", "session_closed"},
            {"session", session_name(f.session)},
            {"why", f.why == SessionEnd::terminated ? "terminated" : "forgotten"}};
  }
  json operator()(const Granted& f) const {
    json written{{"type", "granted"},
                 {"session", session_name(f.session)},
                 {"quantity", f.grant.quantity},
                 {"until", spoken_.instant(f.grant.until)},
                 {"final", f.grant.final}};
    if (f.after_change) written["after_tariff_change"] = spoken_.instant(f.grant.at);
    return written;
  }
  json operator()(const GrantReleased& f) const {
    return {{"type", f.lapsed ? "grant_lapsed" : "grant_released"},
            {"session", session_name(f.session)}};
  }
  json operator()(const Charged& f) const {
    json written{{"type", "charged"}};
    written.update(charge_json(f, programme_version_, spoken_));
    return written;
  }
  json operator()(const ContactTaken& f) const {
    return {{"type", "contact_taken"},
            {"campaign", f.campaign},
            {"kind", rest::name_of(f.kind)},
            {"channel", rest::name_of(f.channel)}};
  }
  json operator()(const ContactMoved& f) const {
    return {{"type", "contact_moved"}, {"campaign", f.campaign}, {"to", rest::name_of(f.to)}};
  }
  json operator()(const ContactRefused& f) const {
    return {{"type", "contact_refused"},
            {"campaign", f.campaign},
            {"kind", rest::name_of(f.kind)},
            {"channel", rest::name_of(f.channel)},
            {"rule", rest::name_of(f.rule)}};
  }
  json operator()(const ContactWithheld& f) const {
    return {{"type", "contact_withheld"},
            {"campaign", f.campaign},
            {"kind", rest::name_of(f.kind)},
            {"channel", rest::name_of(f.channel)}};
  }
  json operator()(const Erased& f) const { return {{"type", "erased"}, {"why", name_of(f.why)}}; }
  json operator()(const ServiceMessageTaken& f) const {
    json written{{"type", "service_message_taken"}, {"message", rest::name_of(f.kind)}};
    if (f.kind != ServiceMessageKind::how_to_leave) {
      written[f.kind == ServiceMessageKind::new_terms ? "terms_version" : "balance"] = f.about;
    }
    return written;
  }
  json operator()(const SurveyMoved& f) const {
    return {{"type", "survey_" + std::string(rest::name_of(f.to))},
            {"campaign", f.campaign},
            {"channel", rest::name_of(f.channel)}};
  }

 private:
  /// A reason is always given: where there is none, it was erased, and whoever gave it as well
  /// (S3).
  static void write_words(const json& words, json& written) {
    if (words.at("reason") == "") {
      written["words_erased"] = true;
    } else {
      written.update(words);
    }
  }

  std::uint32_t programme_version_;
  const Spoken& spoken_;
};

/// What a part is called, its unit, and how much of it: SMART balances add up to one row.
struct Row {
  std::string balance;
  std::string unit;
  Unit counted_in = Unit::units;
  std::int64_t amount = 0;
  bool free = false;
};

Row row_of(const Charged::Part& part, const std::string& bonus_name) {
  Row row{part.name, std::string(rest::name_of(part.unit)), part.unit, part.amount, false};
  if (part.balance != main_balance) {
    if (part.kind == BalanceKind::smart) row.balance = bonus_name;
  } else if (part.kind == BalanceKind::allowance) {
    row.free = true;
  } else {
    row.balance = "main";
    row.unit = "tenge";
  }
  return row;
}

std::vector<Row> rows_of(const Charged& charged, const std::string& bonus_name) {
  std::vector<Row> rows;
  for (const auto& part : charged.parts) {
    const auto row = row_of(part, bonus_name);
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row& known) {
      return known.balance == row.balance && known.unit == row.unit && known.free == row.free;
    });
    if (same == rows.end()) {
      rows.push_back(row);
    } else {
      same->amount += row.amount;
    }
  }
  return rows;
}

}  // namespace

std::string charge_name(ChargeId id) {
  return fmt::format("{}.{}", id.version, id.index);
}

std::optional<ChargeId> charge_named(std::string_view name) {
  ChargeId id;
  const auto* end = name.data() + name.size();
  const auto version = std::from_chars(name.data(), end, id.version);
  if (version.ec != std::errc() || version.ptr == end || *version.ptr != '.') return {};
  const auto index = std::from_chars(version.ptr + 1, end, id.index);
  if (index.ec != std::errc() || index.ptr != end) return {};
  return id;
}

json charge_json(const Charged& charged, std::uint32_t programme_version, const Spoken& spoken) {
  const auto& bonus_name = spoken.bonus_name(programme_version);
  auto parts = json::array();
  for (const auto& row : rows_of(charged, bonus_name)) {
    if (row.free) {
      parts.push_back({{"balance", row.balance}, {"amount", "free"}});
    } else {
      parts.push_back({{"balance", row.balance},
                       {"amount", amount_in(row.counted_in, row.amount)},
                       {"unit", row.unit}});
    }
  }
  auto not_used = json::array();
  for (const auto& kept : charged.kept_out) {
    json row{{"balance", kept.kind == BalanceKind::smart ? bonus_name : kept.name},
             {"rule", rule_name(kept.rule)}};
    if (std::find(not_used.begin(), not_used.end(), row) == not_used.end()) {
      not_used.push_back(std::move(row));
    }
  }
  json written{{"kind", programme::name_of(charged.use.kind)},
               {"destination", programme::name_of(charged.use.destination)},
               {"roaming", charged.use.roaming},
               {"quantity", charged.quantity},
               {"parts", std::move(parts)},
               {"not_used", std::move(not_used)}};
  if (charged.session != 0) {
    written["session"] = session_name(charged.session);
    written["under_grant"] = charged.under_grant;
    written["unpaid"] = charged.unpaid.to_string();
    if (charged.disputed != 0) written["disputed"] = charged.disputed;
  }
  return written;
}

json event_json(const Event& event, std::uint32_t programme_version, const Spoken& spoken) {
  json written{{"at", spoken.instant(event.at)}};
  written.update(std::visit(Writer(programme_version, spoken), event.fact));
  return written;
}

}  // namespace airperk::face::rest
