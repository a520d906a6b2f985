#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/report/report_test_environment.h"

/// Somebody with the questionnaire, the report, the number of respondents and patience. They use
/// nothing of the room's code: they write down what adds up to what, and narrow each number by the
/// others until nothing moves any more.
namespace airperk::report {

struct Between {
  std::int64_t least = 0, most = 0;
  friend bool operator==(const Between&, const Between&) = default;
};

/// Unknown counts of which some are sums of others.
class Sums {
 public:
  using Unknown = std::size_t;

  Unknown add(const Between& between) {
    all_.push_back(between);
    return all_.size() - 1;
  }
  void add_up(Unknown whole, std::vector<Unknown> parts) {
    sums_.push_back({whole, std::move(parts)});
  }
  void narrow(Unknown unknown, std::int64_t least, std::int64_t most) {
    auto& [known_least, known_most] = all_[unknown];
    moved_ = moved_ || least > known_least || most < known_most;
    known_least = std::max(known_least, least);
    known_most = std::min(known_most, most);
  }
  void narrow_all() {
    do {
      moved_ = false;
      for (const auto& [whole, parts] : sums_) narrow_sum(whole, parts);
    } while (moved_);
  }
  Between of(Unknown unknown) const { return all_[unknown]; }

 private:
  struct Sum {
    Unknown whole;
    std::vector<Unknown> parts;
  };

  void narrow_sum(Unknown whole, const std::vector<Unknown>& parts) {
    std::int64_t least = 0, most = 0;
    for (const auto part : parts) {
      least += all_[part].least;
      most += all_[part].most;
    }
    narrow(whole, least, most);
    for (const auto part : parts) {
      const auto [part_least, part_most] = all_[part];
      narrow(part, all_[whole].least - (most - part_most), all_[whole].most - (least - part_least));
    }
  }

  std::vector<Between> all_;
  std::vector<Sum> sums_;
  bool moved_ = false;
};

/// What the attacker knows of those who skipped a question that is told of: fewer than ten, who
/// were counted in its base; or that nobody of them was.
enum class Skips { unknown, counted, apart };

class Attacker {
 public:
  Attacker(const Questionnaire& questionnaire, std::uint32_t respondents,
           const SurveyReport& report, const Protection& protection = {},
           Skips skips = Skips::unknown)
      : questionnaire_(questionnaire),
        respondents_(respondents),
        protection_(protection),
        skips_(skips) {
    for (std::size_t place = 0; place < questionnaire.questions.size(); ++place)
      add_question(place);
    for (std::size_t place = 0; place < questions_.size(); ++place) {
      who_is_asked(place);
      read(report.tables[place], questions_[place]);
    }
    sums_.narrow_all();
  }

  Between asked(std::size_t question) const { return sums_.of(questions_[question].asked); }
  Between skipped(std::size_t question) const { return sums_.of(questions_[question].skipped); }
  Between gave(std::size_t question, std::size_t category) const {
    return sums_.of(questions_[question].gave[category]);
  }
  Between gave_another(std::size_t question, std::size_t category) const {
    return sums_.of(questions_[question].gave_another[category]);
  }

 private:
  using Unknown = Sums::Unknown;
  struct Unknowns {
    Unknown asked, given, skipped;
    std::vector<Unknown> gave, gave_another;
  };

  /// Those who go on from one question with another one.
  struct Move {
    std::size_t from, to;
    Unknown who;
  };

  Unknown any() { return sums_.add({0, respondents_}); }

  void add_question(std::size_t place) {
    const auto& question = questionnaire_.questions[place];
    const auto goes_on = [&](Unknown who, std::optional<std::size_t> option) {
      moves_.push_back({place, survey::next_place(questionnaire_, place, option), who});
    };
    Unknowns of{any(), any(), any(), {}, {}};
    for (std::size_t i = 0; i < category_count(question); ++i) {
      of.gave.push_back(any());
      of.gave_another.push_back(any());
      sums_.add_up(of.given, {of.gave[i], of.gave_another[i]});
    }
    sums_.add_up(of.asked, {of.given, of.skipped});
    if (!is_multiple(place)) sums_.add_up(of.given, of.gave);
    goes_on(of.skipped, {});
    if (question.kind == survey::QuestionKind::single) {
      for (std::size_t i = 0; i < of.gave.size(); ++i) goes_on(of.gave[i], i);
    } else {
      goes_on(of.given, {});
    }
    questions_.push_back(std::move(of));
  }

  /// Those who come to it; and everybody, but for those who pass it by.
  void who_is_asked(std::size_t place) {
    const auto everybody = sums_.add({respondents_, respondents_});
    std::vector<Unknown> coming, asked_or_not{questions_[place].asked};
    if (place == 0) coming.push_back(everybody);
    for (const auto& move : moves_) {
      if (move.to == place) coming.push_back(move.who);
      if (move.from < place && move.to > place) asked_or_not.push_back(move.who);
    }
    sums_.add_up(questions_[place].asked, coming);
    sums_.add_up(everybody, asked_or_not);
  }

  bool is_multiple(std::size_t place) const {
    return questionnaire_.questions[place].kind == survey::QuestionKind::multiple;
  }

  void read(const Table& table, const Unknowns& of) {
    if (table.withheld) return;
    const std::int64_t base = table.base, half = protection_.rounding / 2,
                       beside = protection_.rounding - 1,
                       skips = skips_ == Skips::apart ? 0 : protection_.cell_min - 1;
    sums_.narrow(of.given, base - half - skips, base + half);
    sums_.narrow(of.asked, base - half, respondents_);
    if (skips_ == Skips::counted) sums_.narrow(of.asked, 0, base + half);
    for (const auto& cell : table.cells) {
      if (cell.hidden) continue;
      const std::int64_t count = cell.count;
      const auto together = any();
      sums_.add_up(together, {of.gave.begin() + cell.first, of.gave.begin() + cell.last + 1});
      sums_.narrow(together, count - beside - skips, count + beside);
      if (!is_multiple(table.question)) continue;
      sums_.narrow(of.gave_another[cell.first], base - count - beside - skips,
                   base - count + beside);
    }
  }

  const Questionnaire& questionnaire_;
  std::int64_t respondents_;
  Protection protection_;
  Skips skips_;
  Sums sums_;
  std::vector<Unknowns> questions_;
  std::vector<Move> moves_;
};

}  // namespace airperk::report
