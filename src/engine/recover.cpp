#include "engine/recover.h"

#include <algorithm>

namespace airperk::engine {

Result<Running> recover(store::Store& store, programme::Loaded loaded, std::string secret,
                        std::optional<Instant> manual_start) {
  auto house = house_from(store.house());
  if (!house) return fail(house.error());
  const Zone zone = house->programmes.empty() ? loaded.programme.zone
                                              : house->programmes.latest().programme->zone;
  Replies replies;
  auto recovered =
      store.recover(zone, Replies::bucket_span, [&replies](const store::Reply& reply, Instant at) {
        replies.remember(reply.key, reply.facts, at);
      });
  if (!recovered) return fail(recovered.error());

  Respondents respondents;
  respondents.open_all(store, *house);
  if (auto left = respondents.erase_left(store, *house); !left.empty()) {
    store.keep(std::move(left), [] {});
  }

  Running running;
  running.recovered = *recovered;
  if (manual_start) {
    running.clock = std::make_unique<ManualClock>(std::max(*manual_start, recovered->last_at));
  } else {
    running.clock = std::make_unique<SystemClock>();
  }
  running.engine = std::make_unique<Engine>(store, *running.clock, std::move(*house), *recovered,
                                            RequestKeys(std::move(secret)), std::move(replies),
                                            std::move(respondents));
  const auto taken = running.engine->ask(
      {{}, TakeProgramme{std::make_shared<programme::Loaded>(std::move(loaded))}});
  if (taken.fault == Fault::programme_refused) return fail(taken.detail);
  return running;
}

}  // namespace airperk::engine
