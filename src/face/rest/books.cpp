#include "face/rest/books.h"

#include <stdexcept>

namespace airperk::face::rest {
namespace {

constexpr std::size_t groups_at_once = 256;

}  // namespace

void Books::read_on(const Zone& zone) {
  for (;;) {
    const auto groups = journal_(read_through_, groups_at_once);
    if (!groups) throw std::runtime_error(groups.error());
    for (const auto& group : *groups) {
      for (const auto& batch : group.batches) {
        for (const auto& event : batch.events) {
          liability.follow(batch.id, event, zone.month_of(event.at));
          membership.follow(event, zone.day_of(event.at));
          contacts.follow(batch.id, event);
        }
      }
      read_through_ = group.number;
    }
    if (groups->size() < groups_at_once) return;
  }
}

Problem no_books() {
  return problems::not_found("there is no journal to read here");
}

}  // namespace airperk::face::rest
