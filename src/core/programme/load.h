#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/settings/problems.h"
#include "core/programme/programme.h"

/// Reading and checking a programme. Pure: files come as text through a reader (and the time zone
/// from the rules that were kept, or from the system's tzdata, see Zone::load).
namespace airperk::programme {

using settings::Problem;

/// The text of a file, or why it cannot be read. Asked for the main file by the name that `load`
/// was given, then for the files that it names (tariffs, texts, terms), in the main file's folder:
/// "programme/tariffs.toml" if it was "programme/smart.toml".
using FileReader = std::function<Result<std::string>(const std::string& name)>;

/// A programme's source: what the journal keeps, so that replay needs no file. Names are relative
/// to the main file's folder, so that the same programme is the same source wherever it lies.
struct Source {
  std::string main_file;                     ///< its name without folders: "smart.toml"
  std::map<std::string, std::string> files;  ///< by name, the main one included
  /// Of its zone, as the system's tzdata had them (Zone::rules). Empty in a journal of before they
  /// were kept, and in what is yet to be loaded: then those of now.
  std::string zone_rules;
};

struct Loaded {
  Programme programme;
  Source source;
};

/// Reads, checks everything and gathers all problems; a programme comes out only if there are none.
/// Nothing is thrown, whatever the files hold.
Result<Loaded, std::vector<Problem>> load(const std::string& main_file, const FileReader& read);
/// The same from a kept source.
Result<Loaded, std::vector<Problem>> load(const Source& source);

}  // namespace airperk::programme
