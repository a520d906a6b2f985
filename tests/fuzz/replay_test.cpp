// The corpus in the ordinary test run: every file as it is, cut at every octet, and with octets
// changed.

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Octets = std::vector<std::uint8_t>;

std::vector<Octets> corpus() {
  std::vector<Octets> all;
  for (const auto& entry : std::filesystem::directory_iterator(AIRPERK_CORPUS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return all;
}

/// From a copy that ends where the input does, so that the sanitizer sees one octet too many.
void run(Octets octets) {
  octets.shrink_to_fit();
  LLVMFuzzerTestOneInput(octets.data(), octets.size());
}

TEST(FuzzCorpus, Is_there) {
  EXPECT_GE(corpus().size(), 5u);
}

TEST(FuzzCorpus, Does_no_harm_whole_or_cut_anywhere) {
  for (const Octets& octets : corpus())
    for (std::size_t length = 0; length <= octets.size(); ++length)
      run(Octets(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length)));
}

TEST(FuzzCorpus, Does_no_harm_in_ten_thousand_mutations) {
  std::mt19937 random(20260103);
  const auto all = corpus();
  for (int round = 0; round < 10'000; ++round) {
    Octets octets = all[random() % all.size()];
    if (octets.empty()) continue;
    for (unsigned changes = 1 + random() % 6; changes > 0; --changes)
      octets[random() % octets.size()] = static_cast<std::uint8_t>(random());
    run(std::move(octets));
  }
}

}  // namespace
