#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/outreach/tally.h"
#include "core/subscriber/events.h"
#include "store/store.h"

namespace airperk::engine {

using ContactTally = outreach::Tally;

/// All campaigns' tallies: of an open one, what records hold and what they have forgotten; of one
/// whose books are closed, what it came to. For the decider's thread, and copied for readers.
class ContactTallies {
 public:
  /// A contact whose process ended while the network was being asked.
  struct Lost {
    SubscriberId id;
    std::uint32_t campaign = 0;
  };

  /// All that the store's house and records say.
  std::vector<Lost> find_all(store::Store& store);
  /// Before the fact of that instant is applied to the record.
  void follow(const subscriber::Record& record, const subscriber::Fact& fact, Instant at);
  /// S3: what an erasure has taken from a record that had had these contacts.
  void follow_erasure(const std::vector<subscriber::Contact>& before,
                      const subscriber::Record& record);
  /// What records have forgotten since this was asked last: to be committed with those facts.
  std::optional<outreach::ContactsForgotten> take_forgotten();
  /// The campaign is over, and nothing of it changes any more. Nothing if its books are closed.
  std::optional<outreach::CampaignTallied> close(std::uint32_t campaign);

  ContactTally of(std::uint32_t campaign) const;
  bool is_closed(std::uint32_t campaign) const { return closed_->count(campaign) != 0; }
  /// Changes with every fact that it follows.
  std::uint64_t version() const { return version_; }

 private:
  using Closed = std::map<std::uint32_t, ContactTally>;

  void move(const subscriber::Contact* from, std::uint32_t campaign, subscriber::ContactState to,
            subscriber::ContactRule rule);
  void forget(const subscriber::Contact& contact, subscriber::ContactState state);
  void forget_the_old(const subscriber::Record& record, Instant at);
  void close_with(std::uint32_t campaign, const ContactTally& tally);

  std::map<std::uint32_t, ContactTally> open_;
  std::shared_ptr<const Closed> closed_ = std::make_shared<Closed>();  ///< copies share it
  outreach::ContactsForgotten forgotten_;
  std::uint64_t version_ = 0;
};

}  // namespace airperk::engine
