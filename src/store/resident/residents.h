#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
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
  Residents() = default;
  Residents(const Residents&) = delete;
  Residents& operator=(const Residents&) = delete;

  Resident* find(SubscriberId id) {
    const auto page = id.value / page_size;
    if (id.value == 0 || page >= pages_.size()) return nullptr;
    auto& resident = (*pages_[page])[id.value % page_size];
    return id.value < next_id_ ? &resident : nullptr;
  }
  std::uint32_t count() const { return next_id_ - 1; }
  void clear();

  /// Makes room for this id and every one below it.
  Resident& make(SubscriberId id);
  SubscriberId next() const { return {next_id_}; }

  /// Says who an id is; makes room for it.
  void introduce(SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi);
  /// The IMSI before is nobody's any more.
  void change_imsi(SubscriberId id, Imsi imsi);
  std::optional<SubscriberId> find(Msisdn msisdn) const { return found(by_msisdn_, msisdn); }
  std::optional<SubscriberId> find(Imsi imsi) const { return found(by_imsi_, imsi); }

 private:
  static constexpr std::size_t page_size = 4096;
  using Page = std::array<Resident, page_size>;
  const Resident& at(std::uint32_t id) const { return (*pages_[id / page_size])[id % page_size]; }

  /// An index holds ids alone, and looks at the record for the number: a few bytes a subscriber.
  template <auto number>
  struct Numbering {
    using Number = std::remove_cvref_t<decltype(std::declval<Resident>().*number)>;
    using is_transparent = void;
    using is_avalanching = void;
    const Residents* residents;

    Number of(std::uint32_t id) const { return residents->at(id).*number; }
    Number of(Number value) const { return value; }
    /// Telephone numbers differ in the last digits only, so they are mixed.
    std::size_t operator()(auto key) const noexcept {
      const std::uint64_t mixed = of(key).packed() * 0x9E37'79B9'7F4A'7C15u;
      return mixed ^ mixed >> 32;
    }
    bool operator()(auto a, auto b) const noexcept { return of(a) == of(b); }
  };
  template <auto number>
  using Index = boost::unordered_flat_set<std::uint32_t, Numbering<number>, Numbering<number>>;
  template <auto number>
  static std::optional<SubscriberId> found(const Index<number>& index,
                                           typename Numbering<number>::Number key) {
    const auto at = index.find(key);
    if (at == index.end()) return {};
    return SubscriberId{*at};
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::uint32_t next_id_ = 1;
  Index<&Resident::msisdn> by_msisdn_{0, {this}, {this}};
  Index<&Resident::imsi> by_imsi_{0, {this}, {this}};
};

}  // namespace airperk::store
