#include "engine/recover.h"

#include <fmt/format.h>

#include <algorithm>

namespace airperk::engine {
namespace {

/// Since what was kept, by an update of the system's tzdata.
std::optional<std::string> change_of_rules(const Zone& before, const Zone& now) {
  if (before.name() != now.name() || before.rules() == now.rules()) return {};
  return fmt::format(
      "the system's tzdata has other rules of time zone {} than the programme went by: from now on "
      "days, months and hours go by the new ones; what has happened stays as it was counted",
      now.name());
}

}  // namespace

Result<Running> recover(store::Store& store, programme::Loaded loaded, std::string secret,
                        Settings settings) try {
  auto house = house_from(store.house());
  if (!house) return fail(house.error());
  const auto changed =
      house->programmes.empty()
          ? std::nullopt
          : change_of_rules(house->programmes.latest().programme->zone, loaded.programme.zone);
  Replies replies(settings.steady(), settings.replies_in_memory / 2, settings.replies_kept);
  auto recovered = store.recover(house->programmes, [&replies](const store::Reply& reply) {
    replies.remember(reply.key, reply.facts);
  });
  if (!recovered) return fail(recovered.error());
  if (changed) recovered->notes.push_back(*changed);
  if (recovered->has_all_replies) replies.has_all();

  Respondents respondents;
  respondents.open_all(store, *house);
  if (auto left = respondents.erase_left(store, *house); !left.empty()) {
    store.keep(std::move(left), [] {});
  }

  Running running;
  running.recovered = *recovered;
  if (settings.manual_start) {
    running.clock =
        std::make_unique<ManualClock>(std::max(*settings.manual_start, recovered->last_at));
  } else {
    std::optional<ClockBefore> before;
    // A journal of which a loss took all that had a time says nothing of it.
    if (recovered->last_at > Instant::beginning()) {
      before = {recovered->last_at, house->clock.was_ahead, house->clock.lag};
    }
    running.clock =
        std::make_unique<SystemClock>(settings.clock_limits, before, std::move(settings.clocks));
  }
  running.engine = std::make_unique<Engine>(store, *running.clock, std::move(*house), *recovered,
                                            RequestKeys(std::move(secret)), std::move(replies),
                                            std::move(respondents), std::move(settings.steady));
  const auto taken = running.engine->ask(
      {{}, TakeProgramme{std::make_shared<programme::Loaded>(std::move(loaded))}});
  if (taken.fault == Fault::programme_refused) return fail(taken.detail);
  return running;
} catch (const store::Damaged& damaged) {
  return fail(damaged.what());
}

}  // namespace airperk::engine
