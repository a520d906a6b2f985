#include "store/archive/chain.h"

#include <sodium.h>

#include <algorithm>

namespace airperk::store::archive {
namespace {

/// Fields 14 and 15 of pb::Group, 16 octets each.
constexpr std::string_view previous_tag = "\x72\x10", own_tag = "\x7A\x10";
constexpr std::size_t field_size = 2 + sizeof(Hash);

Hash hash_of(std::string_view octets) {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), nullptr,
                     0);
  return hash;
}

void put(std::string& row, std::string_view tag, const Hash& hash) {
  row += tag;
  row.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

/// The hash of the field that begins there, if one does.
std::optional<Hash> field_at(std::string_view row, std::size_t at, std::string_view tag) {
  if (row.substr(at, tag.size()) != tag) return {};
  Hash hash;
  const auto octets = row.substr(at + tag.size(), hash.size());
  std::copy(octets.begin(), octets.end(), hash.begin());
  return hash;
}

}  // namespace

Hash chain(std::string& row, const Hash& previous) {
  put(row, previous_tag, previous);
  const auto own = hash_of(row);
  put(row, own_tag, own);
  return own;
}

std::optional<Link> link_of(std::string_view row) {
  if (row.size() < 2 * field_size) return {};
  const auto previous = field_at(row, row.size() - 2 * field_size, previous_tag);
  const auto own = field_at(row, row.size() - field_size, own_tag);
  if (!previous || !own) return {};
  return Link{*previous, *own};
}

bool is_whole(std::string_view row, const Link& link) {
  return hash_of(row.substr(0, row.size() - field_size)) == link.own;
}

}  // namespace airperk::store::archive
