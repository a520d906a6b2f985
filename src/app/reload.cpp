#include "app/reload.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tuple>
#include <utility>

#include "app/house.h"
#include "face/gy/peers.h"

namespace airperk::app {
namespace {

/// One line of several.
std::string joined(std::string lines) {
  for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; at += 2) {
    lines.replace(at, 1, "; ");
  }
  return lines;
}

std::vector<programme::Language> languages_of(const face::site::Book& book) {
  std::vector<programme::Language> languages;
  for (const auto& [language, words] : book) languages.push_back(language);
  return languages;
}

}  // namespace

Reload::Reload(std::string config, Configuration begun, programme::Source source,
               engine::Engine& engine, Faces& faces, Log& log)
    : config_(std::move(config)),
      now_(std::move(begun)),
      source_(std::move(source)),
      engine_(engine),
      faces_(faces),
      log_(log) {}

void Reload::run() {
  // The file was moved away, most likely: whatever else is wrong, lines shall go to the new one.
  if (!now_.log_file.empty()) {
    if (const auto opened = log_.into(now_.log_file); !opened) log_.error(opened.error());
  }
  const auto refused = [this](const std::string& why) {
    log_.error(fmt::format("refused to reload, everything is as it was: {}", joined(why)));
  };
  auto read = configuration_of(config_);
  if (!read) return refused(read.error());
  const auto taken = take_over(*read);
  if (!taken) return refused(taken.error());
  const auto left = only_after_a_restart(now_, *read);
  now_.programme_file = read->programme_file;
  now_.gy_allow = read->gy_allow;
  now_.gy_peers = read->gy_peers;
  now_.site_words = read->site_words;
  if (!read->log_file.empty()) now_.log_file = read->log_file;
  log_.info(fmt::format(
      "reloaded {}: {}{}", config_.empty() ? "what the binary carries" : config_,
      taken->empty() ? "nothing new to take over" : fmt::format("{}", fmt::join(*taken, ", ")),
      left.empty()
          ? ""
          : fmt::format("; needs a restart, and is as it was: {}", fmt::join(left, ", "))));
}

Result<std::vector<std::string>> Reload::take_over(const Configuration& read) {
  std::vector<std::string> taken;
  auto loaded = load_programme(read.programme_file);
  if (!loaded) return fail(loaded.error());
  const auto peers = face::gy::Peers::parse(read.gy_allow, read.gy_peers);
  if (!peers) return fail(peers.error());
  if (!read.log_file.empty() && read.log_file != now_.log_file) {
    if (auto opened = log_.into(read.log_file); !opened) return fail(opened.error());
    taken.push_back("[log] file");
  }
  // It alone can still be refused, so it goes before what cannot.
  if (loaded->source.main_file != source_.main_file || loaded->source.files != source_.files) {
    auto source = loaded->source;
    const auto answer = engine_.ask(
        {{}, engine::TakeProgramme{std::make_shared<const programme::Loaded>(*std::move(loaded))}});
    if (answer.fault == engine::Fault::programme_refused) {
      return fail(answer.detail);
    }
    source_ = std::move(source);
    taken.push_back(
        fmt::format("the programme, version {}", std::get<engine::Outcome>(answer.body).version));
  }
  // A page's address begins with its language, and addresses are made at the start.
  const bool same_languages = languages_of(read.site_words) == languages_of(now_.site_words);
  const auto& words = same_languages ? read.site_words : now_.site_words;
  if (auto changed = faces_.change(read, words); !changed) return fail(changed.error());
  if (read.gy_allow != now_.gy_allow) taken.push_back("[gy] allow");
  if (read.gy_peers != now_.gy_peers) taken.push_back("[[gy.peer]]");
  if (same_languages && !read.site_folder.empty()) taken.push_back("the site's words");
  return taken;
}

std::vector<std::string> only_after_a_restart(const Configuration& now, const Configuration& read) {
  std::vector<std::string> keys;
  const auto compare = [&keys](const char* key, const auto& before, const auto& after) {
    if (!(before == after)) keys.emplace_back(key);
  };
  compare("[store] path", now.store_path, read.store_path);
  compare("[store] survey_keys", now.survey_keys, read.survey_keys);
  compare("[clock]", std::pair(now.manual_clock, now.clock_start),
          std::pair(read.manual_clock, read.clock_start));
  compare("[http] listen", now.http, read.http);
  compare("[http] token_file", now.token_file, read.token_file);
  compare("[http] trusted_proxies", now.trusted_proxies, read.trusted_proxies);
  compare("[gy] listen", now.gy, read.gy);
  compare("[gy] origin_host", now.origin_host, read.origin_host);
  compare("[gy] origin_realm", now.origin_realm, read.origin_realm);
  compare("[gy] remembered", now.remembered, read.remembered);
  compare("[[smpp]]", now.smpp, read.smpp);
  compare("[voice]", now.voice, read.voice);
  compare("[outreach] test_handsets", now.test_handsets, read.test_handsets);
  const auto of = [](const jobs::ExportSettings& exports) {
    return std::tuple(exports.directory, exports.rotate_rows, exports.rotate_every);
  };
  compare("[exports]", of(now.exports), of(read.exports));
  compare("the site's languages", languages_of(now.site_words), languages_of(read.site_words));
  if (!now.log_file.empty() && read.log_file.empty()) keys.emplace_back("[log] file, left out");
  return keys;
}

}  // namespace airperk::app
