#pragma once

#include <string>

#include "face/gy/server.h"
#include "face/rest/links.h"
#include "face/smpp/gateway_link.h"
#include "face/smpp/sms_link.h"

/// The links' counters, for people.
namespace airperk::app {

face::rest::LinkFigures figures_of(const std::string& name, const face::smpp::SmsLink& link);
face::rest::LinkFigures figures_of(const std::string& name, const face::smpp::GatewayLink& link);
face::rest::LinkFigures figures_of(const std::string& name, const face::gy::Server& server);

}  // namespace airperk::app
