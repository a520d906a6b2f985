#include <gtest/gtest.h>

#include <random>

#include "core/programme/test_files.h"

/// A few thousand broken programmes, the same ones every time: whatever a file holds, the check
/// ends with a programme or with problems, each on one line.
namespace airperk::programme {
namespace {

class Mutation {
 public:
  explicit Mutation(std::uint32_t seed) : random_(seed) {}

  void apply(std::string& text) {
    for (int count = 1 + static_cast<int>(pick(3)); count > 0 && !text.empty(); --count) {
      mutate(text);
    }
  }
  std::size_t pick(std::size_t below) { return random_() % below; }

 private:
  void mutate(std::string& text) {
    static const std::vector<std::string> pieces = {"[",
                                                    "]",
                                                    "{",
                                                    "}",
                                                    "\"",
                                                    "\"\"\"",
                                                    "=",
                                                    ".",
                                                    ",",
                                                    "#",
                                                    "\n",
                                                    "-",
                                                    "'",
                                                    "[[",
                                                    "nan",
                                                    "-inf",
                                                    "1e99",
                                                    "0x7f",
                                                    "\\u",
                                                    std::string(1, '\0'),
                                                    "\xFF",
                                                    "{x}",
                                                    "99999999999999999999",
                                                    "true",
                                                    "2020-01-01",
                                                    "a.b",
                                                    "[a.b.c]\n",
                                                    "\r\n",
                                                    "ҚҚҚҚҚҚҚ",
                                                    "{amount}",
                                                    "9223372036854775807"};
    const std::size_t at = pick(text.size());
    const std::size_t length = std::min(1 + pick(40), text.size() - at);
    switch (pick(6)) {
      case 0:
        text[at] = static_cast<char>(random_());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, pieces[pick(pieces.size())]);
        break;
      case 3:
        text.replace(at, length, pieces[pick(pieces.size())]);
        break;
      case 4:
        text.insert(pick(text.size()), text.substr(at, length));
        break;
      case 5:
        text.resize(at);
        break;
    }
  }

  std::mt19937 random_;
};

void expect_told(const Result<Loaded, std::vector<Problem>>& loaded) {
  if (loaded) return;
  EXPECT_FALSE(loaded.error().empty());
  for (const Problem& problem : loaded.error()) {
    EXPECT_GE(problem.line, 1);
    EXPECT_EQ(problem.to_string().find('\n'), std::string::npos);
  }
}

void survive_mutations_of(const std::string& file, int rounds, std::uint32_t seed) {
  const Source sound = load_smart().source;
  Mutation mutation(seed);
  int refused = 0;
  for (int round = 0; round < rounds; ++round) {
    Source source = sound;
    mutation.apply(source.files.at(file));
    const auto loaded = load(source);
    expect_told(loaded);
    refused += loaded ? 0 : 1;
  }
  EXPECT_GT(refused, rounds / 4) << "the mutations do not reach the check";
}

TEST(Mutated_programme, The_main_file_never_crashes_the_check) {
  survive_mutations_of("smart.toml", 1500, 555);
}

TEST(Mutated_programme, The_tariff_file_never_crashes_the_check) {
  survive_mutations_of("tariffs.toml", 800, 111);
}

TEST(Mutated_programme, The_text_file_never_crashes_the_check) {
  survive_mutations_of("texts.toml", 800, 3);
}

TEST(Mutated_programme, Deep_and_long_files_are_refused_in_time) {
  const auto refused = [](const std::string& text) {
    const auto loaded = load(Source{"deep.toml", {{"deep.toml", text}}});
    expect_told(loaded);
    return !loaded;
  };
  const auto repeated = [](std::string_view piece, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
  };
  EXPECT_TRUE(refused("[" + repeated("a.", 200'000) + "a]"));
  EXPECT_TRUE(refused(repeated("a.", 200'000) + "a = 1"));
  EXPECT_TRUE(refused("x = " + repeated("[", 100'000)));
  EXPECT_TRUE(refused("x = " + repeated("[\n", 100'000)));
  EXPECT_TRUE(refused("x = " + repeated("{a.a.a.a.a.a.a.a=[\n", 50'000)));
  EXPECT_TRUE(refused("x = [" + repeated("1,", 500'000) + "]"));
  EXPECT_TRUE(refused(repeated("x", 5'000'000)));
  EXPECT_TRUE(refused(std::string(100'000, '\0')));
}

}  // namespace
}  // namespace airperk::programme
