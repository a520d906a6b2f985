#include "protocol/smpp/sms.h"

#include <date/date.h>
#include <fmt/format.h>

#include "protocol/gsm/alphabet.h"

namespace airperk::smpp {
namespace {

constexpr std::size_t parts_max = 255;

SubmitSm frame_of(const Sms& sms, std::string_view validity, Bytes reference,
                  gsm::Measure::Alphabet alphabet) {
  SubmitSm submit;
  if (sms.tells_reference) submit.tlvs.user_message_reference = reference;
  submit.source = sms.from;
  submit.destination = sms.to;
  submit.validity_period = validity;
  submit.data_coding = alphabet == gsm::Measure::Alphabet::gsm7 ? 0x00 : 0x08;
  return submit;
}

/// Information element 0x00: concatenated short messages, 8-bit reference number.
Buffer with_header(std::uint8_t reference, std::uint8_t total, std::uint8_t number, Bytes text) {
  Buffer octets{0x05, 0x00, 0x03, reference, total, number};
  wire::put(octets, text);
  return octets;
}

Buffer encoded(const SubmitSm& submit) {
  Buffer out;
  encode({.status = 0, .sequence = 0, .body = submit}, out);
  return out;
}

Buffer write_whole(SubmitSm submit, const std::vector<std::vector<std::uint8_t>>& parts) {
  Buffer all;
  for (const auto& part : parts) wire::put(all, Bytes(part));
  submit.registered_delivery = 1;
  if (parts.size() == 1) {
    submit.short_message = all;
  } else {
    submit.tlvs.message_payload = Bytes(all);
  }
  return encoded(submit);
}

Buffer write_part(const Sms& sms, SubmitSm submit, std::uint8_t total, std::uint8_t number,
                  Bytes text) {
  submit.registered_delivery = number == total ? 1 : 0;
  if (sms.kind == LongMessages::udh) {
    const Buffer octets =
        with_header(static_cast<std::uint8_t>(sms.reference), total, number, text);
    submit.esm_class = 0x40;
    submit.short_message = octets;
    return encoded(submit);
  }
  const std::uint8_t reference[] = {0, static_cast<std::uint8_t>(sms.reference)};
  submit.tlvs.sar_msg_ref_num = Bytes(reference);
  submit.tlvs.sar_total_segments = total;
  submit.tlvs.sar_segment_seqnum = number;
  submit.short_message = text;
  return encoded(submit);
}

}  // namespace

std::optional<LongMessages> find_long_messages(std::string_view name) {
  if (name == "udh") return LongMessages::udh;
  if (name == "sar") return LongMessages::sar;
  if (name == "payload") return LongMessages::payload;
  return std::nullopt;
}

std::vector<Buffer> write_sms(const Sms& sms) {
  const auto [alphabet, parts] = gsm::split_sms(sms.text);
  if (parts.empty() || parts.size() > parts_max) return {};
  const std::string validity = absolute_time(sms.until);
  const std::uint8_t reference[] = {static_cast<std::uint8_t>(sms.reference >> 8),
                                    static_cast<std::uint8_t>(sms.reference)};
  const SubmitSm frame = frame_of(sms, validity, reference, alphabet);
  if (parts.size() == 1 || sms.kind == LongMessages::payload) return {write_whole(frame, parts)};
  std::vector<Buffer> written;
  const auto total = static_cast<std::uint8_t>(parts.size());
  for (std::uint8_t number = 1; const auto& part : parts)
    written.push_back(write_part(sms, frame, total, number++, part));
  return written;
}

std::string absolute_time(Instant at) {
  constexpr std::int64_t day_s = 86'400;
  const std::int64_t second = at.in_seconds();
  const std::int64_t of_day = (second % day_s + day_s) % day_s;
  const date::year_month_day date(date::sys_days(date::days((second - of_day) / day_s)));
  const int year = static_cast<int>(date.year());
  if (year < 2000 || year > 2099) return {};
  const std::int64_t tenth = (at - Instant::seconds(second)).in_microseconds() / 100'000;
  return fmt::format("{:02}{:02}{:02}{:02}{:02}{:02}{}00+", year % 100, unsigned(date.month()),
                     unsigned(date.day()), of_day / 3600, of_day / 60 % 60, of_day % 60, tenth);
}

}  // namespace airperk::smpp
