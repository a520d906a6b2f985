#include "store/access/chain.h"

#include <fmt/format.h>
#include <sodium.h>

#include <nlohmann/json.hpp>

namespace airperk::store::access {
namespace {

using nlohmann::json;

/// Before and behind a line's link.
constexpr std::string_view opens = ",\"h\":\"", closes = "\"}";
constexpr std::size_t hex_size = 2 * std::tuple_size_v<Link>;

std::string in_hex(const Link& link) {
  std::string hex(hex_size + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), link.data(), link.size());
  hex.pop_back();
  return hex;
}

std::optional<Link> link_in(std::string_view hex) {
  Link link;
  std::size_t size = 0;
  const bool read = sodium_hex2bin(link.data(), link.size(), hex.data(), hex.size(), nullptr, &size,
                                   nullptr) == 0;
  if (!read || size != link.size()) return {};
  return link;
}

/// A line that says a number, and a link beside its own: always as long, so that one that is
/// written over another never changes the file's size.
std::string numbered(const char* number_name, std::uint64_t number, const Link& after) {
  return fmt::format(R"({{"after":"{}","{}":{:20}}})", in_hex(after), number_name, number);
}
template <typename Said>
std::optional<Said> numbered_in(std::string_view body, const char* number_name) {
  const auto read = json::parse(body, nullptr, false);
  if (!read.is_object() || read.size() != 2) return {};
  const auto after = read.find("after"), number = read.find(number_name);
  if (after == read.end() || number == read.end()) return {};
  if (!after->is_string() || !number->is_number_unsigned()) return {};
  const auto link = link_in(after->get_ref<const std::string&>());
  if (!link) return {};
  return Said{number->get<std::uint64_t>(), *link};
}

}  // namespace

Link Chain::next(const Link& before, std::string_view octets) const {
  crypto_generichash_state state;
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(key_.data()), key_.size(),
                          std::tuple_size_v<Link>);
  crypto_generichash_update(&state, before.data(), before.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(octets.data()),
                            octets.size());
  Link link;
  crypto_generichash_final(&state, link.data(), link.size());
  return link;
}

Linked Chain::line(const Link& before, std::string body) const {
  const auto link = next(before, body);
  return {std::move(body), link};
}

std::string to_line(const Linked& linked) {
  auto line = linked.body;
  line.pop_back();
  return line.append(opens).append(in_hex(linked.link)).append(closes);
}

std::optional<Linked> linked_in(std::string_view line) {
  constexpr auto added = opens.size() + hex_size + closes.size();
  if (line.size() < added + 1 || !line.ends_with(closes)) return {};
  const auto tail = line.substr(line.size() - added);
  if (!tail.starts_with(opens)) return {};
  const auto link = link_in(tail.substr(opens.size(), hex_size));
  if (!link) return {};
  return Linked{std::string(line.substr(0, line.size() - added)) + "}", *link};
}

std::string body_of(const Beginning& beginning) {
  return numbered("first", beginning.first, beginning.after);
}

std::optional<Beginning> beginning_in(std::string_view body) {
  return numbered_in<Beginning>(body, "first");
}

std::string to_line(const Head& head, const Chain& chain) {
  return to_line(chain.line({}, numbered("newest", head.number, head.link)));
}

std::optional<Head> head_in(std::string_view line, const Chain& chain) {
  const auto linked = linked_in(line);
  if (!linked || linked->link != chain.next({}, linked->body)) return {};
  return numbered_in<Head>(linked->body, "newest");
}

}  // namespace airperk::store::access
