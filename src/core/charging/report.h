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

/// Charges a flow's use: under its grant as far as that goes, beyond it by the state of the moment
/// it was used, down to zero and never below. `timestamp` counts between the grant and now.
void report(Draft& draft, std::uint64_t session, std::uint32_t flow, Quantity used,
            std::optional<Instant> timestamp);

/// What can be granted to a flow without a grant: as much as was requested (0: the usual size), as
/// the largest grant and the longest call allow, and as somebody can pay for.
Result<subscriber::Grant, subscriber::Refusal> offer(const Draft& draft, std::uint64_t session,
                                                     std::uint32_t flow, Quantity requested);

}  // namespace airperk::charging
