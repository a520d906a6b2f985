#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "face/net/inbox.h"
#include "protocol/smpp/link.h"

namespace airperk::face::smpp {

namespace protocol = airperk::smpp;

/// What became of a message that was handed to a link.
enum class Submitted {
  accepted,   ///< the peer took all of it
  refused,    ///< certainly not taken: the peer said so, or it is nothing that can be written
  unsent,     ///< certainly not taken: not written, for want of a bind, or since it came too late
  throttled,  ///< certainly not taken, and to be tried again later
  unknown,    ///< anything else: all or some of it may have been taken
};

/// `message_id` is what the peer calls the message, if it was accepted.
using Done = std::function<void(Submitted, std::string message_id)>;

/// The messages of one link that are on their way, each of one submit_sm or of several parts. A
/// part goes out when the one before it was accepted: so it is certain that nothing was taken of a
/// message whose first part was refused.
///
/// Each Done is called exactly once: within submit(), or on the link's executor, at the latest when
/// the link has stopped.
class Submissions {
 public:
  /// Hands a submit_sm to the link.
  using Send = std::function<void(protocol::Submission)>;

  /// Hears what the peer calls the parts of a message of several, all of which it took.
  using OnParts = std::function<void(const std::vector<std::string>& ids)>;

  /// More than `most` at a time are throttled at once.
  explicit Submissions(std::size_t most, OnParts on_parts = {})
      : most_(most), on_parts_(std::move(on_parts)) {}

  // --- from any thread ---

  /// `parts` are encoded, and never sent later than `not_after` (steady time); the first one not
  /// once it is recalled. Refused at once if there are none, unsent if the link is not open.
  /// `beyond`: so many more than others may be pending. `ahead`: before those that wait.
  void submit(std::vector<protocol::Buffer> parts, Instant not_after, Recall recall, Done done,
              std::size_t beyond = 0, bool ahead = false);
  /// Those whose Done was not called yet.
  std::size_t pending() const { return pending_; }
  /// How many more would be taken.
  std::size_t room() const {
    const std::size_t pending = pending_;
    return pending < most_ ? most_ - pending : 0;
  }

  // --- from the link's executor ---

  /// `wake` is called there when take() has something to do.
  void open(const boost::asio::any_io_executor& executor, std::function<void()> wake);
  void take(const Send& send);
  /// Does nothing for an outcome of what was not submitted here.
  void settle(const protocol::Outcome& outcome, const Send& send);
  /// The link has stopped, and all its outcomes are settled.
  void close();

 private:
  struct Message {
    std::vector<protocol::Buffer> parts;
    Instant not_after;
    Recall recall;
    Done done;
    bool ahead = false;
    std::size_t part = 0;               // the one that is out
    std::vector<std::string> ids = {};  // of those that the peer took
  };

  void send_part(std::uint64_t token, Message& message, const Send& send);
  void finish(std::uint64_t token, Submitted submitted, const std::string& message_id);
  void finish(Message message, Submitted submitted, const std::string& message_id);

  const std::size_t most_;
  const OnParts on_parts_;
  std::atomic<std::size_t> pending_{0};
  std::mutex gate_;  // over inbox_: nothing is pushed after close()
  std::shared_ptr<net::Inbox<Message>> inbox_;
  std::vector<Message> arrived_;
  std::unordered_map<std::uint64_t, Message> messages_;  // by token
  std::uint64_t last_token_ = 0;                         // 0 names nothing here
};

}  // namespace airperk::face::smpp
