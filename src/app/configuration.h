#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/result.h"
#include "engine/sure_time.h"
#include "face/gy/peers.h"
#include "face/site/words.h"
#include "jobs/charge_export.h"
#include "jobs/shipping.h"

namespace airperk::app {

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  std::string to_string() const;
  bool operator==(const Endpoint&) const = default;
};

/// One link to a USSD gateway or an SMSC.
struct SmppLink {
  std::string name;
  Endpoint connect;
  std::string system_id, password, system_type;
  std::vector<std::string> serves;  ///< "ussd", "sms"
  std::string profile = "standard";
  std::string long_messages = "udh";       ///< "udh", "sar", "payload": how an SMS comes in parts
  std::string receipts_by = "message-id";  ///< or "reference": what a receipt names its message by
  std::string source;
  int ton = 0, npi = 0;
  int window = 10;
  int rate = 0;  ///< submit_sm a second; 0: no limit
  bool operator==(const SmppLink&) const = default;
};

/// The PBX, or what stands before one, that places calls.
struct VoiceLink {
  Endpoint connect;
  std::string target;  ///< path and query of the URL
  int calls_at_once = 50;
  bool operator==(const VoiceLink&) const = default;
};

struct BackupSettings {
  std::string directory;  ///< over HTTP a backup is a name in it; empty: a path, from this machine
  jobs::ShipSettings ship;  ///< no directory: nothing is shipped
};

/// What an operator's engineer writes (docs/OPERATING.md). Every key has a default that serves a
/// first start on loopback with no file at all.
struct Configuration {
  std::string programme_file;  ///< empty: the programme that the binary carries
  std::string store_path = "airperk-data";
  std::string survey_keys;             ///< a directory; empty: beside the store
  int replies_in_memory = 32'000'000;  ///< some 60 octets each
  bool manual_clock = false;
  /// Where a manual clock begins on an empty store.
  Instant clock_start = *Instant::parse("2000-01-01T00:00:00Z");
  engine::ClockLimits clock_limits;  ///< how far the system's clock is followed
  Endpoint http{"127.0.0.1", 8555};
  std::string token_file;                    ///< empty: admin.token in the store
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed
  Endpoint gy{"127.0.0.1", 3868};
  std::string origin_host = "airperk.localdomain";
  std::string origin_realm = "localdomain";
  std::vector<std::string> gy_allow = {"127.0.0.0/8"};
  std::vector<face::gy::PeerEntry> gy_peers;
  Duration remembered = Duration::hours(48);  ///< what was answered is recognised for so long
  std::vector<SmppLink> smpp;
  std::optional<VoiceLink> voice;     ///< nothing: no calls
  std::vector<Msisdn> test_handsets;  ///< that campaigns may be tried on
  jobs::ExportSettings exports;       ///< no directory: nothing is exported
  BackupSettings backups;
  std::string site_folder;  ///< where the site's words are; empty: in the binary
  face::site::Book site_words = face::site::shipped_words();
  std::string log_file;  ///< empty: standard error

  std::string token_path() const;
  std::string access_path() const;      ///< who looked at whom
  std::string access_key_path() const;  ///< what links its notes
};

/// Reads a TOML file. The error has one line for each thing that is wrong: file, line and mend.
/// Relative paths in the file are taken from the file's own folder.
Result<Configuration> read_configuration(const std::string& path);

/// The same for a command line: the defaults if no file is named.
Result<Configuration> configuration_of(const std::string& path);

/// Prints the lines on standard error, each as "airperk: ...", and returns `status`.
int complain(const std::string& lines, int status);

}  // namespace airperk::app
