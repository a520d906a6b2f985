#pragma once

#include <string>

#include "face/rest/json.h"

namespace airperk::face::rest {

/// GET /v1/finance/liability as a table (RFC 4180), a figure a row. Nobody's words are in it, so
/// that no cell can begin as a spreadsheet's formula does.
std::string liability_csv(const json& liability);

}  // namespace airperk::face::rest
