#include "store/embedded/checkpointer.h"

namespace airperk::store::embedded {

Checkpointer::Checkpointer(Database& database, Directory& directory)
    : database_(database), directory_(directory), worker_("checkpointer", [this](const Job& job) {
        if (!job.slice.empty()) add(job.slice);
        RecentReplies::write(database_, job.replies);
        if (job.finished_through != 0) finish(job.finished_through);
      }) {}

void Checkpointer::write(Slice slice) {
  worker_.submit({.slice = std::move(slice)});
}

void Checkpointer::write(RecentReplies::Pass replies) {
  worker_.submit({.replies = std::move(replies)});
}

void Checkpointer::finish_pass(std::uint64_t through) {
  worker_.submit({.finished_through = through});
}

void Checkpointer::add(const Slice& slice) {
  if (!pass_file_) pass_file_.emplace(database_, Family::records, "checkpoint.sst");
  for (const auto& [id, image] : slice) pass_file_->put(big_endian_4(id), image);
}

void Checkpointer::finish(std::uint64_t through) {
  if (pass_file_) pass_file_->take_in();
  pass_file_.reset();
  database_.put_hint("checkpoint", big_endian_8(through));
  directory_.drop_old_keys();
}

}  // namespace airperk::store::embedded
