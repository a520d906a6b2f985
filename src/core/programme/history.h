#pragma once

#include <memory>
#include <vector>

#include "base/instant.h"
#include "core/programme/programme.h"

/// What was in force when: the programme and the terms have a history, and nothing rewrites it.
namespace airperk::programme {

/// A programme as it took force. Versions count from 1.
struct Version {
  std::uint32_t number = 0;
  std::string hash;  ///< of its source, hexadecimal
  Instant from;
  std::shared_ptr<const Programme> programme;
};

class History {
 public:
  /// Versions come in the order of their instants.
  void add(Version version);
  bool empty() const { return versions_.empty(); }
  /// The version in force at that instant; before the first one: the first.
  const Version& at(Instant instant) const;
  const Version& latest() const { return versions_.back(); }
  const Version* number(std::uint32_t number) const;
  /// In which what names that version was decided; 0, of before it was named: the latest one's.
  const Zone& zone_of(std::uint32_t number) const;

 private:
  std::vector<Version> versions_;
};

/// One published version of the terms (T1). The words stay readable for good.
struct TermsVersion {
  std::uint32_t number = 0;
  Instant from;
  std::map<Language, std::string> texts;
};

class Terms {
 public:
  void publish(TermsVersion version);
  bool empty() const { return versions_.empty(); }
  const TermsVersion& latest() const { return versions_.back(); }
  const TermsVersion* number(std::uint32_t number) const;
  const std::vector<TermsVersion>& all() const { return versions_; }

 private:
  std::vector<TermsVersion> versions_;
};

}  // namespace airperk::programme
