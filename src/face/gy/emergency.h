#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "core/programme/programme.h"
#include "engine/replies.h"
#include "protocol/diameter/credit_control.h"

namespace airperk::face::gy {

/// Answers for calls (and messages) to the emergency services: never refused, never charged,
/// whatever is on the account and whoever calls (U1a). So nothing is asked of the account, of the
/// engine or of the disk. Any thread.
class EmergencyCalls {
 public:
  explicit EmergencyCalls(const engine::RequestKeys& keys) : keys_(keys) {}

  /// The answer, or nothing where it is no emergency. What goes on with a session that began as one
  /// need not name who was called.
  std::optional<diameter::CreditControlAnswer> answer(const diameter::CreditControlRequest& request,
                                                      const programme::Programme& programme);

 private:
  /// Of the newest; the ones before are kept as long as these make no such number.
  static constexpr std::size_t sessions_max = 100'000;
  void remember(std::uint64_t session);
  bool knows(std::uint64_t session);

  const engine::RequestKeys& keys_;
  std::atomic<bool> any_ = false;  ///< so far: most have none
  std::mutex mutex_;
  std::unordered_set<std::uint64_t> sessions_, before_;
};

}  // namespace airperk::face::gy
