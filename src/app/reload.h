#pragma once

#include <string>
#include <vector>

#include "app/configuration.h"
#include "app/faces.h"
#include "app/log.h"
#include "core/programme/load.h"
#include "engine/engine.h"

namespace airperk::app {

/// What SIGHUP asks for: the log's file is opened again, and the configuration is read again, with
/// what it names. All of it is taken over, or where anything in it is wrong, nothing.
///
///   taken over       the programme's files, [gy] allow, the words of [site], [log] file
///   with a restart   everything else
class Reload {
 public:
  /// `begun` and `source`: what the process has taken over so far.
  Reload(std::string config, Configuration begun, programme::Source source, engine::Engine& engine,
         Faces& faces, Log& log);

  /// Does it, and says in the log what came of it, in one line.
  void run();

 private:
  /// What has been taken over, one for each; or what is wrong.
  Result<std::vector<std::string>> take_over(const Configuration& read);

  std::string config_;
  Configuration now_;
  /// As it was read last. It is not compared with the programme in force: that may have come by
  /// POST /v1/programme since, and a file that nobody has touched is no wish to go back.
  programme::Source source_;
  engine::Engine& engine_;
  Faces& faces_;
  Log& log_;
};

/// Keys whose values differ and that only a restart takes over: "[http] listen".
std::vector<std::string> only_after_a_restart(const Configuration& now, const Configuration& read);

}  // namespace airperk::app
