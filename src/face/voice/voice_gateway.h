#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"
#include "base/recall.h"
#include "face/net/complaint.h"

namespace airperk::face::voice {

/// A call to be placed.
struct Call {
  std::string id;  ///< the PBX names it so when it tells what became of the call
  Msisdn to;
  std::string text;          ///< UTF-8: what is to be said
  std::string language;      ///< "kk"
  Instant not_after;         ///< the PBX does not begin to dial later than this
  Recall recall = {};        ///< once pulled, it is not asked for any more
  bool is_question = false;  ///< the PBX tells what is keyed, and hears what to say next
};

/// What is certain about a call that was asked for.
enum class Placed {
  accepted,   ///< the gateway has it
  refused,    ///< certainly not placed, and asking again would not change that
  unsent,     ///< certainly not placed: it was recalled before it was asked for
  throttled,  ///< certainly not placed; later perhaps
  unknown,    ///< the gateway may have it: nobody may ask for this call again
};

struct VoiceGatewayConfig {
  std::string host;
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query of the URL
  std::size_t calls_at_once = 50;
  std::chrono::milliseconds connect_within{5'000};
  std::chrono::milliseconds answer_within{10'000};
};

/// Asks a voice gateway for calls, each over a connection of its own: on one that is kept, a
/// request may be written just when the gateway closes it, and the call's fate would be unknown for
/// nothing.
///
/// Keep the io_context running until `stop` has called back.
class VoiceGateway : public std::enable_shared_from_this<VoiceGateway> {
 public:
  /// Called exactly once for each call, on the gateway's executor, never inside `call`.
  using Done = std::function<void(Placed)>;
  /// Called on the gateway's executor.
  using Log = std::function<void(const std::string& line)>;

  static std::shared_ptr<VoiceGateway> make(boost::asio::any_io_executor executor,
                                            VoiceGatewayConfig config, Log log);

  /// From any thread. While `calls_at_once` are being asked for, others are throttled.
  void call(Call call, Done done);
  /// From any thread, once. Ends what is under way (unknown where it was written already), refuses
  /// what comes later; `stopped` is called on the executor when every Done was.
  void stop(std::function<void()> stopped);

 private:
  struct Attempt;
  enum ComplaintKind { about_connection, about_answer, about_silence, about_load, complaint_kinds };

  VoiceGateway(boost::asio::any_io_executor executor, VoiceGatewayConfig config, Log log);
  void begin(Call call, Done done);
  boost::asio::awaitable<void> run(std::shared_ptr<VoiceGateway> self,
                                   std::shared_ptr<Attempt> attempt, Call call, Done done);
  boost::asio::awaitable<Placed> place(Attempt& attempt, const Call& call);
  boost::asio::awaitable<bool> connect(Attempt& attempt);
  Placed judge(unsigned status);
  void complain(ComplaintKind kind, std::string_view what);

  boost::asio::any_io_executor executor_;
  VoiceGatewayConfig config_;
  Log log_;
  std::set<std::shared_ptr<Attempt>> attempts_;
  net::Complaint complaints_[complaint_kinds];
  std::function<void()> stopped_;
  bool stopping_ = false;
};

}  // namespace airperk::face::voice
