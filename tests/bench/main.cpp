#include <fmt/format.h>
#include <sodium.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "bench.h"

int main(int argc, char** argv) {
  using namespace airperk::bench;
  if (sodium_init() < 0) return 1;
  Options options;
  std::string only;
  CLI::App app("Figures of airperk, as ratios measured side by side", "airperk-bench");
  app.add_option("--members", options.members)->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("--outstanding", options.outstanding)->capture_default_str();
  app.add_option("--runs", options.runs)->capture_default_str();
  app.add_option("--programme", options.programme)->capture_default_str();
  app.add_option("--binary", options.binary)->capture_default_str();
  app.add_option("--ussdload", options.ussdload)->capture_default_str();
  app.add_option("--gyload", options.gyload)->capture_default_str();
  app.add_option("--slow-disk", options.slow_disk)->capture_default_str();
  app.add_option("--only", only, "engine, binary, campaigns, scale or overload");
  CLI11_PARSE(app, argc, argv);
  auto pattern = (std::filesystem::temp_directory_path() / "airperk-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return 1;
  options.directory = pattern;
  if (only.empty() || only == "engine") engine_bench(options);
  if (only.empty() || only == "binary") binary_bench(options);
  if (only.empty() || only == "campaigns") campaign_bench(options);
  if (only.empty() || only == "scale") gy_scale_bench(options);
  if (only.empty() || only == "overload") overload_bench(options);
  std::filesystem::remove_all(options.directory);
  return 0;
}
