#include "face/rest/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "face/rest/problem.h"

namespace airperk::face::rest {
namespace {

/// Counts brackets outside strings before anything is built: depth costs stack and memory.
bool too_deep(const std::string& text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > json_depth_max) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

/// Two members of one name mean different things to different readers: none is believed.
class NoRepeats {
 public:
  bool operator()(int, json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& name = value.get_ref<const std::string&>();
      if (!open_.back().insert(name).second) {
        throw problems::bad_field(name, fmt::format("\"{}\" stands there twice", name));
      }
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> open_;
};

/// What is wrong and where, without the library's own number for it ("[json.exception...] ").
std::string_view reason_of(const json::exception& error) {
  const std::string_view what = error.what();
  const auto end = what.find("] ");
  return end == std::string_view::npos ? what : what.substr(end + 2);
}

std::string listed(std::initializer_list<std::string_view> names) {
  if (names.size() == 0) return "none is known here";
  return fmt::format("known: {}", fmt::join(names, ", "));
}

Problem wrong_type(std::string_view name, std::string_view wanted, const json& value) {
  return problems::bad_field(std::string(name),
                             fmt::format("\"{}\" must be {}, not {}", name, wanted,
                                         value.is_null() ? "null" : value.type_name()));
}

}  // namespace

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Response json_response(unsigned status, const json& body) {
  return {.status = status, .body = text_of(body)};
}

json parse_json(const std::string& text) {
  if (too_deep(text)) {
    throw problems::bad_request(fmt::format("the JSON is deeper than {} levels", json_depth_max));
  }
  try {
    return json::parse(text, NoRepeats());
  } catch (const json::exception& error) {
    throw problems::bad_request(fmt::format("the body is not JSON: {}", reason_of(error)));
  }
}

Fields::Fields(const std::string& body, std::initializer_list<std::string_view> known) {
  object_ = body.empty() ? json::object() : parse_json(body);
  if (!object_.is_object()) throw problems::bad_request("the body must be a JSON object");
  refuse_unknown(known);
}

void Fields::refuse_unknown(std::initializer_list<std::string_view> known) const {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw problems::bad_field(full(name),
                                fmt::format("unknown field \"{}\"; {}", full(name), listed(known)));
    }
  }
}

bool Fields::has(std::string_view name) const {
  return object_.find(name) != object_.end();
}

const json& Fields::at(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) {
    throw problems::bad_field(full(name), fmt::format("\"{}\" is missing", full(name)));
  }
  return *found;
}

std::string Fields::text(std::string_view name, std::size_t bytes_max) const {
  const auto& value = at(name);
  if (!value.is_string()) throw wrong_type(full(name), "a string", value);
  auto text = value.get<std::string>();
  if (text.size() > bytes_max) {
    throw problems::bad_field(full(name),
                              fmt::format("\"{}\" has more than {} bytes", full(name), bytes_max));
  }
  return text;
}

std::optional<std::string> Fields::optional_text(std::string_view name,
                                                 std::size_t bytes_max) const {
  if (!has(name)) return {};
  return text(name, bytes_max);
}

Amount Fields::amount(std::string_view name) const {
  const auto& value = at(name);
  if (value.is_number()) {
    throw problems::bad_field(
        full(name), fmt::format("\"{0}\" must be a decimal string, not a number, so that no "
                                "digit is lost: \"{0}\": \"{1}\"",
                                full(name), value.dump()));
  }
  if (!value.is_string()) throw wrong_type(full(name), "a decimal string", value);
  const auto amount = Amount::parse(value.get_ref<const std::string&>());
  if (!amount) {
    throw problems::bad_field(
        full(name),
        fmt::format("\"{}\" must be a decimal of at most nine places, at most {}: \"16.7\"",
                    full(name), Amount::units_max));
  }
  return *amount;
}

std::optional<Amount> Fields::optional_amount(std::string_view name) const {
  if (!has(name)) return {};
  return amount(name);
}

Instant Fields::instant(std::string_view name) const {
  const auto& value = at(name);
  if (!value.is_string()) throw wrong_type(full(name), "a string", value);
  const auto instant = Instant::parse(value.get_ref<const std::string&>());
  if (!instant) {
    throw problems::bad_field(full(name),
                              fmt::format("\"{}\" must be an RFC 3339 instant with its offset: "
                                          "\"2016-03-05T10:00:00+06:00\"",
                                          full(name)));
  }
  return *instant;
}

bool Fields::flag(std::string_view name, bool otherwise) const {
  if (!has(name)) return otherwise;
  const auto& value = at(name);
  if (!value.is_boolean()) throw wrong_type(full(name), "true or false", value);
  return value.get<bool>();
}

