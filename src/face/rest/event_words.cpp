#include "face/rest/event_words.h"

namespace airperk::face::rest {
namespace {

using namespace subscriber;

std::string_view of_kind(ContactKind kind) {
  return kind == ContactKind::message ? "A partner message" : "A survey";
}

struct Teller {
  std::string operator()(const Provisioned&) const { return "The number became known here"; }
  std::string operator()(const Joined&) const {
    return "Joined the programme, and consented to messages, surveys and the processing of data";
  }
  std::string operator()(const Left& f) const {
    return f.reason == LeaveReason::own_wish
               ? "Left the programme: every consent ended"
               : "The brand changed, which ended the membership and every consent";
  }
  std::string operator()(const Erased& f) const {
    switch (f.why) {
      case Erasure::after_leave:
        return "What was known was erased, because of the leave";
      case Erasure::on_request:
        return "What was known was erased, on request";
      case Erasure::month_over:
        return "What had stayed for the month's counts was erased";
    }
    return "";
  }
  std::string operator()(const BonusGranted&) const { return "A bonus was granted"; }
  std::string operator()(const BonusActivated&) const { return "The bonus was activated"; }
  std::string operator()(const GrantCancelled&) const {
    return "A bonus that waited for its activation was cancelled";
  }
  std::string operator()(const BalanceEnded&) const { return "A balance ended"; }
  std::string operator()(const ExtraBonusGiven&) const { return "An extra bonus was given"; }
  std::string operator()(const ToppedUp&) const { return "The main balance was topped up"; }
  std::string operator()(const TransferSent&) const { return "Money was sent to somebody else"; }
  std::string operator()(const TransferReceived&) const { return "Money came from somebody else"; }
  std::string operator()(const LanguageChanged&) const { return "The language was changed"; }
  std::string operator()(const TariffChanged&) const { return "The tariff was changed"; }
  std::string operator()(const AttributesStated&) const {
    return "Region and age band were stated by the operator";
  }
  std::string operator()(const BrandChanged&) const { return "The brand was changed"; }
  std::string operator()(const ServiceTaken&) const {
    return "A service was taken, or its fee paid";
  }
  std::string operator()(const ServiceDropped&) const { return "A service was given up"; }
  std::string operator()(const DialogueMoved&) const { return "A menu was dialled"; }
  std::string operator()(const Charged&) const { return "A use was charged"; }
  std::string operator()(const BalanceGiven&) const { return "A balance was given"; }
  std::string operator()(const AllowanceCredited&) const {
    return "The tariff's allowance was credited";
  }
  std::string operator()(const AllowanceStopped&) const {
    return "The tariff's allowance is not credited again";
  }
  std::string operator()(const Refunded&) const { return "A charge was given back"; }
  std::string operator()(const Adjusted&) const {
    return "The main balance was corrected by a person";
  }
  std::string operator()(const SessionOpened&) const { return "A call or data session began"; }
  std::string operator()(const FlowOpened&) const { return "A kind of use began in the session"; }
  std::string operator()(const SessionUpdated&) const { return "The session was reported on"; }
  std::string operator()(const SessionClosed&) const { return "The session ended"; }
  std::string operator()(const Granted&) const { return "A piece of use was reserved"; }
  std::string operator()(const GrantReleased&) const { return "A reservation was released"; }
  std::string operator()(const ContactTaken& f) const {
    return std::string(of_kind(f.kind)) + " took one of the month's places";
  }
  std::string operator()(const ContactMoved& f) const {
    return "The network on a message or survey: " + std::string(words_of(f.to));
  }
  std::string operator()(const ContactRefused& f) const {
    return std::string(of_kind(f.kind)) + " was not sent, by a rule of the programme";
  }
  std::string operator()(const ContactWithheld& f) const {
    return std::string(of_kind(f.kind)) + " was not sent: chosen for the control group";
  }
  std::string operator()(const SurveyMoved& f) const {
    return f.to == Participation::completed ? "A survey was finished" : "A survey was refused";
  }
  std::string operator()(const ServiceMessageTaken&) const {
    return "A message about the programme itself was sent";
  }
};

}  // namespace

std::string event_words(const Fact& fact) {
  return std::visit(Teller(), fact);
}

std::string_view words_of(ContactState state) {
  switch (state) {
    case ContactState::taken:
      return "being handed to the network";
    case ContactState::handed_over:
      return "the network has it";
    case ContactState::delivered:
      return "delivered";
    case ContactState::failed:
      return "the telephone did not get it";
    case ContactState::unknown:
      return "the network may have it; it is not sent again";
    case ContactState::returned:
      return "not sent: the network did not take it";
    case ContactState::refused:
      return "not sent, by a rule of the programme";
    case ContactState::control:
      return "not sent: chosen for the control group";
  }
  return "";
}

}  // namespace airperk::face::rest
