// The corpus in the ordinary test run: every file as it is, cut at many places, and with octets
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

/// At every octet, where one is cheap enough for that many.
TEST(FuzzCorpus, Does_no_harm_whole_or_cut_anywhere) {
  std::size_t octets_in_all = 0;
  for (const Octets& octets : corpus()) octets_in_all += octets.size();
  const auto step = 1 + octets_in_all / (2 * AIRPERK_REPLAYS);
  for (const Octets& octets : corpus()) {
    for (std::size_t length = 0; length < octets.size(); length += step) {
      run(Octets(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length)));
    }
    run(octets);
  }
}

TEST(FuzzCorpus, Does_no_harm_with_octets_changed) {
  std::mt19937 random(20260103);
  const auto all = corpus();
  for (int round = 0; round < AIRPERK_REPLAYS; ++round) {
    Octets octets = all[random() % all.size()];
    if (octets.empty()) continue;
    for (unsigned changes = 1 + random() % 6; changes > 0; --changes)
      octets[random() % octets.size()] = static_cast<std::uint8_t>(random());
    run(std::move(octets));
  }
}

}  // namespace
