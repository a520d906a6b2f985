#pragma once

#include <functional>

#include "face/rest/common.h"

/// Walking a subscriber's history back, a page at a time.
namespace airperk::face::rest {

/// Where a page ended: "before": the batch's version and how many of its events, newest first, were
/// shown. A number of the record's own life, so that nobody can point at somebody else's.
struct PastMark {
  std::uint32_t version = 0;
  std::size_t shown = 0;
  std::string to_string() const;
  static std::optional<PastMark> parse(std::string_view text);
};

/// S3: tells, from the newest event back, what has been erased: what was said to the person, and
/// where they stood in the menus. Accounting and proof of consent stay.
class Forgotten {
 public:
  explicit Forgotten(const subscriber::Record& record)
      : newest_(record.erased_version), is_erased_(record.is_erased) {}
  bool operator()(const subscriber::Fact& fact, std::uint32_t version);

 private:
  std::uint32_t newest_;  ///< the newest batch with an Erased
  bool is_erased_;
  bool passed_ = false;  ///< that Erased, on the way back
};

/// Calls `see` with each event from the newest back until it says false; what an erasure has made
/// forgotten (S3) is left out. Reads the disk.
using SeeEvent =
    std::function<bool(const subscriber::Event&, const store::Batch&, const PastMark& after)>;
void walk_back(engine::Engine& engine, const engine::Viewed& viewed, std::optional<PastMark> from,
               const SeeEvent& see);

/// What `GET .../timeline` and `.../charges` have in common: `?limit=&before=` and
/// {"<name>": [...], "before": "..."|null}. `write` gives null for an event that the page leaves
/// out.
using WriteEvent = std::function<json(const subscriber::Event&, subscriber::ChargeId place,
                                      std::uint32_t programme_version, const Spoken& spoken)>;
Reaction page_of_past(engine::Engine& engine, const Call& call, std::string name, WriteEvent write);

}  // namespace airperk::face::rest
