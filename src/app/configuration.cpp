#include "app/configuration.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "app/files.h"
#include "app/site_words.h"
#include "base/last_words.h"
#include "base/settings/section.h"
#include "base/settings/values.h"
#include "engine/clock.h"
#include "engine/replies.h"

namespace airperk::app {
namespace {

using settings::ChoiceValue;
using settings::CountValue;
using settings::DataVolumeValue;
using settings::DurationValue;
using settings::Node;
using settings::Section;
using settings::TextValue;

/// "127.0.0.1:8555", "[::1]:8555", "gateway.example:2775". Nothing if it is not one.
std::optional<Endpoint> endpoint_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Endpoint endpoint{std::string(text.substr(0, colon)), 0};
  if (endpoint.host.front() == '[' && endpoint.host.back() == ']') {
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  }
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  if (error != std::errc() || stop != end) return std::nullopt;
  return endpoint;
}

struct EndpointValue {
  Result<Endpoint> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    const auto endpoint = endpoint_of(*text);
    if (!endpoint) {
      return fail(fmt::format("is \"{}\"; write host and port such as \"127.0.0.1:8555\"", *text));
    }
    return *endpoint;
  }
};

struct AddressValue {
  Result<std::string> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    if (face::net::Addresses::parse({*text}, "")) return *text;
    return fail(fmt::format(
        "has \"{}\", which is no address; write one like \"10.1.2.3\" or \"10.0.0.0/8\"", *text));
  }
};

/// "http://127.0.0.1:8088/calls": the port may be left out (80), and the path (/).
struct GatewayUrlValue {
  Result<VoiceLink> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    const auto wrong =
        fmt::format("is \"{}\"; write a URL such as \"http://127.0.0.1:8088/calls\"", *text);
    constexpr std::string_view scheme = "http://";
    if (!text->starts_with(scheme)) return fail(wrong);
    if (text->find_first_of("#@") != std::string::npos) return fail(wrong);
    const bool printable =
        std::all_of(text->begin(), text->end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!printable) return fail(wrong);
    const auto rest = std::string_view(*text).substr(scheme.size());
    const auto host_end = std::min(rest.find_first_of("/?"), rest.size());
    std::string authority(rest.substr(0, host_end));
    if (authority.empty()) return fail(wrong);
    if (authority.find(':', authority.rfind(']') + 1) == std::string::npos) authority += ":80";
    const auto endpoint = endpoint_of(authority);
    if (!endpoint || endpoint->port == 0) return fail(wrong);
    std::string target(rest.substr(host_end));
    if (!target.starts_with('/')) target.insert(0, "/");
    return VoiceLink{*endpoint, target};
  }
};

struct InstantValue {
  Result<Instant> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    const auto instant = Instant::parse(*text);
    if (!instant) {
      return fail(
          fmt::format("is \"{}\"; write an instant such as \"2016-03-05T10:00:00+06:00\"", *text));
    }
    return *instant;
  }
};

