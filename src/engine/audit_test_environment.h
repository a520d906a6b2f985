#pragma once

#include <gmock/gmock.h>

#include "engine/engine_test_environment.h"

namespace airperk::engine {

/// An honest journal, and one lie at a time: an audit that finds nothing proves nothing until it
/// has found these.
class AuditTest : public EngineTest {
 protected:
  /// The batch with the first fact of this kind.
  template <typename Fact>
  store::Batch& batch_with() {
    for (auto& group : disk->groups) {
      for (auto& batch : group.batches) {
        for (const auto& event : batch.events) {
          if (std::holds_alternative<Fact>(event.fact)) return batch;
        }
      }
    }
    ADD_FAILURE() << "no such fact in the journal";
    return disk->groups.back().batches.back();
  }
  template <typename Fact>
  subscriber::Event& event_with() {
    for (auto& event : batch_with<Fact>().events) {
      if (std::holds_alternative<Fact>(event.fact)) return event;
    }
    return batch_with<Fact>().events.front();
  }
  template <typename Fact>
  Fact& first() {
    return std::get<Fact>(event_with<Fact>().fact);
  }
  /// The same fact a second time, right after the first.
  template <typename Fact>
  void repeat() {
    auto& events = batch_with<Fact>().events;
    events.push_back(event_with<Fact>());
  }
  void expect_found(const char* what) {
    EXPECT_THAT(audit(), ::testing::Contains(::testing::HasSubstr(what)));
  }
};

}  // namespace airperk::engine
