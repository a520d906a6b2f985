#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "face/gy/emergency.h"
#include "face/gy/server.h"
#include "face/gy/unread.h"
#include "face/net/complaint.h"

namespace airperk::app {

/// What comes over Gy is asked of the engine here, and what cannot be read or decided is told. It
/// outlives the ports that it gave away, and the engine outlives it.
class GyCharging {
 public:
  using Log = std::function<void(const std::string& line)>;
  GyCharging(engine::Engine& engine, Log log);

  /// Called on the threads of peers' connections.
  face::gy::GyPorts ports();
  /// Waits for the refunds under way.
  void stop() { refunds_.join(); }
  /// Requests in which a number or a place could not be read. Any thread.
  std::uint64_t unread() const { return unread_; }

 private:
  void charge(std::shared_ptr<const face::gy::ChargeRequest> charge,
              const programme::Programme& programme, face::gy::GyPorts::Answer answer);
  void refund(std::shared_ptr<const face::gy::ChargeRequest> charge, const charging::Debit& debit,
              engine::Request asked, face::gy::GyPorts::Answer answer);
  void tell_refused(const diameter::CreditControlRequest& request, const engine::Answer& answer);
  void tell_unread(const diameter::CreditControlRequest& request, const face::gy::Unread& unread);

  engine::Engine& engine_;
  Log log_;
  face::gy::EmergencyCalls emergency_;
  std::atomic<std::uint64_t> unread_ = 0;
  std::mutex mutex_;
  std::map<std::string_view, face::net::Complaint> about_unread_;  ///< by what it was
  std::atomic<unsigned> refunds_waiting_ = 0;
  boost::asio::thread_pool refunds_{1};  ///< they read the past from the disk
};

}  // namespace airperk::app
