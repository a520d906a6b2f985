#include "store/embedded/checkpointer.h"

namespace airperk::store::embedded {

Checkpointer::Checkpointer(Database& database) : database_(database) {
  thread_ = std::thread([this] { run(); });
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
    do_job(job);
    lock.lock();
  }
}

void Checkpointer::do_job(const Job& job) {
  auto* records = database_.family(Family::records);
  if (!job.slice.empty()) {
    rocksdb::WriteBatch batch;
    for (const auto& [id, image] : job.slice) batch.Put(records, big_endian_4(id), image);
    rocksdb::WriteOptions unlogged;
    unlogged.disableWAL = true;
    database_.must(database_.db().Write(unlogged, &batch), "writing a checkpoint");
  }
  if (job.finished_through != 0) {
    database_.must(database_.db().Flush({}, records), "flushing a checkpoint");
    database_.must(database_.db().Put({}, database_.family(Family::meta), "checkpoint",
                                      big_endian_8(job.finished_through)),
                   "moving the checkpoint");
  }
}

}  // namespace airperk::store::embedded
