#pragma once

#include "app/configuration.h"

namespace airperk::app {

/// Whether the server of this configuration's store answers where the configuration says: it has to
/// show that it has the store's key, before it is sent the admin's token or anything else. False:
/// nobody answers. The error: somebody else does.
Result<bool> own_server_answers(const Configuration& configuration);

}  // namespace airperk::app
