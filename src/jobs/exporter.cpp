#include "jobs/exporter.h"

#include <pthread.h>

#include <chrono>

#include "steady/steady.h"

namespace airperk::jobs {
Result<std::unique_ptr<Exporter>> Exporter::start(store::Store& store, HouseNow house,
                                                  ExportSettings settings, Log log) {
  std::unique_ptr<Exporter> exporter(
      new Exporter(store, std::move(house), std::move(settings), std::move(log)));
  auto opened = ChargeExport::open(store, exporter->house_, exporter->settings_);
  if (!opened) return fail(opened.error());
  exporter->export_ = std::move(*opened);
  exporter->thread_ = std::thread([self = exporter.get()] { self->run(); });
  ::pthread_setname_np(exporter->thread_.native_handle(), "exporter");
  return exporter;
}

Exporter::Exporter(store::Store& store, HouseNow house, ExportSettings settings, Log log)
    : store_(store),
      house_(std::move(house)),
      settings_(std::move(settings)),
      log_(std::move(log)) {}

void Exporter::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Exporter::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto more = step();
    lock.lock();
    if (more && *more) continue;
    wake_.wait_for(lock, more ? look_every : try_again_after, [this] { return stopping_; });
  }
  lock.unlock();
  if (!export_) return;
  if (const auto finished = export_->finish(); !finished) complain(finished.error());
}

Result<bool> Exporter::step() {
  if (!export_) {
    auto opened = ChargeExport::open(store_, house_, settings_);
    if (!opened) {
      complain(opened.error());
      return fail(opened.error());
    }
    export_ = std::move(*opened);
  }
  auto more = export_->follow(steady_now());
  if (more) {
    complaint_.clear();
  } else {
    complain(more.error());
    export_.reset();
  }
  return more;
}

void Exporter::complain(const std::string& what) {
  if (what != complaint_) log_(what);
  complaint_ = what;
}

}  // namespace airperk::jobs
