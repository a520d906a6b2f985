#include "core/report/membership.h"

namespace airperk::report {

void Membership::follow(const subscriber::Event& event, std::int32_t day) {
  if (std::holds_alternative<subscriber::Joined>(event.fact)) ++days_[day].joins;
  if (std::holds_alternative<subscriber::Left>(event.fact)) ++days_[day].leaves;
}

std::map<std::int32_t, MemberDay> Membership::days(std::int32_t from, std::int32_t until) const {
  std::uint64_t members = 0;
  auto at = days_.begin();
  for (; at != days_.end() && at->first < from; ++at) {
    members += at->second.joins - at->second.leaves;
  }
  std::map<std::int32_t, MemberDay> asked;
  for (auto day = from; day < until; ++day) {
    MemberDay counted;
    if (at != days_.end() && at->first == day) {
      counted.joins = at->second.joins;
      counted.leaves = at->second.leaves;
      ++at;
    }
    members += counted.joins - counted.leaves;
    counted.members = members;
    asked.emplace_hint(asked.end(), day, counted);
  }
  return asked;
}

}  // namespace airperk::report
