#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/import_rows.h"

/// POST /v1/imports: a chunk of a CSV file, row by row through the engine. The rows go out without
/// waiting for one another, so that groups form.
namespace airperk::face::rest {
namespace {

constexpr std::size_t import_bytes_max = 8 << 20;
constexpr std::size_t rows_in_flight_max = 4096;
/// More are counted but not listed: an answer has an end.
constexpr std::size_t remarks_max = 10'000;

/// What was found about single rows.
class Remarks {
 public:
  void add(std::uint64_t line, std::string reason) {
    ++count_;
    if (listed_.size() < remarks_max) listed_.emplace_back(line, std::move(reason));
  }
  std::uint64_t count() const { return count_; }
  json listed() {
    std::sort(listed_.begin(), listed_.end());
    auto rows = json::array();
    for (auto& [line, reason] : listed_) {
      rows.push_back({{"line", line}, {"reason", std::move(reason)}});
    }
    return rows;
  }

 private:
  std::uint64_t count_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> listed_;
};

/// One chunk on its way. Lives on the bulk thread, which waits for the last answer.
class Import {
 public:
  Import(engine::Engine& engine, bool update) : engine_(engine), update_(update) {}

  Response run(const std::string& csv) {
    const auto programme = engine_.house()->programmes.latest().programme;
    auto rows = ImportRows::open(csv, programme->numbers);
    if (!rows) throw problems::bad_request(rows.error());
    while (auto next = rows->next()) {
      if (next->row) {
        send(next->line, *std::move(next->row));
      } else {
        std::lock_guard lock(mutex_);
        bad_.add(next->line, std::move(next->row.error()));
      }
    }
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return in_flight_ == 0; });
    return json_response(200, {{"imported", imported_},
                               {"updated", updated_},
                               {"skipped", known_.count()},
                               {"bad_rows", bad_.count()},
                               {"bad", bad_.listed()},
                               {"known", known_.listed()}});
  }

 private:
  void send(std::uint64_t line, ImportRow row) {
    {
      std::unique_lock lock(mutex_);
      answered_.wait(lock, [this] { return in_flight_ < rows_in_flight_max; });
      ++in_flight_;
    }
    // A known number keeps its IMSI and its money: whoever is not new is told apart first.
    auto stated = row.stated;
    stated.update = false;
    engine::Request request{row.msisdn, std::move(stated)};
    engine_.submit(std::move(request),
                   [this, line, row = std::move(row)](const engine::Answer& answer) {
                     first_answer(line, row, answer);
                   });
  }

  void first_answer(std::uint64_t line, const ImportRow& row, const engine::Answer& answer) {
    const auto* outcome = std::get_if<engine::Outcome>(&answer.body);
    if (!update_ || !outcome || outcome->created) {
      done(line, answer, false);
      return;
    }
    engine::Provision change{
        .imsi = {},
        .brand = row.stated.brand,
        .tariff = row.stated.tariff,
        .language = row.stated.language,
        .main = {},
        .region = row.stated.region,
        .age_band = row.stated.age_band,
    };
    engine_.submit({row.msisdn, std::move(change)},
                   [this, line](const engine::Answer& changed) { done(line, changed, true); });
  }

  void done(std::uint64_t line, const engine::Answer& answer, bool was_update) {
    std::lock_guard lock(mutex_);
    if (answer.refusal) {
      bad_.add(line, std::string(subscriber::words_of(*answer.refusal)));
    } else if (was_update) {
      ++updated_;
    } else if (std::get<engine::Outcome>(answer.body).created) {
      ++imported_;
    } else {
      known_.add(line, "the number is known already; import with update to change it");
    }
    --in_flight_;
    answered_.notify_one();
  }

  engine::Engine& engine_;
  const bool update_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t in_flight_ = 0;
  std::uint64_t imported_ = 0, updated_ = 0;
  Remarks bad_, known_;
};

Reaction import(engine::Engine& engine, const Call& call) {
  check_query(call, {"update"});
  const bool update = flag_query(call, "update");
  return Work{[&engine, update, csv = call.body] { return Import(engine, update).run(csv); }};
}

}  // namespace

void add_imports(Router& router, engine::Engine& engine) {
  router.add({.method = Method::post,
              .pattern = "/v1/imports",
              .right = Right::import_subscribers,
              .handler = [&engine](const Call& call) { return import(engine, call); },
              .body_type = "text/csv",
              .bytes_max = import_bytes_max});
}

}  // namespace airperk::face::rest
