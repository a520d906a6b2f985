#include "face/rest/everybody.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace airperk::face::rest {
namespace {

constexpr std::uint32_t views_at_once = 1024;

}  // namespace

void ask_all(engine::Engine& engine, std::vector<engine::Request> requests,
             const std::function<void(const engine::Answer&)>& hear) {
  std::mutex mutex;
  std::condition_variable all_came;
  auto left = requests.size();
  for (auto& request : requests) {
    engine.submit(std::move(request), [&](const engine::Answer& answer) {
      std::lock_guard lock(mutex);
      hear(answer);
      // Under the lock: whoever waits ends with these variables.
      if (--left == 0) all_came.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  all_came.wait(lock, [&] { return left == 0; });
}

void view_everybody(engine::Engine& engine,
                    const std::function<void(const std::vector<engine::Viewed>&)>& see) {
  const auto last = engine.figures().subscribers;
  for (std::uint32_t from = 1; from <= last; from += views_at_once) {
    const auto to = std::min(last, from + views_at_once - 1);
    std::vector<engine::Request> requests;
    for (auto id = from; id <= to; ++id) {
      requests.push_back({SubscriberId{id}, engine::View{}});
    }
    std::vector<engine::Viewed> page;
    ask_all(engine, std::move(requests), [&page](const engine::Answer& answer) {
      if (const auto* viewed = std::get_if<engine::Viewed>(&answer.body)) page.push_back(*viewed);
    });
    see(page);
  }
}

}  // namespace airperk::face::rest
