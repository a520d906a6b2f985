#pragma once

#include <utility>

#include "core/charging/price.h"
#include "core/subscriber/decide.h"

/// The two halves of a session's request: charging what was used, and setting aside for what may be
/// used next.
namespace airperk::charging {

/// A record on which facts are tried one after the other: each decision sees what the one before it
/// has done.
class Draft {
 public:
  Draft(const subscriber::Record& record, const subscriber::Context& context)
      : before_(record), record_(record), context_(context) {}

  const subscriber::Record& record() const { return record_; }
  const subscriber::Context& context() const { return context_; }
  const subscriber::Session& session(std::uint64_t key) const;
  const subscriber::Flow& flow(std::uint64_t key, std::uint32_t index) const;

  void happen(subscriber::Fact fact);
  /// What the flow's grant has set aside goes back (R2); nothing, if it has none.
  void release(std::uint64_t session, std::uint32_t flow);
  /// As if nothing had happened.
  void forget();
  /// What happened, and the record after it. The end of the draft.
  std::pair<subscriber::Facts, subscriber::Record> take() {
    return {std::move(facts_), std::move(record_)};
  }

 private:
  const subscriber::Record& before_;
  subscriber::Record record_;
  const subscriber::Context& context_;
  subscriber::Facts facts_;
};

/// What a client says was used, and how much of it after the tariff change (RFC 8506 §8.27).
struct Used {
  Quantity quantity = 0, after_change = 0;
};

/// Charges a flow's use: under its grants as far as they go, beyond them by the state of the moment
/// it was used, down to zero and never below. `timestamp` counts between the grant and now.
void report(Draft& draft, std::uint64_t session, std::uint32_t flow, Used used,
            std::optional<Instant> timestamp);

/// What can be granted to a flow without a grant: as much as was requested (0: the usual size), as
/// the largest grant and the longest call allow, and as somebody can pay for.
Result<subscriber::Grant, subscriber::Refusal> offer(const Draft& draft, std::uint64_t session,
                                                     std::uint32_t flow, Quantity requested);

/// For a client that knows Tariff-Time-Change: the grant, for the same quantity, of what it uses
/// after the night's edge that has cut this flow's grant. Nothing, where that would not pay for all
/// of it or something else changes before: the edge then ends the grant.
std::optional<subscriber::Grant> offer_after_change(const Draft& draft, std::uint64_t session,
                                                    std::uint32_t flow);

}  // namespace airperk::charging
