#include "store/embedded/checkpointer.h"

#include <pthread.h>

namespace airperk::store::embedded {

Checkpointer::Checkpointer(Database& database) : database_(database) {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "checkpointer");
}

Checkpointer::~Checkpointer() {
  close();
}

void Checkpointer::write(Slice slice) {
  submit({std::move(slice), 0});
}

void Checkpointer::finish_pass(std::uint64_t through) {
  submit({{}, through});
}

void Checkpointer::submit(Job job) {
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void Checkpointer::close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    if (!job.slice.empty()) add(job.slice);
    if (job.finished_through != 0) finish(job.finished_through);
    lock.lock();
  }
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
}

}  // namespace airperk::store::embedded
