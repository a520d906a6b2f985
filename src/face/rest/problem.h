#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/subscriber/refusal.h"
#include "face/rest/message.h"

/// Errors as RFC 9457 problem details.
namespace airperk::face::rest {

/// Thrown by what reads a request; the router makes it the response.
struct Problem {
  unsigned status = 500;
  std::string type;   ///< "/problems/bad-field"; relative to the server
  std::string title;  ///< the same for every problem of the type
  std::string detail;
  std::string field;                  ///< the member of the body or query at fault
  std::string rule;                   ///< of the rule book: "B7"
  std::vector<std::string> problems;  ///< the single findings, where there are several
  std::vector<std::pair<std::string, std::string>> headers;
};

Response to_response(const Problem& problem);

namespace problems {
Problem bad_request(std::string detail);
Problem unauthorized(bool token_given);
Problem forbidden(std::string detail);
Problem not_found(std::string detail);
Problem conflict(std::string detail);
Problem method_not_allowed(const std::string& allow);
Problem too_large(std::size_t bytes_max);
Problem unsupported_media(std::string_view wanted);
Problem bad_field(std::string field, std::string detail);
Problem busy();
/// What was asked for cannot be read from the disk.
Problem damaged(std::string detail);
Problem broken(std::string detail);
Problem overloaded();
/// The server is about to end.
Problem leaving();
Problem internal();
}  // namespace problems

/// The fields of this request that a refusal may be about, where they are not called after what
/// they hold.
struct FieldNames {
  std::string_view amount = "amount";
};
Problem refused(subscriber::Refusal refusal, FieldNames names = {});

}  // namespace airperk::face::rest
