// What a gateway may send, as one stream: cut into PDUs, decoded, written again, taken by a bound
// link, and read as USSD in every profile, as a receipt and as a phone's SMS.

#include <algorithm>
#include <cstdlib>

#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/link.h"
#include "protocol/smpp/receipt.h"
#include "protocol/smpp/text.h"
#include "protocol/smpp/ussd.h"

namespace {

using namespace airperk;

void require(bool holds) {
  if (!holds) std::abort();
}

void write_again(const smpp::Pdu& pdu) {
  smpp::Buffer once, twice;
  smpp::encode(pdu, once);
  const auto reread = smpp::decode(once);
  require(reread.has_value());
  smpp::encode(*reread, twice);
  require(once == twice);
}

void answer_dials(const smpp::Message& message) {
  for (const smpp::Profile& profile : smpp::profiles()) {
    const auto input = smpp::read_ussd(profile, message);
    if (!input) continue;
    smpp::Buffer out;
    smpp::write_ussd(profile, input->address, {}, input->text, input->act == smpp::UssdAct::begins,
                     out);
    require(smpp::decode(out).has_value());
  }
}

void read_sms(const smpp::Message& message) {
  require(gsm::is_utf8(smpp::read_sms_text(message)));
  const auto receipt = smpp::read_receipt(message);
  if (!receipt) return;
  require(!smpp::is_from_user(message));
  require(smpp::same_message(receipt->message_id, receipt->message_id));
}

/// A link that is bound and has one submit_sm out.
smpp::Link bound_link(smpp::LinkEffects& effects) {
  const Instant now = Instant::seconds(0);
  smpp::Link link({.name = "fuzz"}, now);
  link.step(smpp::event::Tick{}, now, effects);
  link.step(smpp::event::Connected{}, now, effects);
  const smpp::Pdu bound{0, 1, smpp::BindTransceiverResp{}};
  link.step(smpp::event::Received{&bound, 0}, now, effects);
  smpp::Submission submission{.token = 1, .pdu = {}, .not_after = now + Duration::seconds(60)};
  smpp::encode({0, 0, smpp::SubmitSm{}}, submission.pdu);
  link.step(smpp::event::Submit{std::move(submission)}, now, effects);
  require(link.bound() && link.outstanding() == 1);
  return link;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smpp::LinkEffects effects;
  smpp::Link link = bound_link(effects);
  Instant now = Instant::seconds(1);
  wire::Intake intake(smpp::pdu_octets_max);
  const auto count = std::min(size, intake.space().size());
  std::copy_n(data, count, intake.space().begin());
  intake.filled(count);
  while (true) {
    const auto frame = smpp::next_frame(intake);
    if (!frame || !*frame) break;
    const auto pdu = smpp::decode(**frame);
    if (!pdu) {
      require(!pdu.error().to_string().empty());
      continue;
    }
    write_again(*pdu);
    if (const auto* message = std::get_if<smpp::DeliverSm>(&pdu->body)) {
      answer_dials(*message);
      read_sms(*message);
    }
    link.step(smpp::event::Received{&*pdu, 0}, now, effects);
    link.step(smpp::event::Tick{}, now, effects);
    now = now + Duration::seconds(1);
  }
  return 0;
}
