#include "store/memory/memory_store.h"

#include "store/contract_test.h"

namespace airperk::store {
namespace {

struct MemoryTestDisk {
  std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>();
  std::unique_ptr<Store> open() { return std::make_unique<MemoryStore>(disk); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, MemoryTestDisk);

}  // namespace
}  // namespace airperk::store
