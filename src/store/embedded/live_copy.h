#pragma once

#include <mutex>

#include "store/backup/copy.h"
#include "store/embedded/database.h"

namespace airperk::store::embedded {

/// Backups of a database that is written meanwhile, one at a time, on a thread that gives way to
/// everybody else. The files are copied and not linked: a bad block in the store is none in the
/// backup. Any thread.
class LiveCopy {
 public:
  /// `survey_keys`: where no backup may be made either.
  LiveCopy(Database& database, std::string survey_keys)
      : database_(database), survey_keys_(std::move(survey_keys)) {}

  /// Whole and on the disk on return, or not there.
  Result<void> make(const std::string& target);
  /// What is being made is given up, and nothing is made any more.
  void give_up() { give_up_ = true; }

 private:
  Result<void> run(const std::string& target);
  Result<void> copy_database(const backup::Part& part, backup::Manifest& manifest);
  Result<void> add_file(const backup::Part& part, std::string_view name, std::string_view octets,
                        backup::Manifest& manifest);

  Database& database_;
  std::string survey_keys_;
  std::mutex one_at_a_time_;
  backup::GiveUp give_up_ = false;
};

/// What the database in a copy holds, for its manifest.
Result<void> describe(const std::string& copy, backup::Manifest& manifest);

/// The store's own name, 16 octets, made where there is none.
std::string name_of_store(Database& database);

/// The check value of the key of request ids: "", none was noted yet.
std::string secret_check(Database& database);
void note_secret_check(Database& database, std::string_view check);
/// Of a secret: it says nothing of it.
std::string check_value_of(std::string_view secret);

}  // namespace airperk::store::embedded
