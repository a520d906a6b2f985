#pragma once

#include <string>
#include <vector>

#include "app/configuration.h"

namespace airperk::app {

/// The keys in memory stay there: this process leaves no core, neither in a file nor to a program
/// that collects them, and nobody but root attaches to it. Before any key is read.
void leave_no_core();

/// A line for each file with a secret that others than its owner can read, with its mend. `config`:
/// the configuration's own path, which has the passwords of links; empty for none.
std::vector<std::string> readable_by_others(const Configuration& configuration,
                                            const std::string& config);

}  // namespace airperk::app
