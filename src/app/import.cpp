#include <fmt/format.h>

#include <unistd.h>
#include <cstdio>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/through_server.h"

namespace airperk::app {
namespace {

constexpr std::size_t chunk_bytes = 4 << 20;

/// A bar on a terminal, nothing elsewhere.
class Progress {
 public:
  explicit Progress(std::uint64_t total) : total_(std::max<std::uint64_t>(total, 1)) {}
  ~Progress() { end(); }
  void at(std::uint64_t bytes, std::uint64_t rows) {
    if (!::isatty(STDERR_FILENO)) return;
    shown_ = true;
    const auto filled = static_cast<int>(40 * bytes / total_);
    std::fputs(fmt::format("\r[{:#>{}}{: >{}}] {:3}% {} rows", "", filled, "", 40 - filled,
                           100 * bytes / total_, rows)
                   .c_str(),
               stderr);
    std::fflush(stderr);
  }
  /// What is said next stands on a line of its own.
  void end() {
    if (shown_) std::fputs("\n", stderr);
    shown_ = false;
  }

 private:
  std::uint64_t total_;
  bool shown_ = false;
};

struct Summary {
  std::uint64_t imported = 0, updated = 0, skipped = 0, bad = 0;
};

/// Sends the file in chunks of whole lines, each under the header.
class Importer {
 public:
  Importer(std::string csv, std::ifstream file, std::uint64_t size, bool update)
      : csv_(std::move(csv)), file_(std::move(file)), progress_(size), update_(update) {}

  int run(HttpClient& client) {
    std::string header, line, rows;
    std::getline(file_, header);
    bytes_ = header.size() + 1;
    while (std::getline(file_, line)) {
      bytes_ += line.size() + 1;
      rows += line + "\n";
      ++lines_in_chunk_;
      if (rows.size() >= chunk_bytes && !send(client, header, rows)) return 1;
    }
    if (file_.bad()) {
      return complain(
          fmt::format("{}:{}: cannot be read any further: {}; what stands before it was taken",
                      csv_, first_line_ + lines_in_chunk_ + 1, std::strerror(errno)),
          1);
    }
    if ((!rows.empty() || first_line_ == 1) && !send(client, header, rows)) return 1;
    progress_.end();
    fmt::print("{} imported, {} updated, {} skipped, {} bad\n", total_.imported, total_.updated,
               total_.skipped, total_.bad);
    return total_.bad == 0 ? 0 : 1;
  }

 private:
  bool send(HttpClient& client, const std::string& header, std::string& rows) {
    const auto path = update_ ? "/v1/imports?update=true" : "/v1/imports";
    const auto answer = client.post(path, "text/csv", header + "\n" + rows);
    if (!answer) return complain(answer.error(), 0) != 0;
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    if (answer->status >= 300 || !json.is_object()) {
      return complain(fmt::format("{}:1: {}", csv_,
                                  json.is_object() ? json.value("detail", "") : answer->body),
                      0) != 0;
    }
    total_.imported += json.value("imported", 0u);
    total_.updated += json.value("updated", 0u);
    total_.skipped += json.value("skipped", 0u);
    total_.bad += json.value("bad_rows", 0u);
    for (const char* kind : {"bad", "known"}) {
      for (const auto& row : json.value(kind, nlohmann::json::array())) report(row);
    }
    progress_.at(bytes_, total_.imported + total_.updated + total_.skipped + total_.bad);
    rows.clear();
    first_line_ += lines_in_chunk_;
    lines_in_chunk_ = 0;
    return true;
  }

  void report(const nlohmann::json& row) {
    // The server counts the chunk's lines, its header included.
    const auto line = first_line_ + row.value("line", std::uint64_t{1}) - 1;
    progress_.end();
    std::fputs(fmt::format("{}:{}: {}\n", csv_, line, row.value("reason", "")).c_str(), stderr);
  }

  std::string csv_;
  std::ifstream file_;
  Progress progress_;
  bool update_;
  std::uint64_t bytes_ = 0, first_line_ = 1, lines_in_chunk_ = 0;
  Summary total_;
};

}  // namespace

int import_csv(const std::string& config, const std::string& csv, bool update) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  std::ifstream file(csv, std::ios::binary | std::ios::ate);
  if (!file) return complain(fmt::format("{}: cannot be read; name a CSV file", csv), 2);
  const auto size = static_cast<std::uint64_t>(file.tellg());
  file.seekg(0);
  Importer importer(csv, std::move(file), size, update);
  return through_server(*configuration,
                        [&importer](HttpClient& client) { return importer.run(client); });
}

}  // namespace airperk::app
