#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "store/log/head_file.h"
#include "store/log/log.h"

namespace airperk::store::log {

inline constexpr StoreId store_id = {1, 2, 3};

/// A log in a directory of its own, as a store keeps it: a head after each record.
class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-log-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    begins();
  }
  ~LogTest() override { std::filesystem::remove_all(directory_); }

  void begins() {
    const auto head = read_head(directory_).head;
    const auto reading = reads(0);
    ASSERT_FALSE(reading.damage);
    goes_on(head, reading.tail);
  }
  void goes_on(const std::optional<Head>& head, const Tail& tail) {
    log_.reset();
    auto log = Log::go_on(directory_, store_id, head, tail, {.first = 8192, .most = 32768});
    ASSERT_TRUE(log) << log.error();
    log_ = std::move(*log);
    auto file = HeadFile::open(directory_);
    ASSERT_TRUE(file) << file.error();
    head_.emplace(std::move(*file));
    names(log_->tail());
  }
  Tail appends(const std::string& payload) {
    const auto tail = log_->append(payload);
    EXPECT_TRUE(tail) << tail.error();
    written_.push_back(payload);
    return *tail;
  }
  void names(const Tail& tail) {
    ASSERT_TRUE(head_->write({store_id, tail.sequence, tail.hash, tail.segment, tail.end, 0, {}}));
  }
  void answers(const std::string& payload) { names(appends(payload)); }
  void answers_many(std::size_t count, std::size_t size = 700) {
    for (std::size_t i = 0; i < count; ++i) {
      answers(std::to_string(written_.size()) + std::string(size, 'x'));
    }
  }

  Reading reads(std::uint64_t applied) {
    found_.clear();
    return read(directory_, store_id, read_head(directory_).head, applied,
                [this](const Record& record) { found_.emplace_back(record.payload); });
  }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  std::string newest_segment() const { return segments_in(directory_).back().path; }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void put(const std::string& path, const std::string& octets) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << octets;
  }
  static void flip(const std::string& path, std::size_t at) {
    auto octets = content(path);
    octets.at(at) = static_cast<char>(octets.at(at) ^ 0x5A);
    put(path, octets);
  }

  std::string directory_;
  std::unique_ptr<Log> log_;
  std::optional<HeadFile> head_;
  std::vector<std::string> written_, found_;
};

}  // namespace airperk::store::log
