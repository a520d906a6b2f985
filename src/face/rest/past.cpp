#include "face/rest/past.h"

#include <fmt/format.h>

#include <charconv>

namespace airperk::face::rest {
namespace {

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;
constexpr std::size_t batches_at_once = 64;

/// What was said to a person, and where they stood in the menus: not accounting, not consent.
bool is_outreach(const subscriber::Fact& fact) {
  using namespace subscriber;
  return std::holds_alternative<ContactTaken>(fact) || std::holds_alternative<ContactMoved>(fact) ||
         std::holds_alternative<ContactRefused>(fact) ||
         std::holds_alternative<ContactWithheld>(fact) ||
         std::holds_alternative<SurveyMoved>(fact) ||
         std::holds_alternative<ServiceMessageTaken>(fact) ||
         std::holds_alternative<DialogueMoved>(fact);
}

std::optional<PastMark> mark_in(const Call& call) {
  const auto text = query(call, "before");
  if (!text) return {};
  const auto mark = PastMark::parse(*text);
  if (!mark) {
    throw problems::bad_field("before", "\"before\" must be one that an earlier page gave");
  }
  return mark;
}

}  // namespace

bool Forgotten::operator()(const subscriber::Fact& fact, std::uint32_t version) {
  if (version == newest_) passed_ = passed_ || std::holds_alternative<subscriber::Erased>(fact);
  if (!is_outreach(fact)) return false;
  if (version < newest_ || passed_) return true;
  // What is still heard of a contact that waits for its receipt tells of that contact.
  return is_erased_ && std::holds_alternative<subscriber::ContactMoved>(fact);
}

std::string PastMark::to_string() const {
  return fmt::format("{}.{}", version, shown);
}

std::optional<PastMark> PastMark::parse(std::string_view text) {
  PastMark mark;
  const auto* end = text.data() + text.size();
  const auto version = std::from_chars(text.data(), end, mark.version);
  if (version.ec != std::errc() || version.ptr == end || *version.ptr != '.') return {};
  const auto shown = std::from_chars(version.ptr + 1, end, mark.shown);
  if (shown.ec != std::errc() || shown.ptr != end) return {};
  return mark;
}

void walk_back(engine::Engine& engine, const engine::Viewed& viewed, std::optional<PastMark> from,
               const SeeEvent& see) {
  Forgotten is_forgotten(viewed.record);
  for (store::Position at = viewed.head; at.value != 0;) {
    const auto batches = engine.timeline(at, batches_at_once);
    if (batches.empty()) return;
    for (const auto& batch : batches) {
      if (from && batch.version > from->version) continue;
      PastMark mark{batch.version, 0};
      for (auto event = batch.events.rbegin(); event != batch.events.rend(); ++event) {
        ++mark.shown;
        if (is_forgotten(event->fact, batch.version)) continue;
        if (from && batch.version == from->version && mark.shown <= from->shown) continue;
        if (!see(*event, batch, mark)) return;
      }
    }
    at = batches.back().previous;
  }
}

Reaction page_of_past(engine::Engine& engine, const Call& call, std::string name,
                      WriteEvent write) {
  check_query(call, {"limit", "before"});
  const auto limit =
      static_cast<std::size_t>(whole_query(call, "limit", limit_default, 1, limit_max));
  const auto from = mark_in(call);
  auto render = [&engine, limit, from, name = std::move(name),
                 write = std::move(write)](const engine::Answer& answer) {
    const Spoken spoken(engine, answer.now);
    auto rows = json::array();
    PastMark last;
    json before = nullptr;
    walk_back(engine, std::get<engine::Viewed>(answer.body), from,
              [&](const auto& event, const store::Batch& batch, const PastMark& mark) {
                const auto index = static_cast<std::uint32_t>(batch.events.size() - mark.shown);
                auto row = write(event, {batch.version, index}, batch.programme_version, spoken);
                if (row.is_null()) return true;
                if (rows.size() == limit) {
                  before = last.to_string();
                  return false;
                }
                rows.push_back(std::move(row));
                last = mark;
                return true;
              });
    return json_response(200, {{name, std::move(rows)}, {"before", std::move(before)}});
  };
  auto asked = ask(msisdn_of(call), engine::View{}, std::move(render));
  asked.reads_history = true;
  return asked;
}

}  // namespace airperk::face::rest
