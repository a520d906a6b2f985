#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "core/programme/load.h"

/// The programmes of this repository, for tests.
namespace airperk::programme {

inline Result<std::string> read_from_disk(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return fail("no such file");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string in_words(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) text += problem.to_string() + "\n";
  return text;
}

/// Loads a programme that must be sound; its problems are the test's failure.
inline Loaded load_sound(const std::string& path_in_repository) {
  auto loaded = load(std::string(AIRPERK_SOURCE_DIR) + "/" + path_in_repository, read_from_disk);
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << in_words(loaded.error());
  return {};
}

inline Loaded load_smart() {
  return load_sound("programme/smart.toml");
}
/// With one piece of its main file put in another's place.
inline std::shared_ptr<const Loaded> load_smart_with(const std::string& piece,
                                                     const std::string& instead) {
  auto source = load_smart().source;
  auto& text = source.files.at(source.main_file);
  const auto at = text.find(piece);
  if (at == text.npos) {
    ADD_FAILURE() << "there is no " << piece;
    return {};
  }
  text.replace(at, piece.size(), instead);
  auto loaded = load(source);
  if (loaded) return std::make_shared<const Loaded>(*std::move(loaded));
  ADD_FAILURE() << in_words(loaded.error());
  return {};
}

}  // namespace airperk::programme
