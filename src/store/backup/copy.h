#pragma once

#include <vector>

#include "store/backup/manifest.h"

/// Directories that come to be whole or not at all: a backup, and a store made of one. Both are
/// made as DIR.part, in which the mark says that they are not finished:
///
///   the mark, "unfinished" -> files, synced -> the manifest -> the mark, "backup" -> DIR.part is
///   DIR
namespace airperk::store::backup {

/// Whoever opens a directory with it knows that what came after is not in there.
inline constexpr std::string_view mark_name = "is-a-copy";
/// How a mark begins.
inline constexpr std::string_view unfinished = "unfinished", whole_backup = "backup",
                                  restored = "restored", opened_in_place = "opened";
/// The key of request ids: without it a copy would charge a repeated request again.
inline constexpr std::string_view secret_name = "secret";

class Part {
 public:
  /// Makes TARGET.part, and clears it of what a process that was killed has left there. `target` is
  /// absolute, and nothing has that name; where `onto_empty`, it may be an empty directory. None of
  /// `outside` may hold it.
  static Result<Part> begin(std::string target, const std::vector<std::string>& outside,
                            bool onto_empty = false);
  Part(Part&& other) noexcept;
  Part& operator=(Part&&) = delete;
  /// What is not finished goes.
  ~Part();

  const std::string& path() const { return path_; }
  /// Of files in it.
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  /// What is in it is whole, and on the disk; so is its name on return. `mark`: what its mark shall
  /// say from now on.
  Result<void> finish(std::string_view mark);

 private:
  Part(std::string target, bool onto_empty, int fd);
  Result<void> clear();

  std::string target_, path_;
  bool onto_empty_;
  int fd_;  ///< locked, so that nobody else clears it meanwhile
};

/// What the mark of a whole backup says, and of a store that was restored.
std::string text_of_mark(std::string_view kind);

/// Reads the manifest and looks whether exactly its files are there, in their sizes.
Result<Manifest> read_manifest(const std::string& directory);
/// The same, and their octets.
Result<Manifest> check(const std::string& directory, const GiveUp& give_up);
/// What a directory that shall be opened as a store is, by its mark: nothing where it is no copy or
/// one that may be opened. Of a backup that is opened in place every octet is looked at. The error
/// says why it may not be opened.
enum class Opened { store, backup };
Result<Opened> may_be_opened(const std::string& store);
/// A backup is a store from now on.
Result<void> open_in_place(const std::string& store);

}  // namespace airperk::store::backup
