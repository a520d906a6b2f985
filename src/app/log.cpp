#include "app/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/last_words.h"

namespace airperk::app {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

/// More than a burst of complaints, and nothing to a machine that charges.
constexpr std::size_t kept_octets_max = 4 << 20;
constexpr auto look_every = 100ms;

Result<int> opened_to_append(const std::string& file) {
  const int opened =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
  if (opened >= 0) return opened;
  return fail(fmt::format("[log] file = \"{}\": {}; name a file that can be written", file,
                          std::strerror(errno)));
}

}  // namespace

/// Shared with the thread that writes, which may be left behind where the disk does not answer.
class Log::Writer {
 public:
  static std::shared_ptr<Writer> begin() {
    auto writer = std::make_shared<Writer>();
    std::thread thread([writer] { writer->run(); });
    ::pthread_setname_np(thread.native_handle(), "log");
    thread.detach();
    return writer;
  }
  ~Writer() {
    if (own_ >= 0) ::close(own_);
  }

  void say(std::string line) {
    {
      const std::lock_guard lock(mutex_);
      if (kept_octets_ + line.size() > kept_octets_max) {
        ++dropped_;
        return;
      }
      kept_octets_ += line.size();
      lines_.push_back(std::move(line));
    }
    wake_.notify_one();
  }

  /// Takes the descriptor.
  void write_to(int descriptor) {
    const std::lock_guard lock(mutex_);
    if (next_ >= 0) ::close(next_);
    next_ = descriptor;
  }

  std::uint64_t dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

  void stop(std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    if (!stopping_) stop_by_ = std::chrono::steady_clock::now() + within;
    stopping_ = true;
    wake_.notify_one();
    ended_cv_.wait_for(lock, within + look_every, [this] { return ended_; });
  }

 private:
  void run() {
    spdlog::pattern_formatter formatter;
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] {
        return stopping_ || !lines_.empty() || (dropped_ != dropped_said_ && is_read_);
      });
      take_next_descriptor();
      std::deque<std::string> batch;
      std::swap(batch, lines_);
      const auto unsaid = dropped_ - dropped_said_;
      if (unsaid > 0) {
        batch.push_back(said_of_dropped(formatter, unsaid));
        dropped_said_ = dropped_;
      } else if (batch.empty()) {
        break;
      }
      lock.unlock();
      const auto lost = write_all(batch);
      lock.lock();
      kept_octets_ = 0;
      for (const auto& line : lines_) kept_octets_ += line.size();
      is_read_ = lost == 0;
      if (lost > 0) {
        // The line about earlier ones is no loss of its own, but has to be said again.
        dropped_ += lost - (unsaid > 0 ? 1 : 0);
        if (unsaid > 0) dropped_said_ -= unsaid;
      }
      if (stopping_ && (lost > 0 || is_late())) break;
    }
    ended_ = true;
    ended_cv_.notify_all();
  }

  void take_next_descriptor() {
    if (next_ < 0) {
      if (own_ < 0) own_ = opened_anew(STDERR_FILENO);
      return;
    }
    if (own_ >= 0) ::close(own_);
    own_ = std::exchange(next_, -1);
  }

  static std::string said_of_dropped(spdlog::pattern_formatter& formatter, std::uint64_t count) {
    const auto text = fmt::format("dropped {} lines of the log: nobody read them in time", count);
    spdlog::memory_buf_t formatted;
    formatter.format({"airperk", spdlog::level::warn, text}, formatted);
    return {formatted.data(), formatted.size()};
  }

  bool is_late() const { return stopping_ && std::chrono::steady_clock::now() >= stop_by_; }

  /// How many lines, of the last ones, were not written.
  std::size_t write_all(const std::deque<std::string>& batch) {
    const int to = own_ >= 0 ? own_ : STDERR_FILENO;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      for (std::string_view rest = batch[i]; !rest.empty();) {
        const long written = write_now(to, rest);
        if (written < 0) return batch.size() - i;
        rest.remove_prefix(static_cast<std::size_t>(written));
        if (written > 0) continue;
        pollfd room{to, POLLOUT, 0};
        ::poll(&room, 1, static_cast<int>(look_every.count()));
        const std::lock_guard lock(mutex_);
        if (is_late()) return batch.size() - i;
      }
    }
    return 0;
  }

  mutable std::mutex mutex_;
  std::condition_variable wake_, ended_cv_;
  std::deque<std::string> lines_;
  std::size_t kept_octets_ = 0;  ///< of what waits and of what is being written
  std::uint64_t dropped_ = 0, dropped_said_ = 0;
  int next_ = -1;
  bool is_read_ = true;  ///< what was written last
  bool stopping_ = false, ended_ = false;
  SteadyTime stop_by_;
  int own_ = -1;  ///< the thread's own; -1: standard error as it is
};

/// spdlog's lines, in spdlog's form, handed to the writer.
class Log::Sink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit Sink(std::shared_ptr<Writer> writer) : writer_(std::move(writer)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    writer_->say({formatted.data(), formatted.size()});
  }
  void flush_() override {}

 private:
  std::shared_ptr<Writer> writer_;
};

Log::Log()
    : writer_(Writer::begin()),
      logger_(std::make_shared<spdlog::logger>("airperk", std::make_shared<Sink>(writer_))) {}

Log::~Log() {
  stop();
}

void Log::info(std::string_view line) {
  logger_->info(line);
}

void Log::warn(std::string_view line) {
  logger_->warn(line);
}

void Log::error(std::string_view line) {
  logger_->error(line);
}

Result<void> Log::can_write(const std::string& file) {
  if (file.empty()) return {};
  const auto opened = opened_to_append(file);
  if (!opened) return fail(opened.error());
  ::close(*opened);
  return {};
}

Result<void> Log::into(const std::string& file) {
  const auto opened = opened_to_append(file);
  if (!opened) return fail(opened.error());
  ::dup2(*opened, STDERR_FILENO);
  writer_->write_to(*opened);
  return {};
}

std::uint64_t Log::dropped() const {
  return writer_->dropped();
}

void Log::stop(std::chrono::milliseconds within) {
  writer_->stop(within);
}

}  // namespace airperk::app
