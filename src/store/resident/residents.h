#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "store/store.h"

namespace airperk::store {

/// All records in memory, by dense id, and the directory's index. Pages keep records where they are
/// while the table grows, so that growing never costs one request a copy of everything. For one
/// thread.
class Residents {
 public:
  Resident* find(SubscriberId id) {
    const auto page = id.value / page_size;
    if (id.value == 0 || page >= pages_.size()) return nullptr;
    auto& resident = (*pages_[page])[id.value % page_size];
    return id.value < next_id_ ? &resident : nullptr;
  }
  std::uint32_t count() const { return next_id_ - 1; }

  /// Makes room for this id and every one below it.
  Resident& make(SubscriberId id);
  SubscriberId next() const { return {next_id_}; }

  /// Says who an id is; makes room for it.
  void introduce(SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi);
  /// The IMSI before is nobody's any more.
  void change_imsi(SubscriberId id, Imsi imsi);
  std::optional<SubscriberId> find(Msisdn msisdn) const {
    return found(by_msisdn_, msisdn.packed());
  }
  std::optional<SubscriberId> find(Imsi imsi) const { return found(by_imsi_, imsi.packed()); }

 private:
  static constexpr std::size_t page_size = 4096;
  using Page = std::array<Resident, page_size>;
  /// Keys are telephone numbers: neighbours differ in the last digits only, so they are mixed
  /// first.
  struct Mix {
    using is_avalanching = void;
    std::size_t operator()(std::uint64_t key) const noexcept {
      key *= 0x9E37'79B9'7F4A'7C15u;
      return key ^ key >> 32;
    }
  };
  using Index = boost::unordered_flat_map<std::uint64_t, std::uint32_t, Mix>;
  static std::optional<SubscriberId> found(const Index& index, std::uint64_t key) {
    const auto at = index.find(key);
    if (at == index.end()) return {};
    return SubscriberId{at->second};
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::uint32_t next_id_ = 1;
  Index by_msisdn_, by_imsi_;
};

}  // namespace airperk::store
