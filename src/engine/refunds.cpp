#include "engine/refunds.h"

#include <algorithm>

#include "engine/faulty.h"

namespace airperk::engine {
namespace {

constexpr std::size_t batches_at_once = 64;
/// A client's debit is not looked for further back than this.
constexpr std::size_t batches_max = 10'000;
/// Somebody who is charged without a pause would keep a refund waiting for ever.
constexpr int attempts_max = 100;

template <typename Search>
void walk_back(Engine& engine, store::Position newest, std::size_t batches, Search& search) {
  for (auto at = newest; at.value != 0 && batches > 0;) {
    const auto read = engine.timeline(at, std::min(batches, batches_at_once));
    if (read.empty()) return;
    for (const auto& batch : read) {
      for (std::size_t i = batch.events.size(); i-- > 0;) {
        if (!search.see({batch.version, static_cast<std::uint32_t>(i)}, batch.events[i])) return;
      }
    }
    batches -= read.size();
    at = read.back().previous;
  }
}

Answer view(Engine& engine, const Request& request) {
  Request look;
  look.target = request.target;
  look.same_as = request.same_as;
  look.command = View{};
  look.admission = request.admission;
  return engine.ask(std::move(look));
}

charging::Refund past_of(Engine& engine, const Viewed& viewed, subscriber::ChargeId id) {
  charging::ChargeSearch search(id, viewed.record);
  walk_back(engine, viewed.head, viewed.record.version, search);
  return search.found();
}

template <typename Prepare>
Answer once(Engine& engine, Request request, const Prepare& prepare) try {
  Answer answer;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    answer = view(engine, request);
    const auto* viewed = std::get_if<Viewed>(&answer.body);  // not of one that was shed
    if (!viewed) return answer;
    auto prepared = prepare(answer.now, *viewed);
    if (auto* known = std::get_if<Answer>(&prepared)) return std::move(*known);
    auto asked = request;
    asked.command = std::get<charging::Refund>(std::move(prepared));
    answer = engine.ask(std::move(asked));
    if (answer.fault != Fault::overtaken) return answer;
  }
  return answer;
} catch (const store::Damaged& damaged) {
  return faulty(engine.now(), Fault::damaged, damaged.what());
}

using Prepared = std::variant<Answer, charging::Refund>;

}  // namespace

Answer refund(Engine& engine, Request request, const charging::Debit& debit) {
  return once(engine, std::move(request), [&](Instant now, const Viewed& viewed) -> Prepared {
    charging::DebitSearch search(debit, now);
    walk_back(engine, viewed.head, batches_max, search);
    if (const auto& known = search.repeated()) {
      Answer answer;
      answer.now = now;
      answer.repeated = true;
      answer.body = Outcome{.main = {}, .amount = {}, .until = {}, .quantity = known->quantity};
      return answer;
    }
    charging::Refund refund;
    if (const auto id = search.found()) refund = past_of(engine, viewed, *id);
    refund.seen_version = viewed.record.version;
    refund.request = debit.request;
    return refund;
  });
}

Answer refund(Engine& engine, Request request, const charging::Refund& wanted) {
  return once(engine, std::move(request), [&](Instant, const Viewed& viewed) -> Prepared {
    auto refund = past_of(engine, viewed, wanted.id);
    refund.reason = wanted.reason;
    refund.by = wanted.by;
    refund.approved_by = wanted.approved_by;
    return refund;
  });
}

}  // namespace airperk::engine
