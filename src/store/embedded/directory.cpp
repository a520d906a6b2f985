#include "store/embedded/directory.h"

#include <fmt/format.h>
#include <sodium.h>

#include "store/archive/events.pb.h"

namespace airperk::store::embedded {
namespace {

std::string person_key(SubscriberId id) {
  return "p" + big_endian_4(id.value);
}

std::string new_key() {
  std::string key(crypto_secretbox_KEYBYTES, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string span_key(char kind, std::uint64_t number, Instant from) {
  // The sign bit is turned, so that instants before 1970 sort first.
  const auto ordered = static_cast<std::uint64_t>(from.in_microseconds()) ^ (1ull << 63);
  return kind + big_endian_8(number) + big_endian_8(ordered);
}

std::string span_value(SubscriberId id, Instant until) {
  return big_endian_4(id.value) + big_endian_8(static_cast<std::uint64_t>(until.in_microseconds()));
}

Damaged damaged(SubscriberId id) {
  return Damaged(
      fmt::format("directory: the row of subscriber {} is damaged; restore a backup", id.value));
}

}  // namespace

void Directory::write(const DirectoryChange& change, rocksdb::WriteBatch& batch) {
  if (const auto* opened = std::get_if<PersonOpened>(&change)) open_person(*opened, batch);
  if (const auto* changed = std::get_if<ImsiChanged>(&change)) change_imsi(*changed, batch);
}

void Directory::open_person(const PersonOpened& opened, rocksdb::WriteBatch& batch) {
  auto* family = database_.family(Family::directory);
  pb::Person row;
  row.set_msisdn(opened.msisdn.packed());
  row.set_from(opened.from.in_microseconds());
  row.set_key(new_key());
  if (opened.imsi) {
    row.set_imsi(opened.imsi->packed());
    row.set_imsi_from(opened.from.in_microseconds());
  }
  auto bytes = row.SerializeAsString();
  batch.Put(family, person_key(opened.id), bytes);
  batch.Put(family, span_key('m', opened.msisdn.packed(), opened.from),
            span_value(opened.id, Instant::never()));
  if (opened.imsi) {
    batch.Put(family, span_key('i', opened.imsi->packed(), opened.from),
              span_value(opened.id, Instant::never()));
  }
  fresh_rows_[opened.id] = {std::move(bytes)};
}

void Directory::change_imsi(const ImsiChanged& changed, rocksdb::WriteBatch& batch) {
  auto* family = database_.family(Family::directory);
  const auto old_row = row_to_change(changed.id);
  pb::Person row;
  if (!old_row || !row.ParseFromString(*old_row)) return;
  if (row.imsi() != 0) {
    const auto since = Instant::microseconds(row.imsi_from());
    batch.Put(family, span_key('i', row.imsi(), since), span_value(changed.id, changed.from));
    auto& past = *row.add_past_imsis();
    past.set_imsi(row.imsi());
    past.set_from(row.imsi_from());
    past.set_until(changed.from.in_microseconds());
  }
  row.set_imsi(changed.imsi.packed());
  row.set_imsi_from(changed.from.in_microseconds());
  auto bytes = row.SerializeAsString();
  batch.Put(family, person_key(changed.id), bytes);
  batch.Put(family, span_key('i', changed.imsi.packed(), changed.from),
            span_value(changed.id, Instant::never()));
  fresh_rows_[changed.id] = {std::move(bytes)};
}

void Directory::renew_key(SubscriberId id, rocksdb::WriteBatch& batch) {
  const auto old_row = row_to_change(id);
  pb::Person row;
  // One that cannot be read any more opens nothing any more.
  if (!old_row || !row.ParseFromString(*old_row)) return;
  row.set_key(new_key());
  auto bytes = row.SerializeAsString();
  batch.Put(database_.family(Family::directory), person_key(id), bytes);
  fresh_rows_[id] = {std::move(bytes)};
  has_old_keys_ = true;
}

void Directory::drop_old_keys() {
  if (!has_old_keys_.exchange(false)) return;
  database_.flush();
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  database_.must(
      database_.db().CompactRange(options, database_.family(Family::directory), nullptr, nullptr),
      "compacting the directory");
}

void Directory::appended(std::uint64_t record) {
  const auto shown = shown_.load();
  for (auto fresh = fresh_rows_.begin(); fresh != fresh_rows_.end();) {
    auto& at = fresh->second.record;
    if (at == 0) at = record;
    fresh = at <= shown ? fresh_rows_.erase(fresh) : std::next(fresh);
  }
}

void Directory::for_each(
    const std::function<void(SubscriberId, Msisdn, std::optional<Imsi>)>& visit) {
  const auto iterator = database_.scan(Family::directory);
  pb::Person row;
  for (iterator->Seek("p"); iterator->Valid() && iterator->key().starts_with("p");
       iterator->Next()) {
    const auto key = iterator->key().ToStringView();
    const auto value = iterator->value();
    const SubscriberId id{read_4(key.substr(1))};
    if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) throw damaged(id);
    std::optional<Imsi> imsi;
    if (row.imsi() != 0) imsi = Imsi::from_packed(row.imsi());
    visit(id, Msisdn::from_packed(row.msisdn()), imsi);
  }
  database_.check(iterator->status(), "reading the directory");
}

Identities Directory::identities(SubscriberId id) {
  const auto bytes = database_.get(Family::directory, person_key(id));
  pb::Person row;
  if (!bytes || !row.ParseFromString(*bytes)) throw damaged(id);
  Identities known{Msisdn::from_packed(row.msisdn()), Instant::microseconds(row.from()), {}};
  for (const auto& past : row.past_imsis()) {
    known.imsis.push_back({Imsi::from_packed(past.imsi()), Instant::microseconds(past.from()),
                           Instant::microseconds(past.until())});
  }
  if (row.imsi() != 0) {
    known.imsis.push_back(
        {Imsi::from_packed(row.imsi()), Instant::microseconds(row.imsi_from()), Instant::never()});
  }
  return known;
}

std::optional<std::string> Directory::row_to_change(SubscriberId id) {
  if (const auto fresh = fresh_rows_.find(id); fresh != fresh_rows_.end()) {
    return fresh->second.row;
  }
  try {
    return database_.get(Family::directory, person_key(id));
  } catch (const Damaged&) {
    // It was told. The group is decided: it goes on without what this row keeps. A start refuses
    // such a row.
    return {};
  }
}

std::string Directory::seal(SubscriberId id, std::string_view words) {
  const auto bytes = row_to_change(id);
  pb::Person row;
  if (!bytes || !row.ParseFromString(*bytes) || row.key().size() != crypto_secretbox_KEYBYTES) {
    return {};
  }
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + words.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(out, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES,
                        reinterpret_cast<const unsigned char*>(words.data()), words.size(), out,
                        reinterpret_cast<const unsigned char*>(row.key().data()));
  return sealed;
}

std::string Directory::open(SubscriberId id, std::string_view sealed) {
  constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const auto row_bytes = database_.get(Family::directory, person_key(id));
  pb::Person row;
  if (!row_bytes || !row.ParseFromString(*row_bytes) || sealed.size() < overhead ||
      row.key().size() != crypto_secretbox_KEYBYTES) {
    return {};
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
  std::string words(sealed.size() - overhead, '\0');
  const int failed = crypto_secretbox_open_easy(
      reinterpret_cast<unsigned char*>(words.data()), bytes + crypto_secretbox_NONCEBYTES,
      sealed.size() - crypto_secretbox_NONCEBYTES, bytes,
      reinterpret_cast<const unsigned char*>(row.key().data()));
  return failed ? std::string() : words;
}

}  // namespace airperk::store::embedded
