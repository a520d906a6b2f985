#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "face/rest/consent.h"
#include "face/rest/past.h"
#include "store/access/access_log.h"

namespace airperk::face::rest {

/// S3: everything that the programme holds about one person, as one JSON document for that person
/// to read. It is made piece by piece, each from a page of the journal or of the access log, so
/// that a long life takes no more memory than a short one. For one thread at a time.
class Extract {
 public:
  /// `accesses` may be none; both must outlive the extract.
  Extract(engine::Engine& engine, const store::access::AccessLog* accesses,
          const engine::Viewed& viewed, Instant now);

  /// The next piece; empty once the document is whole. Reads the disk.
  std::string next();

 private:
  enum class Stage : std::uint8_t { head, timeline, consents, accesses, end };

  std::string head();
  std::string some_timeline();
  std::string consent_spans();
  std::string some_accesses();
  void note_consent(const subscriber::Event& event, std::uint32_t programme_version);
  /// A row of the list that is being written.
  void add_row(const json& row, std::string& piece);

  engine::Engine& engine_;
  const store::access::AccessLog* accesses_;
  const Spoken spoken_;
  const Instant now_;
  const engine::Viewed viewed_;
  Stage stage_ = Stage::head;
  bool list_begun_ = false;
  store::Position at_;  ///< of the timeline
  Forgotten is_forgotten_;
  std::vector<ConsentSpan> spans_;  ///< newest first
  std::optional<Instant> left_;
  std::uint64_t accesses_before_ = UINT64_MAX;
};

}  // namespace airperk::face::rest
