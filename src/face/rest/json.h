#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "base/instant.h"
#include "face/rest/message.h"

namespace airperk::face::rest {

/// Ordered, so that answers read as the documentation writes them.
using json = nlohmann::ordered_json;

/// Text that arrived from outside may be broken UTF-8: it is mended, never a failure.
std::string text_of(const json& value);
Response json_response(unsigned status, const json& body);

inline constexpr int json_depth_max = 16;
/// Throws a Problem: not JSON, deeper than json_depth_max, or a member twice in one object.
json parse_json(const std::string& text);

/// A request body's members, read strictly: what is unknown, missing or of another type is a
/// Problem (thrown) that names it. An empty body is an empty object.
class Fields {
 public:
  Fields(const std::string& body, std::initializer_list<std::string_view> known);

  bool has(std::string_view name) const;
  std::string text(std::string_view name, std::size_t bytes_max = 256) const;
  std::optional<std::string> optional_text(std::string_view name,
                                           std::size_t bytes_max = 256) const;
  /// Decimal strings alone: a JSON number may have lost digits on its way here.
  Amount amount(std::string_view name) const;
  std::optional<Amount> optional_amount(std::string_view name) const;
  Instant instant(std::string_view name) const;
  bool flag(std::string_view name, bool otherwise) const;
  std::int64_t whole(std::string_view name, std::int64_t min, std::int64_t max) const;
  /// An object of strings.
  std::map<std::string, std::string> texts(std::string_view name) const;
  /// A list of strings; an empty one where it is missing.
  std::vector<std::string> list(std::string_view name, std::size_t items_max) const;
  /// The same of whole numbers from 1 on.
  std::vector<std::uint32_t> wholes(std::string_view name, std::size_t items_max) const;
  /// How many members there are.
  std::size_t size() const { return object_.size(); }
  /// An object in this one, read as strictly.
  Fields object(std::string_view name, std::initializer_list<std::string_view> known) const;
  /// A list of objects, each read as strictly; an empty one where it is missing.
  std::vector<Fields> objects(std::string_view name, std::initializer_list<std::string_view> known,
                              std::size_t items_max) const;
  /// A list of whole numbers; an empty one where it is missing.
  std::vector<std::int64_t> numbers(std::string_view name, std::size_t items_max) const;
  bool is_number(std::string_view name) const { return has(name) && at(name).is_number(); }
  /// The name as a person finds it in the body: "survey.questions[2].kind".
  std::string full(std::string_view name) const { return path_ + std::string(name); }

 private:
  Fields(json object, std::string path) : object_(std::move(object)), path_(std::move(path)) {}
  void refuse_unknown(std::initializer_list<std::string_view> known) const;
  const json& at(std::string_view name) const;
  const json& items(std::string_view name, std::size_t items_max) const;
  json object_;
  std::string path_;  ///< of what it is part of, with a point at its end
};

/// Query members: refuses unknown ones as Fields does.
void check_query(const Call& call, std::initializer_list<std::string_view> known);
std::optional<std::string> query(const Call& call, const std::string& name);
std::int64_t whole_query(const Call& call, const std::string& name, std::int64_t otherwise,
                         std::int64_t min, std::int64_t max);
bool flag_query(const Call& call, const std::string& name);

}  // namespace airperk::face::rest