std::int64_t Fields::whole(std::string_view name, std::int64_t min, std::int64_t max) const {
  const auto& value = at(name);
  if (!value.is_number_integer()) throw wrong_type(full(name), "a whole number", value);
  const bool above =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(max);
  if (above || value.get<std::int64_t>() < min) {
    throw problems::bad_field(full(name),
                              fmt::format("\"{}\" must be from {} to {}", full(name), min, max));
  }
  return value.get<std::int64_t>();
}

std::map<std::string, std::string> Fields::texts(std::string_view name) const {
  const auto& value = at(name);
  if (!value.is_object()) throw wrong_type(full(name), "an object", value);
  std::map<std::string, std::string> texts;
  for (const auto& [key, text] : value.items()) {
    const auto path = fmt::format("{}.{}", full(name), key);
    if (!text.is_string()) throw wrong_type(path, "a string", text);
    texts.emplace(key, text.get<std::string>());
  }
  return texts;
}

const json& Fields::items(std::string_view name, std::size_t items_max) const {
  const auto& value = at(name);
  if (!value.is_array()) throw wrong_type(full(name), "a list", value);
  if (value.size() > items_max) {
    throw problems::bad_field(full(name),
                              fmt::format("\"{}\" has more than {} items", full(name), items_max));
  }
  return value;
}

std::vector<std::uint32_t> Fields::wholes(std::string_view name, std::size_t items_max) const {
  if (!has(name)) return {};
  std::vector<std::uint32_t> wholes;
  for (const auto& item : items(name, items_max)) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > UINT32_MAX || item == 0) {
      throw wrong_type(full(name), "a list of whole numbers from 1 on", item);
    }
    wholes.push_back(item.get<std::uint32_t>());
  }
  return wholes;
}

std::vector<std::string> Fields::list(std::string_view name, std::size_t items_max) const {
  if (!has(name)) return {};
  std::vector<std::string> items;
  for (const auto& item : this->items(name, items_max)) {
    if (!item.is_string()) throw wrong_type(full(name), "a list of strings", item);
    items.push_back(item.get<std::string>());
  }
  return items;
}

Fields Fields::object(std::string_view name, std::initializer_list<std::string_view> known) const {
  const auto& value = at(name);
  if (!value.is_object()) throw wrong_type(full(name), "an object", value);
  Fields inner(value, full(name) + ".");
  inner.refuse_unknown(known);
  return inner;
}

std::vector<Fields> Fields::objects(std::string_view name,
                                    std::initializer_list<std::string_view> known,
                                    std::size_t items_max) const {
  std::vector<Fields> items;
  if (!has(name)) return items;
  const auto& value = at(name);
  if (!value.is_array()) throw wrong_type(full(name), "a list", value);
  if (value.size() > items_max) {
    throw problems::bad_field(full(name),
                              fmt::format("\"{}\" has more than {} items", full(name), items_max));
  }
  for (const auto& item : value) {
    const auto place = fmt::format("{}[{}]", full(name), items.size() + 1);
    if (!item.is_object()) throw wrong_type(place, "an object", item);
    items.push_back(Fields(item, place + "."));
    items.back().refuse_unknown(known);
  }
  return items;
}

std::vector<std::int64_t> Fields::numbers(std::string_view name, std::size_t items_max) const {
  std::vector<std::int64_t> items;
  if (!has(name)) return items;
  const auto& value = at(name);
  if (!value.is_array() || value.size() > items_max) {
    throw wrong_type(full(name), fmt::format("a list of at most {} whole numbers", items_max),
                     value);
  }
  for (const auto& item : value) {
    if (!item.is_number_integer()) throw wrong_type(full(name), "a list of whole numbers", item);
    items.push_back(item.get<std::int64_t>());
  }
  return items;
}

void check_query(const Call& call, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : call.query) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw problems::bad_field(
          name, fmt::format("unknown query member \"{}\"; {}", name, listed(known)));
    }
  }
}

std::optional<std::string> query(const Call& call, const std::string& name) {
  const auto found = call.query.find(name);
  if (found == call.query.end()) return {};
  return found->second;
}

std::int64_t whole_query(const Call& call, const std::string& name, std::int64_t otherwise,
                         std::int64_t min, std::int64_t max) {
  const auto text = query(call, name);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end || value < min || value > max) {
    throw problems::bad_field(
        name, fmt::format("\"{}\" must be a whole number from {} to {}", name, min, max));
  }
  return value;
}

bool flag_query(const Call& call, const std::string& name) {
  const auto text = query(call, name);
  if (!text || *text == "false") return false;
  if (*text == "true") return true;
  throw problems::bad_field(name, fmt::format("\"{}\" must be true or false", name));
}

}  // namespace airperk::face::rest
