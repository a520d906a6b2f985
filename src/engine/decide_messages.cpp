#include "core/dialogue/words.h"
#include "core/outreach/stop_word.h"
#include "engine/decider.h"

/// The group decider's part in what people write to the programme's number (C10, S1).
namespace airperk::engine {
namespace {

/// 2016-03-05 is 20160305.
std::uint32_t day_number(const CivilTime& civil) {
  return static_cast<std::uint32_t>(civil.year * 10'000 + civil.month * 100 + civil.day);
}

}  // namespace

Answer GroupDecider::read_message(Subject subject, const dialogue::SurveyReply& message) {
  if (outreach::is_stop_word(message.text)) return leave_by_message(subject);
  auto answer = reply_to_survey(subject, message);
  auto& turn = std::get<SurveyTurn>(answer.body);
  if (turn.campaign == 0 && turn.screen.text.empty()) {
    turn.understood = false;
    turn.screen.text = say_how_to_leave(subject);
  }
  return answer;
}

/// C10, M7: who is no member is told so.
Answer GroupDecider::leave_by_message(Subject subject) {
  using programme::Text;
  auto due = bring_up_to_date(subject);
  const auto& record = subject.resident->record;
  const dialogue::Words words(record, context());
  SurveyTurn turn;
  turn.screen.text = words(record.is_member() ? Text::left : Text::not_member);
  auto facts = subscriber::decide(record, subscriber::Leave{subscriber::Channel::sms}, context());
  commit(subject, std::move(due), facts ? *std::move(facts) : subscriber::Facts());
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(turn);
  return answer;
}

/// C10: once a day.
std::string GroupDecider::say_how_to_leave(Subject subject) {
  using programme::Text;
  const auto& record = subject.resident->record;
  const auto today = day_number(context().programme().zone.civil(group_.at));
  if (record.told_how_to_leave == today) return {};
  const dialogue::Words words(record, context());
  const auto text = record.is_member() ? Text::sms_not_understood : Text::not_member;
  // A programme of before there was such a text says nothing.
  if (!words.has(text)) return {};
  auto said = words(text);
  ++service_counts_[static_cast<std::size_t>(subscriber::ServiceMessageKind::how_to_leave) - 1];
  commit(subject, {},
         {subscriber::ServiceMessageTaken{subscriber::ServiceMessageKind::how_to_leave, today}});
  return said;
}

}  // namespace airperk::engine
