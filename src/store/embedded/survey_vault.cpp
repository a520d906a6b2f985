#include "store/embedded/survey_vault.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace airperk::store::embedded {
namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  /// How much of it there is; -1: it cannot be read.
  ssize_t read(SurveyKey& key) { return ::read(fd_, key.data(), key.size()); }
  bool write(const SurveyKey& key) {
    return ::pwrite(fd_, key.data(), key.size(), 0) == static_cast<ssize_t>(key.size()) && sync();
  }
  bool sync() { return ::fsync(fd_) == 0; }

 private:
  int fd_;
};

/// What is no file may never be opened (a pipe that nobody writes into).
int opened_to_read(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

}  // namespace

std::string answers_key(std::uint32_t survey, const std::array<std::uint8_t, 16>& respondent) {
  return big_endian_4(survey) + std::string(respondent.begin(), respondent.end());
}

SurveyVault::SurveyVault(Database& database, std::string directory)
    : database_(database), directory_(std::move(directory)) {
  if (!directory_.empty()) return;
  auto path = database.path();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  directory_ = path + ".survey-keys";
}

std::string SurveyVault::path_of(std::uint32_t survey, const char* state) const {
  return fmt::format("{}/{}.{}", directory_, survey, state);
}

tl::unexpected<std::string> SurveyVault::failed(const std::string& path, const char* doing) const {
  return fail(
      fmt::format("a survey's key {} cannot be {}: {}; make {} a directory that can be "
                  "written, on a disk with room",
                  path, doing, std::strerror(errno), directory_));
}

Result<void> SurveyVault::sync(const std::string& directory) const {
  File opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || !opened.sync()) return failed(directory, "kept");
  return {};
}

Result<SurveyKey> SurveyVault::key(std::uint32_t survey) {
  const auto path = path_of(survey);
  File file(opened_to_read(path));
  SurveyKey key{};
  if (file.is_open() && file.read(key) == static_cast<ssize_t>(key.size())) return key;
  return fail(
      fmt::format("survey {}: its key {} cannot be read ({}): nobody's answers can; put it "
                  "back and start again, or cancel the survey",
                  survey, path, file.is_open() ? "it is cut" : std::strerror(errno)));
}

Result<SurveyKey> SurveyVault::make(std::uint32_t survey) {
  const auto path = path_of(survey);
  const bool made = ::mkdir(directory_.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return failed(path, "made");
  const auto parent = std::filesystem::path(directory_).parent_path().string();
  if (made) {
    if (auto synced = sync(parent.empty() ? "." : parent); !synced) return fail(synced.error());
  }
  SurveyKey key{};
  {
    File file(opened_to_read(path));
    const auto size = file.is_open() ? file.read(key) : 0;
    if (size < 0 || (!file.is_open() && errno != ENOENT)) return failed(path, "read");
    if (size == static_cast<ssize_t>(key.size())) return key;
    // Shorter: a process ended while it was being made, before anything was sealed with it.
  }
  randombytes_buf(key.data(), key.size());
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open() || !file.write(key)) return failed(path, "made");
  if (auto synced = sync(directory_); !synced) return fail(synced.error());
  return key;
}

bool SurveyVault::has_answers(std::uint32_t survey) {
  const auto prefix = big_endian_4(survey);
  const auto iterator = database_.scan(Family::answers);
  iterator->Seek(prefix);
  return iterator->Valid() && iterator->key().starts_with(prefix);
}

std::vector<SealedAnswers> SurveyVault::answers(std::uint32_t survey) {
  std::vector<SealedAnswers> found;
  const auto prefix = big_endian_4(survey);
  const auto iterator = database_.scan(Family::answers);
  for (iterator->Seek(prefix); iterator->Valid() && iterator->key().starts_with(prefix);
       iterator->Next()) {
    auto& row = found.emplace_back();
    row.survey = survey;
    const auto respondent = iterator->key().ToStringView().substr(prefix.size());
    std::copy_n(respondent.begin(), std::min(respondent.size(), row.respondent.size()),
                row.respondent.begin());
    row.sealed = iterator->value().ToString();
  }
  database_.check(iterator->status(), "reading a survey's answers");
  return found;
}

Result<void> SurveyVault::destroy_key(std::uint32_t survey) {
  const auto path = path_of(survey), gone = path_of(survey, "gone");
  File file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return {};
    return failed(path, "destroyed");
  }
  if (!file.write(SurveyKey{}) || ::rename(path.c_str(), gone.c_str()) != 0) {
    return failed(path, "destroyed");
  }
  return sync(directory_);
}

void SurveyVault::erase_answers(std::uint32_t survey, const Write& write) {
  const auto from = big_endian_4(survey), until = big_endian_4(survey + 1);
  const rocksdb::Slice begin(from), end(until);
  auto* family = database_.family(Family::answers);
  rocksdb::WriteBatch batch;
  batch.DeleteRange(family, begin, end);
  write(std::move(batch));
  // Out of the files too, not hidden only.
  rocksdb::CompactRangeOptions thorough;
  thorough.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  database_.must(database_.db().CompactRange(thorough, family, &begin, &end), "erasing answers");
}

Result<void> SurveyVault::destroy(std::uint32_t survey, const Write& write) {
  if (auto destroyed = destroy_key(survey); !destroyed) return destroyed;
  const auto gone = path_of(survey, "gone");
  const bool unfinished = ::access(gone.c_str(), F_OK) == 0;
  if (!unfinished && !has_answers(survey)) return {};
  erase_answers(survey, write);
  if (unfinished && ::unlink(gone.c_str()) != 0) return failed(gone, "destroyed");
  return {};
}

}  // namespace airperk::store::embedded
