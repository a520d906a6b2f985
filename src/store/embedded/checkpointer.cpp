#include "store/embedded/checkpointer.h"

namespace airperk::store::embedded {

Checkpointer::Checkpointer(Database& database, Directory& directory)
    : database_(database), directory_(directory), worker_("checkpointer", [this](const Job& job) {
        if (!job.slice.empty()) add(job.slice);
        if (job.finished_through != 0) finish(job.finished_through);
      }) {}

void Checkpointer::write(Slice slice) {
  worker_.submit({std::move(slice), 0});
}

void Checkpointer::finish_pass(std::uint64_t through) {
  worker_.submit({{}, through});
}

void Checkpointer::add(const Slice& slice) {
  if (!pass_file_) pass_file_.emplace(database_, Family::records, "checkpoint.sst");
  for (const auto& [id, image] : slice) pass_file_->put(big_endian_4(id), image);
}

void Checkpointer::finish(std::uint64_t through) {
  if (pass_file_) pass_file_->take_in();
  pass_file_.reset();
  database_.must(
      database_.db().Put({}, database_.family(Family::meta), "checkpoint", big_endian_8(through)),
      "moving the checkpoint");
  directory_.drop_old_keys();
}

}  // namespace airperk::store::embedded
