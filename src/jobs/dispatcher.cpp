#include "jobs/dispatcher.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "base/assert.h"
#include "core/outreach/turn.h"
#include "steady/steady.h"

namespace airperk::jobs {
namespace {

using engine::SlotAnswer;
using outreach::Campaign;
using outreach::CampaignState;
using outreach::Verdict;
using subscriber::ContactState;

/// Contacts under way at once by one channel: what links take in a moment, and no more than
/// charging notices. A slow channel holds up no other.
constexpr std::size_t under_way_max = 256;
/// After somebody was told to wait.
constexpr Duration rest_of_all = Duration::microseconds(20'000);
constexpr std::chrono::seconds drain_at_most(2);
/// A place in the audience is noted after so many: what is asked again after a crash costs little.
constexpr std::uint32_t noted_every = 4096;

std::size_t place_of(subscriber::Channel channel) {
  return static_cast<std::size_t>(channel);
}

ContactState state_after(HandOver said) {
  switch (said) {
    case HandOver::accepted:
      return ContactState::handed_over;
    case HandOver::refused:
    case HandOver::unsent:
    case HandOver::throttled:
      return ContactState::returned;
    case HandOver::unknown:
      return ContactState::unknown;
  }
  return ContactState::unknown;
}

/// Whether one more may be asked for: no more are under way than the volume has places for.
bool has_places(const outreach::Standing& standing) {
  return standing.booked == 0 || standing.taken < standing.booked;
}

}  // namespace

Dispatcher::Dispatcher(engine::Engine& engine, Network& network)
    : engine_(engine), network_(network) {}

void Dispatcher::start() {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "dispatcher");
}

void Dispatcher::drain() {
  std::unique_lock lock(mutex_);
  draining_ = true;
  idle_.wait_for(lock, drain_at_most, [this] { return is_idle() || !thread_.joinable(); });
}

void Dispatcher::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::run() {
  settle_lost();
  std::unique_lock lock(mutex_);
  for (;;) {
    auto reports = std::move(reports_);
    reports_.clear();
    const bool draining = draining_, stopping = stopping_;
    lock.unlock();
    recall_stopped();  // before what has its slot by now goes out
    for (auto& one : reports) hear(std::move(one));
    const bool more = !draining && !stopping && step();
    lock.lock();
    if (is_idle()) idle_.notify_all();
    if (stopping && reports_.empty()) return;
    if (!more && reports_.empty()) {
      wake_.wait_for(lock, look_every, [this] { return stopping_ || !reports_.empty(); });
    }
  }
}

/// C5: the network may have them.
void Dispatcher::settle_lost() {
  for (const auto& [id, campaign] : engine_.lost_contacts()) {
    engine_.ask({id, engine::SettleContact{campaign, ContactState::unknown, 0}});
  }
}

/// Moves whatever campaign is next; false if there is nothing to do.
bool Dispatcher::step() {
  const auto house = engine_.house();
  const auto tallies = engine_.contact_tallies();
  const auto clock = engine_.clock();
  if (clock.is_doubted()) return false;
  const auto now = clock.now;
  const auto& programme = *house->programmes.at(now).programme;
  end_what_is_over(house->campaigns, *tallies, clock.certain);
  bool moved = false;
  std::vector<outreach::Standing> standings;
  for (const auto& [id, campaign] : house->campaigns.all()) {
    // Before it starts nobody looks for its audience: it is for those that fit then.
    if (campaign->state != CampaignState::approved || now < campaign->plan.starts) continue;
    auto& run = run_of(*campaign);
    run.walk.wake(steady_now());
    const auto& plan = campaign->plan;
    // What is under way may come back: then its place is open again.
    const auto taken = tallies->of(id).taken();
    const bool has_its_volume = plan.volume > 0 && taken >= plan.volume && run.under_way == 0;
    run.over = run.over || has_its_volume || now >= plan.ends;
    const bool may_go = !house->campaigns.stopped() && outreach::in_hours(programme, now) &&
                        run.rests_until <= steady_now() && has_room(plan.channel);
    const bool may_finish = now < plan.ends || clock.certain >= plan.ends;
    moved = advance(*campaign, run, may_go, may_finish) || moved;
    if (runs_.count(id) == 0) continue;  // finished: `run` is gone
    if (run.over || !run.walk.has_next() || !may_go || !run.pace.allows(steady_now())) continue;
    const outreach::Standing standing{id, plan.priority, plan.volume, taken + run.under_way,
                                      campaign->planned_at};
    if (has_places(standing)) standings.push_back(standing);
  }
  // A few at a time: then the order is looked at again.
  constexpr int at_once = 16;
  for (int i = 0; i < at_once && !standings.empty(); ++i) {
    const auto turn = *outreach::next_turn(standings);
    auto& standing = standings[turn];
    auto& run = runs_.at(standing.id);
    const auto& campaign = *house->campaigns.find(standing.id);
    take_slot(campaign, run);
    ++standing.taken;
    moved = true;
    if (!run.walk.has_next() || !has_places(standing) || !has_room(campaign.plan.channel) ||
        !run.pace.allows(steady_now()))
      standings.erase(standings.begin() + static_cast<std::ptrdiff_t>(turn));
  }
  return moved;
}

/// A run begins where the campaign was noted to stand.
Dispatcher::Run& Dispatcher::run_of(const Campaign& campaign) {
  const auto known = runs_.find(campaign.id);
  if (known != runs_.end()) return known->second;
  auto& run = runs_[campaign.id];
  run.walk = AudienceWalk(campaign.through);
  run.noted = campaign.through;
  run.pace = outreach::Pace(campaign.plan.per_minute, steady_now());
  return run;
}

/// What was not approved, or not let go on, before its end is over too; and of what was cancelled
/// nothing needs to be known any more.
void Dispatcher::end_what_is_over(const outreach::Campaigns& campaigns,
                                  const engine::ContactTallies& tallies, Instant certain) {
  for (const auto& [id, campaign] : campaigns.all()) {
    const auto run = runs_.find(id);
    if (run != runs_.end() && run->second.under_way > 0) continue;
    switch (campaign->state) {
      case CampaignState::finished:
      case CampaignState::cancelled:
        if (run != runs_.end()) runs_.erase(run);
        if (certain >= campaign->plan.ends + outreach::books_close_after &&
            !tallies.is_closed(id)) {
          engine_.ask({{}, engine::CloseTally{id}});
        }
        break;
      case CampaignState::planned:
      case CampaignState::paused:
        if (certain < campaign->plan.ends) break;
        engine_.ask({{}, engine::ProgressCampaign{id, campaign->through, true}});
        break;
      case CampaignState::approved:
        break;
    }
  }
}

/// Looks for the next of its audience while few are at hand, notes how far it has come, and ends it
/// after the last one. True if anything has changed.
bool Dispatcher::advance(const Campaign& campaign, Run& run, bool may_look, bool may_finish) {
  const bool finished = may_finish && run.under_way == 0 && (run.over || run.walk.finished());
  const auto through = run.walk.over_through();
  if (through >= run.noted + noted_every || finished) {
    engine_.ask({{}, engine::ProgressCampaign{campaign.id, through, finished}});
    run.noted = through;
  }
  if (finished) {
    runs_.erase(campaign.id);
    return true;
  }
  if (run.over || !may_look || !run.walk.wants_more()) return false;
  const auto answer = engine_.ask({{}, engine::ScanAudience{campaign.id, run.walk.through()}});
  const auto* found = std::get_if<engine::Candidates>(&answer.body);
  if (!found) return false;
  run.walk.found(found->ids, found->through, found->end);
  return true;
}

/// Whether a link has a place for one more than those whose slot is asked for.
bool Dispatcher::has_room(subscriber::Channel channel) const {
  const auto place = place_of(channel);
  return under_way_[place] < under_way_max && network_.room(channel) > asked_[place];
}

bool Dispatcher::is_idle() const {
  return std::all_of(under_way_.begin(), under_way_.end(), [](auto count) { return count == 0; });
}

/// What waits in a link of a campaign that was paused or cancelled, or of any once all are stopped,
/// is not written any more; nor is any while time is doubted, which its hours are told by.
void Dispatcher::recall_stopped() {
  const auto house = engine_.house();
  const bool doubted = engine_.clock().is_doubted();
  if (house == recalled_for_ && doubted == recalled_in_doubt_) return;
  recalled_for_ = house;
  recalled_in_doubt_ = doubted;
  const auto& campaigns = house->campaigns;
  std::lock_guard lock(mutex_);
  for (const auto& [id, under_way] : recalls_) {
    const auto* campaign = campaigns.find(under_way.campaign);
    if (doubted || campaigns.stopped() || !campaign || campaign->state != CampaignState::approved) {
      under_way.recall.pull();
    }
  }
}

void Dispatcher::take_slot(const Campaign& campaign, Run& run) {
  const auto stop = run.walk.take();
  ++run.under_way;
  run.pace.took(steady_now());
  ++asked_[place_of(campaign.plan.channel)];
  Report asked{.stop = stop,
               .campaign = campaign.id,
               .channel = campaign.plan.channel,
               .recall = Recall::make(),
               .slot = SlotAnswer{}};
  {
    std::lock_guard lock(mutex_);
    ++under_way_[place_of(asked.channel)];
    recalls_.emplace(stop.id, UnderWay{campaign.id, asked.recall});
  }
  engine_.submit({stop.id, engine::TakeSlot{campaign.id}},
                 [this, said = std::move(asked)](engine::Answer answer) mutable {
                   if (auto* slot = std::get_if<SlotAnswer>(&answer.body)) {
                     said.slot = std::move(*slot);
                   }
                   report(std::move(said));
                 });
}

void Dispatcher::report(Report report) {
  {
    std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
  }
  wake_.notify_one();
}

void Dispatcher::hear(Report report) {
  auto& run = runs_.at(report.campaign);
  if (report.slot) --asked_[place_of(report.channel)];
  if (report.slot && report.slot->verdict == Verdict::take) return hear_slot(report);
  if (report.handed_over) return hear_network(report);
  if (report.slot && report.slot->verdict == Verdict::wait) report.again = true;
  if (report.slot && report.slot->verdict == Verdict::over) run.over = true;
  if (report.slot || report.again) run.pace.give_back();  // nothing went out
  if (report.again && report.slot) {
    run.walk.put_back(report.stop);
    run.rests_until = steady_now() + rest_of_all;
  } else if (report.again) {
    run.walk.rest(report.stop, steady_now() + rest_after(report.stop.tries));
  } else {
    run.walk.done(report.stop);
  }
  --run.under_way;
  std::lock_guard lock(mutex_);
  --under_way_[place_of(report.channel)];
  const auto [first, last] = recalls_.equal_range(report.stop.id);
  const auto own = std::find_if(
      first, last, [&](const auto& entry) { return entry.second.recall == report.recall; });
  AIRPERK_ASSERT(own != last);
  recalls_.erase(own);
}

void Dispatcher::recall(SubscriberId id) {
  std::lock_guard lock(mutex_);
  const auto [first, last] = recalls_.equal_range(id);
  std::for_each(first, last, [](const auto& entry) { entry.second.recall.pull(); });
}

/// The slot is durable: now, and only now, the network is asked.
void Dispatcher::hear_slot(const Report& report) {
  const auto& slot = *report.slot;
  Outgoing outgoing;
  outgoing.id = report.stop.id;
  outgoing.campaign = report.campaign;
  outgoing.to = slot.to;
  outgoing.channel = report.channel;
  outgoing.text = slot.text;
  outgoing.language = slot.language;
  outgoing.is_question = slot.is_question;
  outgoing.until = slot.until;
  outgoing.recall = report.recall;
  Report said{.stop = report.stop,
              .campaign = report.campaign,
              .channel = report.channel,
              .recall = report.recall,
              .slot = {},
              .handed_over = {}};
  auto done = [this, said](HandOver what, std::uint64_t reference) mutable {
    said.handed_over = what;
    said.reference = reference;
    this->report(said);
  };
  if (report.recall.is_pulled()) return done(HandOver::unsent, 0);
  network_.hand_over(std::move(outgoing), std::move(done));
}

/// What was not taken takes its slot anew, under the consent, the month and the hours of that
/// moment.
void Dispatcher::hear_network(const Report& report) {
  const auto what = *report.handed_over;
  const engine::SettleContact settle{report.campaign, state_after(what), report.reference};
  Report said = report;
  said.handed_over.reset();
  said.slot.reset();
  said.again = what == HandOver::throttled || what == HandOver::unsent;
  engine_.submit({report.stop.id, settle},
                 [this, said = std::move(said)](const engine::Answer&) { this->report(said); });
}

}  // namespace airperk::jobs
