#include "engine/decider.h"
#include "engine/faulty.h"

/// The group decider's publications.
namespace airperk::engine {
namespace {

constexpr Duration usual_span = Duration::days(30);

}  // namespace

Answer GroupDecider::plan_publication(const PlanPublication& asked) {
  outreach::PublicationPlanned planned{house_->publications.next_id(), group_.at, asked.what};
  auto& what = planned.what;
  if (what.from == Instant::beginning()) what.from = group_.at;
  if (what.until == Instant::beginning()) what.until = what.from + usual_span;
  if (auto problem = outreach::check(what, context().programme(), group_.at)) {
    auto answer = faulty(group_.at, Fault::plan_refused, problem->words);
    answer.body = std::move(*problem);
    return answer;
  }
  Outcome outcome;
  outcome.version = planned.id;
  happen(std::move(planned));
  return answered(outcome);
}

Answer GroupDecider::move_publication(const MovePublication& move) {
  const auto* published = house_->publications.find(move.publication);
  if (!published) {
    return faulty(group_.at, Fault::unknown_publication,
                  "there is no such publication; see GET /v1/publications");
  }
  const auto why_not = outreach::why_not(*published, move.to, move.by);
  if (!why_not.empty()) return faulty(group_.at, Fault::move_refused, std::string(why_not));
  happen(outreach::PublicationMoved{move.publication, group_.at, move.to, move.by});
  Outcome outcome;
  outcome.version = move.publication;
  return answered(outcome);
}

/// B6: with the first extra bonus of its kind, a survey's with its approval, the public hears that
/// there is such a kind. What it was given for may tell of the person, and is not said.
void GroupDecider::announce(const outreach::BonusKind& kind) {
  if (house_->publications.bonuses().count(kind) != 0) return;
  happen(outreach::BonusAnnounced{group_.at, kind});
}

}  // namespace airperk::engine
