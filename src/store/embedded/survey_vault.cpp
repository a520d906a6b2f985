#include "store/embedded/survey_vault.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

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
  bool read(SurveyKey& key) {
    return ::read(fd_, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  }
  bool write(const SurveyKey& key) {
    return ::pwrite(fd_, key.data(), key.size(), 0) == static_cast<ssize_t>(key.size()) && sync();
  }
  bool sync() { return ::fsync(fd_) == 0; }

 private:
  int fd_;
};

}  // namespace

std::string answers_key(std::uint32_t survey, const std::array<std::uint8_t, 16>& respondent) {
  return big_endian_4(survey) + std::string(respondent.begin(), respondent.end());
}

std::string SurveyVault::path_of(std::uint32_t survey) const {
  return fmt::format("{}/{}.key", directory_, survey);
}

tl::unexpected<std::string> SurveyVault::failed(const std::string& path, const char* doing) const {
  return fail(
      fmt::format("a survey's key {} cannot be {}: {}; make {} a directory that can be "
                  "written, on a disk with room",
                  path, doing, std::strerror(errno), directory_));
}

Result<void> SurveyVault::sync_directory() const {
  File directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || !directory.sync()) return failed(directory_, "kept");
  return {};
}

Result<SurveyKey> SurveyVault::key(std::uint32_t survey) {
  const auto path = path_of(survey);
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return make(survey);
    return failed(path, "read");
  }
  SurveyKey key{};
  // Shorter: a process ended while it was being made, before anything was sealed with it.
  if (!file.read(key)) return make(survey);
  return key;
}

Result<SurveyKey> SurveyVault::make(std::uint32_t survey) {
  const auto path = path_of(survey);
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) return failed(path, "made");
  SurveyKey key{};
  randombytes_buf(key.data(), key.size());
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open() || !file.write(key)) return failed(path, "made");
  if (auto synced = sync_directory(); !synced) return fail(synced.error());
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
  database_.must(iterator->status(), "reading a survey's answers");
  return found;
}

Result<void> SurveyVault::destroy(std::uint32_t survey) {
  const auto path = path_of(survey);
  const bool keyless = ::access(path.c_str(), F_OK) != 0 && errno == ENOENT;
  if (keyless && !has_answers(survey)) return {};
  {
    File file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open() && errno != ENOENT) return failed(path, "destroyed");
    if (file.is_open() && !file.write(SurveyKey{})) return failed(path, "destroyed");
    if (file.is_open()) {
      if (::unlink(path.c_str()) != 0) return failed(path, "destroyed");
      if (auto synced = sync_directory(); !synced) return synced;
    }
  }
  const auto from = big_endian_4(survey), until = big_endian_4(survey + 1);
  const rocksdb::Slice begin(from), end(until);
  rocksdb::WriteOptions options;
  options.sync = true;
  auto* family = database_.family(Family::answers);
  database_.must(database_.db().DeleteRange(options, family, begin, end), "erasing answers");
  // Out of the files too, not hidden only.
  database_.must(database_.db().CompactRange({}, family, &begin, &end), "erasing answers");
  return {};
}

}  // namespace airperk::store::embedded
