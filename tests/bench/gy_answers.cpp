#include "gy_answers.h"

#include <optional>

#include "protocol/diameter/avp.h"

namespace airperk::bench {
namespace {

namespace avp = diameter::avp;
namespace result = diameter::result;
using diameter::Avp;
using diameter::AvpReader;

class AnswerReader {
 public:
  AnswerReader(const GyRequest& request, GyAnswer& answer) : request_(request), answer_(answer) {}

  bool read(AvpReader& reader) {
    while (const auto avp = reader.next()) {
      switch (avp->key) {
        case avp::result_code:
          answer_.code = avp->u32().value_or(0);
          break;
        case avp::cc_request_type:
          type_ = avp->u32().value_or(0);
          break;
        case avp::cc_request_number:
          number_ = avp->u32().value_or(~request_.number);
          break;
        case avp::multiple_services_credit_control:
          ++services_;
          read_service(reader.open(*avp));
          break;
        default:
          break;
      }
    }
    return !reader.fault() && !fault_;
  }

  GyFault check(bool gone_admitted) const {
    const auto code = answer_.code;
    const bool gone = gone_admitted && code == result::unknown_session_id;
    if (code != result::success && code != result::credit_limit_reached && !gone)
      return GyFault::code;
    if (type_ != static_cast<std::uint32_t>(request_.type) || number_ != request_.number)
      return GyFault::type_or_number;
    if (services_ > 1 || (code == result::success && services_ != 1)) return GyFault::service_count;
    if (services_ == 1 && !named_) return GyFault::service_name;
    return code == result::success ? check_units() : GyFault::none;
  }

 private:
  void read_service(AvpReader reader) {
    std::optional<std::uint32_t> group, service;
    while (const auto avp = reader.next()) {
      switch (avp->key) {
        case avp::rating_group:
          group = avp->u32();
          break;
        case avp::service_identifier:
          service = avp->u32();
          break;
        case avp::result_code:
          answer_.service_code = avp->u32().value_or(0);
          break;
        case avp::granted_service_unit:
          read_granted(reader.open(*avp));
          break;
        case avp::final_unit_indication:
          answer_.final = true;
          break;
        default:
          break;
      }
    }
    fault_ |= reader.fault().has_value();
    const bool voice = request_.service == Service::voice;
    named_ = group == (voice ? std::optional(voice_rating_group) : std::nullopt) &&
             service == (voice                              ? std::optional(voice_service)
                         : request_.service == Service::sms ? std::optional(sms_service)
                                                            : std::nullopt);
  }

  void read_granted(AvpReader reader) {
    while (const auto avp = reader.next()) {
      if (avp->key == avp::cc_time && request_.service == Service::voice)
        answer_.granted = avp->u32().value_or(0);
      if (avp->key == avp::cc_total_octets && request_.service == Service::data)
        answer_.granted = avp->u64().value_or(0);
      if (avp->key == avp::cc_service_specific_units && request_.service == Service::sms)
        answer_.granted = avp->u64().value_or(0);
    }
    fault_ |= reader.fault().has_value();
  }

  /// Result-Code may be left out of an MSCC: it is that of the answer then.
  GyFault check_units() const {
    if (answer_.service_code == result::credit_limit_reached) return GyFault::none;
    if (answer_.service_code != result::success && answer_.service_code != 0) return GyFault::code;
    const bool asks = request_.type != RequestType::termination;
    if (answer_.granted > (asks ? asked_for(request_.service) : 0)) return GyFault::too_many_units;
    return asks && answer_.granted == 0 ? GyFault::no_units : GyFault::none;
  }

  const GyRequest& request_;
  GyAnswer& answer_;
  std::uint32_t type_ = 0, number_ = ~request_.number;
  unsigned services_ = 0;
  bool named_ = false, fault_ = false;
};

}  // namespace

GyFault read_answer(const diameter::Message& message, const GyRequest& request,
                    const GyRequests& requests, bool gone_admitted, GyAnswer& answer) {
  AnswerReader reader(request, answer);
  AvpReader avps(message.avps());
  const auto first = avps.next();
  const bool named =
      first && first->key == avp::session_id && requests.is_session(first->text(), request.session);
  if (!reader.read(avps)) return GyFault::unreadable;
  return named ? reader.check(gone_admitted) : GyFault::session;
}

}  // namespace airperk::bench
