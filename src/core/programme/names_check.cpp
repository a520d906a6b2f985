#include <fmt/format.h>

#include <map>

#include "core/programme/sections.h"

namespace airperk::programme {
namespace {

struct Named {
  std::string name, what, file;
  int line = 1;
};

// What an explanation calls a balance must be one thing.
constexpr std::string_view main_balance = "main";

std::vector<int> lines_of_names(const Node* list) {
  std::vector<int> lines;
  if (!list) return lines;
  for (const Node& item : list->children) {
    const Node* name = item.find("name");
    lines.push_back(name ? name->line : item.line);
  }
  return lines;
}

void check_name(Problems& problems, std::map<NameKey, Named>& seen, Named named) {
  if (named.name.empty()) return;  // blamed where it was read
  const auto [other, is_new] = seen.emplace(NameKey::of(named.name), named);
  if (is_new) return;
  const Named& first = other->second;
  const std::string place = first.file == named.file
                                ? (first.line > 0 ? fmt::format(" (line {})", first.line) : "")
                                : fmt::format(" ({}:{})", first.file, first.line);
  problems.add(named.file, named.line,
               first.name == named.name
                   ? fmt::format("{} \"{}\" has the name of a {}{}; give one another name",
                                 named.what, named.name, first.what, place)
                   : fmt::format("{} \"{}\" and {} \"{}\"{} have the same short key; change one "
                                 "name by a letter",
                                 named.what, named.name, first.what, first.name, place));
}

}  // namespace

void check_names(Section& root, const Programme& programme, const std::string& tariff_file,
                 const std::vector<int>& tariff_lines) {
  std::map<NameKey, Named> seen;
  const auto check = [&](const std::string& name, std::string what, const std::string& file,
                         int line) {
    check_name(root.problems(), seen, {name, std::move(what), file, line});
  };
  const auto line_at = [&](const std::vector<int>& lines, std::size_t i) {
    return i < lines.size() ? lines[i] : root.line();
  };
  check(std::string(main_balance), "balance", root.file(), 0);
  const Node* bonus = root.optional("bonus");
  check(programme.bonus.name, "bonus", root.file(),
        bonus && bonus->find("name") ? bonus->find("name")->line : root.line());
  const auto brand_lines = lines_of_names(root.optional("brands"));
  for (std::size_t i = 0; i < programme.brands.size(); ++i) {
    check(programme.brands[i], "brand", root.file(), line_at(brand_lines, i));
  }
  const Node* audiences = root.optional("audiences");
  const Node* regions = audiences ? audiences->find("regions") : nullptr;
  for (std::size_t i = 0; i < programme.audiences.regions.size(); ++i) {
    const bool placed = regions && i < regions->children.size();
    check(programme.audiences.regions[i], "region", root.file(),
          placed ? regions->children[i].line : root.line());
  }
  const auto service_lines = lines_of_names(root.optional("service"));
  for (std::size_t i = 0; i < programme.services.size(); ++i) {
    check(programme.services[i].name, "service", root.file(), line_at(service_lines, i));
  }
  for (std::size_t i = 0; i < programme.tariffs.size(); ++i) {
    check(programme.tariffs[i].name, "tariff", tariff_file, line_at(tariff_lines, i));
  }
}

}  // namespace airperk::programme
