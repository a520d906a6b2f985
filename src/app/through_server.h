#pragma once

#include <functional>

#include "app/configuration.h"
#include "app/http_client.h"

namespace airperk::app {

/// Does the work through the server that the configuration names if it runs; else opens the store
/// and serves its HTTP on a free loopback port for as long as the work lasts. One way in, whoever
/// is at home.
int through_server(const Configuration& configuration,
                   const std::function<int(HttpClient& client)>& work);

}  // namespace airperk::app