void read_store(Section& section, Configuration& into) {
  std::string engine = "embedded", url;
  section.read_if("engine", engine, TextValue{});
  section.read_if("path", into.store_path, TextValue{});
  section.read_if("survey_keys", into.survey_keys, TextValue{});
  section.read_if("url", url, TextValue{});
  constexpr int fewest = 2 * static_cast<int>(engine::Replies::replies_per_bucket_min);
  section.read_if("replies_in_memory", into.replies_in_memory, CountValue{fewest, 1'000'000'000});
  if (engine == "postgres") {
    section.blame(section.line_of("engine"),
                  "store.engine \"postgres\" is not in this version; write \"embedded\"");
  } else if (engine != "embedded") {
    section.blame(section.line_of("engine"),
                  fmt::format("store.engine is \"{}\"; write \"embedded\"", engine));
  }
}

void read_clock(Section& section, Configuration& into) {
  section.read_if("source", into.manual_clock,
                  ChoiceValue<bool>{{{"system", false}, {"manual", true}}});
  section.read_if("start", into.clock_start, InstantValue{});
  if (into.clock_start >= engine::clock_max) {
    section.blame(section.line_of("start"), "\"start\" must lie before the year 2120");
  }
  auto& limits = into.clock_limits;
  const auto second = Duration::seconds(1);
  section.read_if("ahead_max", limits.ahead_max, DurationValue{second, Duration::days(1)});
  section.read_if("start_ahead_max", limits.start_ahead_max,
                  DurationValue{second, Duration::days(31)});
  section.read_if("back_max", limits.back_max, DurationValue{second, Duration::minutes(1)});
  section.read_if("sure_after", limits.sure_after, DurationValue{second, Duration::days(1)});
}

void read_http(Section& section, Configuration& into) {
  section.read_if("listen", into.http, EndpointValue{});
  section.read_if("token_file", into.token_file, TextValue{});
  section.read_list_if("trusted_proxies", AddressValue{}, [&](std::string address, const Node&) {
    into.trusted_proxies.push_back(std::move(address));
  });
}

face::gy::PeerEntry read_gy_peer(Section& section) {
  face::gy::PeerEntry peer;
  section.read_if("origin_host", peer.origin_host, TextValue{});
  const auto* address = section.optional("address");
  if (address && address->kind != Node::Kind::array) {
    section.read("address", peer.addresses.emplace_back(), TextValue{});
  } else {
    section.read_list_if("address", TextValue{}, [&](std::string cidr, const Node&) {
      peer.addresses.push_back(std::move(cidr));
    });
  }
  using May = bool face::gy::PeerRights::*;
  const ChoiceValue<May> right{{{"debit", &face::gy::PeerRights::debit},
                                {"refund", &face::gy::PeerRights::refund},
                                {"price", &face::gy::PeerRights::price},
                                {"balance", &face::gy::PeerRights::balance}}};
  if (section.optional("may")) {
    peer.may = {.debit = false, .refund = false, .price = false, .balance = false};
    section.read_list_if("may", right, [&](May may, const Node&) { peer.may.*may = true; });
  }
  section.read_if("agent", peer.agent, settings::FlagValue{});
  section.done();
  return peer;
}

void read_gy(Section& section, Configuration& into) {
  section.read_if("listen", into.gy, EndpointValue{});
  section.read_if("origin_host", into.origin_host, TextValue{});
  section.read_if("origin_realm", into.origin_realm, TextValue{});
  section.read_if("remembered", into.remembered,
                  DurationValue{Duration::hours(2), Duration::days(31)});
  if (section.optional("allow")) {
    into.gy_allow.clear();
    section.read_list_if("allow", TextValue{}, [&](std::string cidr, const Node&) {
      into.gy_allow.push_back(std::move(cidr));
    });
  }
  if (section.optional("peer")) {
    for (auto& peer : section.sections("peer")) into.gy_peers.push_back(read_gy_peer(peer));
  }
}

void read_exports(Section& section, Configuration& into) {
  section.read("directory", into.exports.directory, TextValue{});
  section.read_if("rotate_rows", into.exports.rotate_rows, CountValue{1, 10'000'000});
  section.read_if("rotate_every", into.exports.rotate_every,
                  DurationValue{Duration::seconds(1), Duration::days(31)});
}

void read_backups(Section& section, Configuration& into) {
  auto& [directory, ship] = into.backups;
  std::uint64_t ship_size = ship.octets;
  section.read_if("directory", directory, TextValue{});
  section.read_if("ship_to", ship.directory, TextValue{});
  section.read_if("ship_every", ship.every, DurationValue{Duration::seconds(1), Duration::days(1)});
  section.read_if("ship_size", ship_size, DataVolumeValue{});
  constexpr std::uint64_t least = 64 << 10, most = 256 << 20;
  if (ship_size < least || ship_size > most) {
    section.blame(section.line_of("ship_size"),
                  "backups.ship_size is out of bounds; write \"64 KB\" to \"256 MB\"");
  }
  ship.octets = ship_size;
}

struct MsisdnValue {
  Result<Msisdn> operator()(const Node& node) const {
    const auto text = TextValue{}(node);
    if (!text) return fail(text.error());
    const auto msisdn = Msisdn::parse(*text);
    if (!msisdn) {
      return fail(fmt::format("\"{}\" is no number; write one such as \"77011234567\"", *text));
    }
    return *msisdn;
  }
};

void read_outreach(Section& section, Configuration& into) {
  section.read_list_if("test_handsets", MsisdnValue{},
                       [&](Msisdn handset, const Node&) { into.test_handsets.push_back(handset); });
}

void read_voice(Section& section, Configuration& into) {
  VoiceLink link;
  section.read("gateway", link, GatewayUrlValue{});
  section.read_if("calls_at_once", link.calls_at_once, CountValue{1, 1'000});
  into.voice = std::move(link);
}

SmppLink read_smpp(Section& section) {
  SmppLink link;
  section.read("name", link.name, TextValue{});
  section.read("connect", link.connect, EndpointValue{});
  section.read("system_id", link.system_id, TextValue{});
  section.read("password", link.password, TextValue{});
  section.read_if("system_type", link.system_type, TextValue{});
  const ChoiceValue<std::string> service{{{"ussd", "ussd"}, {"sms", "sms"}}};
  section.read_list("serves", service,
                    [&](std::string what, const Node&) { link.serves.push_back(std::move(what)); });
  section.read_if("profile", link.profile,
                  ChoiceValue<std::string>{{{"standard", "standard"},
                                            {"end-bit", "end-bit"},
                                            {"user-reference", "user-reference"}}});
  section.read_if(
      "long_messages", link.long_messages,
      ChoiceValue<std::string>{{{"udh", "udh"}, {"sar", "sar"}, {"payload", "payload"}}});
  section.read_if(
      "receipts_by", link.receipts_by,
      ChoiceValue<std::string>{{{"message-id", "message-id"}, {"reference", "reference"}}});
  section.read_if("source", link.source, TextValue{});
  section.read_if("ton", link.ton, CountValue{0, 255});
  section.read_if("npi", link.npi, CountValue{0, 255});
  section.read_if("window", link.window, CountValue{1, 10'000});
  section.read_if("rate", link.rate, CountValue{0, 1'000'000});
  section.done();
  return link;
}

template <typename Read>
void read_section(Section& root, std::string_view key, Configuration& into, Read read) {
  if (auto section = root.section_if(key)) {
    read(*section, into);
    section->done();
  }
}

std::string beside(const std::string& file, const std::string& path) {
  const std::filesystem::path given(path);
  if (path.empty() || given.is_absolute()) return path;
  return (std::filesystem::absolute(file).parent_path() / given).lexically_normal().string();
}

}  // namespace

std::string Endpoint::to_string() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

std::string Configuration::token_path() const {
  return token_file.empty() ? store_path + "/admin.token" : token_file;
}

std::string Configuration::access_path() const {
  return store_path + "/access";
}

std::string Configuration::access_key_path() const {
  return store_path + "/access-key";
}

Result<Configuration> read_configuration(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return fail(text.error());
  settings::Problems problems;
  Configuration into;
  std::string site_words;
  if (const auto node = settings::parse_toml(path, *text, problems)) {
    Section root(path, *node, "the configuration", problems);
    read_section(root, "programme", into, [](Section& section, Configuration& c) {
      section.read_if("file", c.programme_file, TextValue{});
    });
    read_section(root, "store", into, read_store);
    read_section(root, "clock", into, read_clock);
    read_section(root, "http", into, read_http);
    read_section(root, "gy", into, read_gy);
    read_section(root, "voice", into, read_voice);
    read_section(root, "outreach", into, read_outreach);
    read_section(root, "exports", into, read_exports);
    read_section(root, "backups", into, read_backups);
    read_section(root, "site", into, [&site_words](Section& section, Configuration&) {
      section.read("words", site_words, TextValue{});
    });
    read_section(root, "log", into, [](Section& section, Configuration& c) {
      section.read("file", c.log_file, TextValue{});
    });
    if (root.optional("smpp")) {
      for (auto& section : root.sections("smpp")) into.smpp.push_back(read_smpp(section));
    }
    root.done();
  }
  if (!problems.empty()) {
    std::string lines;
    for (const auto& problem : problems.sorted()) {
      lines += (lines.empty() ? "" : "\n") + problem.to_string();
    }
    return fail(lines);
  }
  into.programme_file = beside(path, into.programme_file);
  into.store_path = beside(path, into.store_path);
  if (!into.survey_keys.empty()) into.survey_keys = beside(path, into.survey_keys);
  into.token_file = beside(path, into.token_file);
  into.log_file = beside(path, into.log_file);
  into.exports.directory = beside(path, into.exports.directory);
  into.backups.directory = beside(path, into.backups.directory);
  into.backups.ship.directory = beside(path, into.backups.ship.directory);
  if (!site_words.empty()) {
    into.site_folder = beside(path, site_words);
    auto book = read_site_words(into.site_folder);
    if (!book) return fail(book.error());
    into.site_words = *std::move(book);
  }
  return into;
}

Result<Configuration> configuration_of(const std::string& path) {
  return path.empty() ? Configuration() : read_configuration(path);
}

int complain(const std::string& lines, int status) {
  std::string text;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = std::min(lines.find('\n', at), lines.size());
    text += fmt::format("airperk: {}\n", lines.substr(at, end - at));
    at = end + 1;
  }
  constexpr int somebody_reads_within = 5'000;
  write_within(STDERR_FILENO, text, somebody_reads_within);
  return status;
}

}  // namespace airperk::app
