#include "store/embedded/shipped_rows.h"

#include <fmt/format.h>

#include "store/archive/archive.h"

namespace airperk::store::embedded {
namespace {

constexpr std::string_view shipped_key = "shipped";
constexpr std::string_view changes_prefix = "changes";

std::string changes_key(std::uint64_t group) {
  return std::string(changes_prefix) + big_endian_8(group);
}

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

/// Gathers what a batch writes into the directory.
class DirectoryRows : public rocksdb::WriteBatch::Handler {
 public:
  explicit DirectoryRows(std::uint32_t family) : family_(family) {}
  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (family == family_) {
      backup::add_change(changes_, key.ToStringView(), value.ToStringView());
    }
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteCF(std::uint32_t, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteRangeCF(std::uint32_t, const rocksdb::Slice&,
                                const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }
  const std::string& changes() const { return changes_; }

 private:
  std::uint32_t family_;
  std::string changes_;
};

}  // namespace

void ShippedRows::keep_changes(Database& database, std::uint64_t group,
                               rocksdb::WriteBatch& batch) {
  DirectoryRows rows(database.family(Family::directory)->GetID());
  database.must(batch.Iterate(&rows), "keeping what is to be shipped");
  if (rows.changes().empty()) return;
  batch.Put(database.family(Family::meta), changes_key(group), rows.changes());
}

void ShippedRows::begin(bool ships, std::uint64_t last) {
  const bool shipped_until_now = database_.get(Family::meta, shipped_key).has_value();
  if (ships == shipped_until_now) return;
  rocksdb::WriteBatch batch;
  auto* meta = database_.family(Family::meta);
  forget(~std::uint64_t{0}, batch);
  if (ships) {
    batch.Put(meta, slice(shipped_key), big_endian_8(last));
  } else {
    batch.Delete(meta, slice(shipped_key));
  }
  // Were it forgotten, a start after a kill would leave a gap.
  write_unlogged(database_, batch);
  database_.flush();
}

void ShippedRows::forget(std::uint64_t through, rocksdb::WriteBatch& batch) {
  const auto rows = database_.scan(Family::meta);
  for (rows->Seek(slice(changes_prefix));
       rows->Valid() && rows->key().starts_with(slice(changes_prefix)); rows->Next()) {
    const auto key = rows->key().ToStringView();
    if (read_8(key.substr(changes_prefix.size())) > through) return;
    batch.Delete(database_.family(Family::meta), rows->key());
  }
}

std::uint64_t ShippedRows::through() {
  const auto row = database_.get(Family::meta, shipped_key);
  return row ? read_8(*row) : 0;
}

void ShippedRows::shipped(std::uint64_t through) {
  rocksdb::WriteBatch batch;
  forget(through, batch);
  batch.Put(database_.family(Family::meta), slice(shipped_key), big_endian_8(through));
  write_unlogged(database_, batch);
}

Result<std::vector<backup::JournalRow>> ShippedRows::read(std::uint64_t after,
                                                          std::size_t octets_max) {
  std::vector<backup::JournalRow> rows;
  const auto iterator = database_.scan(Family::journal);
  std::size_t octets = 0;
  iterator->Seek(big_endian_8(after + 1));
  for (; iterator->Valid() && (rows.empty() || octets < octets_max); iterator->Next()) {
    auto& row = rows.emplace_back();
    row.number = read_8(iterator->key().ToStringView());
    row.row = iterator->value().ToString();
    const auto expected = after + rows.size();
    if (row.number != expected) {
      return fail(fmt::format("journal: group {} is missing", expected));
    }
    const auto at = archive::instant_of(row.row);
    if (!at) return fail(fmt::format("journal group {}: is damaged", expected));
    row.at = *at;
    row.changes = database_.get(Family::meta, changes_key(row.number)).value_or("");
    octets += row.row.size() + row.changes.size();
  }
  if (!iterator->status().ok()) {
    return fail(fmt::format("journal: {}", iterator->status().ToString()));
  }
  return rows;
}

std::optional<backup::Hash> ShippedRows::hash_of_row(std::uint64_t group) {
  if (group == 0) return backup::Hash{};
  const auto row = database_.get(Family::journal, big_endian_8(group));
  if (!row) return {};
  return backup::hash_of(*row);
}

Result<void> put_shipped(Database& database, const backup::JournalRow& row,
                         std::uint64_t& next_house, rocksdb::WriteBatch& batch) {
  const auto group = archive::decode_group(
      row.row, {{}, [](SubscriberId, std::string_view) { return std::string(); }});
  if (!group) return fail(fmt::format("journal group {}: {}", row.number, group.error()));
  if (group->number != row.number) {
    return fail(
        fmt::format("journal group {}: says that it is group {}", row.number, group->number));
  }
  batch.Put(database.family(Family::journal), big_endian_8(row.number), row.row);
  auto* directory = database.family(Family::directory);
  const bool read =
      backup::for_each_change(row.changes, [&](std::string_view key, std::string_view value) {
        batch.Put(directory, slice(key), slice(value));
      });
  if (!read) {
    return fail(
        fmt::format("journal group {}: what it changed in the directory is damaged", row.number));
  }
  for (const auto& event : group->house) {
    batch.Put(database.family(Family::house), big_endian_8(next_house++), archive::encode(event));
  }
  for (const auto& reply : group->replies) {
    if (!reply.lasting) continue;
    const rocksdb::Slice key(reinterpret_cast<const char*>(reply.key.data()), reply.key.size());
    batch.Put(database.family(Family::replies), key, reply.facts);
  }
  return {};
}

void write_unlogged(Database& database, rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  database.must(database.db().Write(options, &batch), "writing rows");
}

void put_durably(Database& database, std::string_view key, std::string_view value) {
  rocksdb::WriteBatch batch;
  batch.Put(database.family(Family::meta), slice(key), slice(value));
  write_unlogged(database, batch);
  database.flush();
}

}  // namespace airperk::store::embedded
