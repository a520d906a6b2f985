#include "core/programme/load.h"

#include <fmt/format.h>

#include "base/settings/problems.h"
#include "base/settings/section.h"
#include "base/settings/toml_file.h"
#include "base/settings/values.h"
#include "core/programme/sections.h"
#include "core/programme/tariff_file.h"
#include "core/programme/text_file.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::programme {

using namespace settings;
namespace {

// A programme names only files that lie beside it or below: what the journal keeps must not depend
// on the machine.
bool is_tame(std::string_view name) {
  return !name.starts_with('/') && name.find("..") == std::string_view::npos &&
         name.find('\\') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

class Loading {
 public:
  Loading(const std::string& main_file, const FileReader& read, std::string zone_rules)
      : main_(main_file), read_(read) {
    loaded_.source.zone_rules = std::move(zone_rules);
    const std::size_t slash = main_file.rfind('/');
    if (slash != std::string::npos) folder_ = main_file.substr(0, slash + 1);
    loaded_.source.main_file = main_file.substr(folder_.size());
  }

  Result<Loaded, std::vector<Problem>> run() {
    try {
      if (const auto root = read_main()) read_programme(*root);
    } catch (const std::exception& error) {
      problems_.add(main_, 1, fmt::format("cannot be read: {}; mend the file", error.what()));
    }
    if (!problems_.empty()) return tl::make_unexpected(problems_.sorted());
    return std::move(loaded_);
  }

 private:
  std::optional<Node> read_main() {
    auto text = read_(main_);
    if (!text) {
      problems_.add(main_, 1,
                    fmt::format("cannot be read: {}; name a programme file", text.error()));
      return {};
    }
    const auto& kept = loaded_.source.files[loaded_.source.main_file] = *std::move(text);
    return parse_toml(main_, kept, problems_);
  }

  void read_programme(const Node& node) {
    Section root(main_, node, "the programme", problems_);
    Programme& programme = loaded_.programme;
    read_head(root, programme, loaded_.source.zone_rules);
    loaded_.source.zone_rules = programme.zone.rules();
    read_sections(root, programme);
    std::vector<int> tariff_lines;
    std::string tariff_file = main_;
    if (auto files = root.section("files")) {
      tariff_file = read_tariff_file(*files, tariff_lines);
      read_text_file(*files);
      files->done();
    }
    read_terms(root);
    check_names(root, programme, tariff_file, tariff_lines);
    root.done();
    programme.index_names();
  }

  std::string read_tariff_file(Section& files, std::vector<int>& lines) {
    std::string name;
    const auto root = read_named(files, "tariffs", name);
    if (!root) return folder_ + name;
    Section section(folder_ + name, *root, "the tariff file", problems_);
    for (PlacedTariff& placed : read_tariffs(section)) {
      loaded_.programme.tariffs.push_back(std::move(placed.tariff));
      lines.push_back(placed.line);
    }
    return folder_ + name;
  }

  void read_text_file(Section& files) {
    std::string name;
    const auto root = read_named(files, "texts", name);
    if (!root) return;
    Section section(folder_ + name, *root, "the text file", problems_);
    read_texts(section, loaded_.programme);
  }

  // [terms] kk = "terms/v1.kk.txt"
  void read_terms(Section& root) {
    auto terms = root.section("terms");
    if (!terms) return;
    for (const Language language : loaded_.programme.languages) {
      const std::string tag = language.to_string();
      std::string name;
      const auto text = read_file(*terms, tag, name);
      if (!text) continue;
      if (text->find_first_not_of(" \n\r\t") == std::string::npos) {
        problems_.add(folder_ + name, 1, "is empty; write the terms");
      } else if (!gsm::is_utf8(*text)) {
        problems_.add(folder_ + name, 1, "is not UTF-8; save it as UTF-8");
      } else {
        loaded_.programme.terms[language] = *text;
      }
    }
    terms->done();
  }

  std::optional<Node> read_named(Section& from, std::string_view key, std::string& name) {
    const auto text = read_file(from, key, name);
    if (!text) return {};
    return parse_toml(folder_ + name, *text, problems_);
  }

  std::optional<std::string> read_file(Section& from, std::string_view key, std::string& name) {
    if (!from.read(key, name, TextValue{})) return {};
    if (!is_tame(name)) {
      from.blame(from.line_of(key),
                 fmt::format("\"{}\" leads out of the programme's folder; name a file in it", key));
      return {};
    }
    auto text = read_(folder_ + name);
    if (text) return loaded_.source.files[name] = *std::move(text);
    from.blame(from.line_of(key), fmt::format("cannot read \"{}\": {}; name a file in the "
                                              "programme's folder",
                                              name, text.error()));
    return {};
  }

  std::string main_;
  const FileReader& read_;
  std::string folder_;  // of the main file, with its slash; empty if it has none
  Problems problems_;
  Loaded loaded_;
};

}  // namespace

Result<Loaded, std::vector<Problem>> load(const std::string& main_file, const FileReader& read) {
  return Loading(main_file, read, {}).run();
}

Result<Loaded, std::vector<Problem>> load(const Source& source) {
  const FileReader kept = [&](const std::string& name) -> Result<std::string> {
    const auto file = source.files.find(name);
    if (file == source.files.end()) return fail("it was not kept");
    return file->second;
  };
  return Loading(source.main_file, kept, source.zone_rules).run();
}

}  // namespace airperk::programme
