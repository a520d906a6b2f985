#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "store/backup/copy.h"
#include "store/contract_test.h"
#include "store/embedded/embedded_store.h"

namespace airperk::store::embedded {

struct TemporaryDisk {
  TemporaryDisk() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-store-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path = pattern;
  }
  ~TemporaryDisk() { std::filesystem::remove_all(path); }
  TemporaryDisk(const TemporaryDisk&) = delete;
  TemporaryDisk& operator=(const TemporaryDisk&) = delete;

  std::unique_ptr<Store> open() {
    auto opened = EmbeddedStore::open(path + "/store");
    EXPECT_TRUE(opened) << opened.error();
    return opened ? std::move(*opened) : nullptr;
  }
  std::string path;
};

/// A store on a disk of its own, which a test may close, damage and open again.
class EmbeddedStoreTest : public StoreContract<TemporaryDisk> {
 protected:
  std::string path() const { return disk_.path + "/store"; }
  /// Writes to the closed store, as damage does.
  void writes(Family family, const std::string& key, const std::string& value) {
    auto database = Database::open(path(), Database::Mode::read_write);
    ASSERT_TRUE(database) << database.error();
    (*database)->must((*database)->db().Put({}, (*database)->family(family), key, value), "test");
  }
  /// A backup is one only with the secret that a server puts into its store.
  void puts_the_secret() {
    const std::string secret(32, 's');
    std::ofstream(path() + "/" + std::string(backup::secret_name), std::ios::binary) << secret;
    dynamic_cast<EmbeddedStore&>(store()).note_secret_check(check_value_of(secret));
  }
  void closes() {
    store_->close();
    store_.reset();
  }
  /// Of the whole journal, as `verify` reads it.
  std::string what_verification_says() {
    const auto database = Database::open(path(), Database::Mode::follow);
    if (!database) return database.error();
    const auto read = for_each_group(**database, 0, [](const Group&) { return Result<void>(); });
    return read ? "whole" : read.error();
  }
  std::string what_recovery_says() {
    auto opened = EmbeddedStore::open(path());
    if (!opened) return opened.error();
    const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
    return recovered ? "recovered" : recovered.error();
  }
};

}  // namespace airperk::store::embedded
