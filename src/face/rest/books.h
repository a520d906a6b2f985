#pragma once

#include "core/report/contact_audit.h"
#include "core/report/liability.h"
#include "core/report/membership.h"
#include "face/rest/journal.h"
#include "face/rest/problem.h"

/// Sums over everybody, from the journal.
namespace airperk::face::rest {

/// One for all requests; on the bulk thread alone. The first request after a start reads the whole
/// journal, each later one reads on from there, for all the books at once.
class Books {
 public:
  explicit Books(Journal journal) : journal_(std::move(journal)) {}

  /// Throws if the journal cannot be read.
  void read_on(const Zone& zone);

  report::Liability liability;
  report::Membership membership;
  report::ContactAudit contacts;

 private:
  const Journal journal_;
  std::uint64_t read_through_ = 0;
};

/// Where a server has no journal, nothing can be summed up.
Problem no_books();

}  // namespace airperk::face::rest
