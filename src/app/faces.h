#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "app/configuration.h"
#include "app/contact_network.h"
#include "app/descriptors.h"
#include "app/gy_charging.h"
#include "app/house.h"
#include "face/gy/server.h"
#include "face/rest/server.h"
#include "face/smpp/gateway_link.h"

namespace airperk::app {

/// Everything that faces the network and people: charging and dials on one thread, messages and
/// calls on another, HTTP on a third.
class Faces {
 public:
  using Log = std::function<void(const std::string& line)>;

  /// Nothing listens before `start`.
  Faces(OpenHouse& house, const Configuration& configuration, std::string admin_token, Log log,
        std::optional<face::rest::DemoPort> demo = {}, FaceShares shares = {},
        std::function<face::rest::ProcessFigures()> process = {});
  ~Faces();

  /// HTTP alone, on this endpoint (port 0: any free one): for a command that needs the interface of
  /// a server that does not run.
  Result<void> start_http();
  /// All of them.
  Result<void> start();
  /// Where contacts go out, once started.
  jobs::Network& network() { return network_; }
  std::uint16_t http_port() const { return rest_.port(); }
  /// Takes over what can be taken over while it runs: who may connect as a peer, and the site's
  /// words. The error says what is wrong, and then nothing has changed.
  Result<void> change(const Configuration& read, face::site::Book site_words);
  /// Refuses what is new, and begins to say DPR to each peer whose requests have been answered.
  /// What is under way goes on.
  void leave();
  /// Leaves, and closes everything once it is answered or has taken too long: some five seconds.
  void stop();

 private:
  Result<void> start_gateways();
  void start_messages();
  void start_voice();
  Result<void> start_gy();
  face::rest::Config rest_config(std::function<face::rest::ProcessFigures()> process);
  std::vector<face::rest::LinkFigures> link_figures() const;
  face::smpp::DialPorts dial_ports(const std::string& link_name);

  OpenHouse& house_;
  Configuration configuration_;
  FaceShares shares_;
  Log log_;
  face::rest::Links demo_links_;
  GyCharging charging_;
  boost::asio::thread_pool contacts_{1};  ///< SMS and calls: charging and dials wait for none
  boost::asio::io_context io_;
  boost::asio::io_context
      people_;  ///< HTTP: what people and strangers ask, charging waits for as little
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_, people_work_;
  face::rest::Server rest_;
  std::shared_ptr<face::gy::Server> gy_;
  std::vector<std::shared_ptr<face::smpp::GatewayLink>> gateways_;
  std::vector<std::shared_ptr<face::smpp::SmsLink>> messages_;
  std::shared_ptr<face::voice::VoiceGateway> voice_;
  ContactNetwork network_;
  std::thread thread_, people_thread_;
  std::future<void> gy_left_;
};

/// A hash of what names a dialogue among all dialogues: the same after a restart.
std::uint64_t session_hash(std::string_view link, Msisdn msisdn, std::string_view session);

}  // namespace airperk::app
