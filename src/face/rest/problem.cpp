#include "face/rest/problem.h"

#include <fmt/format.h>

#include "face/rest/json.h"

namespace airperk::face::rest {
namespace {

using subscriber::Refusal;

struct Case {
  unsigned status;
  std::string_view type;
  std::string_view title;
  std::string_view field = {};
};

/// A refusal that no rule of the book stands behind.
Case case_of(Refusal refusal, FieldNames names) {
  switch (refusal) {
    case Refusal::unknown_subscriber:
      return {404, "unknown-subscriber", "Unknown subscriber"};
    case Refusal::service_not_taken:
      return {404, "service-not-taken", "Service not taken"};
    case Refusal::unknown_brand:
      return {422, "unknown-name", "Unknown name", "brand"};
    case Refusal::unknown_tariff:
      return {422, "unknown-name", "Unknown name", "tariff"};
    case Refusal::unknown_service:
      return {422, "unknown-name", "Unknown name", "service"};
    case Refusal::unknown_language:
      return {422, "unknown-name", "Unknown name", "language"};
    case Refusal::unknown_region:
      return {422, "unknown-name", "Unknown name", "region"};
    case Refusal::unknown_recipient:
      return {422, "unknown-name", "Unknown name", "to"};
    case Refusal::amount_not_positive:
    case Refusal::amount_too_large:
      return {422, "bad-field", "A field is not as it must be", names.amount};
    case Refusal::validity_not_positive:
      return {422, "bad-field", "A field is not as it must be", "valid_hours"};
    case Refusal::reason_missing:
      return {422, "bad-field", "A field is not as it must be", "reason"};
    case Refusal::unknown_charge:
      return {404, "unknown-charge", "Unknown charge", "charge"};
    case Refusal::refunded_already:
      return {409, "refunded-already", "Refunded already", "charge"};
    case Refusal::approval_missing:
      return {422, "bad-field", "A field is not as it must be", "approved_by"};
    case Refusal::amount_zero:
      return {422, "bad-field", "A field is not as it must be", names.amount};
    case Refusal::main_too_low:
      return {409, "main-too-low", "The main balance is too low", names.amount};
    case Refusal::number_taken:
      return {409, "number-taken", "Number taken", "imsi"};
    case Refusal::no_price:
      return {409, "no-price", "Not sold by the tariff"};
    case Refusal::clock_not_manual:
      return {409, "clock-not-manual", "The clock cannot be moved"};
    case Refusal::clock_backwards:
      return {409, "clock-backwards", "The clock only moves forward", "now"};
    default:
      return {409, "refused", "Refused"};
  }
}

}  // namespace

Response to_response(const Problem& problem) {
  json body{{"type", problem.type},
            {"title", problem.title},
            {"status", problem.status},
            {"detail", problem.detail}};
  if (!problem.field.empty()) body["field"] = problem.field;
  if (!problem.rule.empty()) body["rule"] = problem.rule;
  if (!problem.problems.empty()) body["problems"] = problem.problems;
  return {problem.status, text_of(body), "application/problem+json", problem.headers};
}

namespace problems {

Problem bad_request(std::string detail) {
  return {.status = 400,
          .type = "/problems/bad-request",
          .title = "The request cannot be read",
          .detail = std::move(detail)};
}

Problem unauthorized(bool token_given) {
  return {.status = 401,
          .type = "/problems/unauthorized",
          .title = "A token is needed",
          .detail = token_given ? "the token is not one of this server's; make one with `airperk "
                                  "token --role ROLE`"
                                : "send `Authorization: Bearer TOKEN`; make one with `airperk "
                                  "token --role ROLE`",
          .headers = {{"WWW-Authenticate", token_given
                                               ? "Bearer realm=\"airperk\", error=\"invalid_token\""
                                               : "Bearer realm=\"airperk\""}}};
}

Problem forbidden(std::string detail) {
  return {.status = 403,
          .type = "/problems/forbidden",
          .title = "The role may not do this",
          .detail = std::move(detail)};
}

Problem not_found(std::string detail) {
  return {.status = 404,
          .type = "/problems/not-found",
          .title = "Not found",
          .detail = std::move(detail)};
}

Problem damaged(std::string detail) {
  return {.status = 500,
          .type = "/problems/damaged",
          .title = "The disk is damaged there",
          .detail = std::move(detail)};
}

Problem broken(std::string detail) {
  return {.status = 500,
          .type = "/problems/broken",
          .title = "It cannot be decided, and has changed nothing",
          .detail = std::move(detail)};
}

Problem conflict(std::string detail) {
  return {.status = 409,
          .type = "/problems/conflict",
          .title = "Not as things stand",
          .detail = std::move(detail)};
}

Problem method_not_allowed(const std::string& allow) {
  return {.status = 405,
          .type = "/problems/method-not-allowed",
          .title = "Method not allowed",
          .detail = "this path takes " + allow,
          .headers = {{"Allow", allow}}};
}

Problem too_large(std::size_t bytes_max) {
  return {.status = 413,
          .type = "/problems/too-large",
          .title = "The body is too large",
          .detail = fmt::format("this path takes bodies of at most {} bytes", bytes_max)};
}

Problem unsupported_media(std::string_view wanted) {
  return {.status = 415,
          .type = "/problems/unsupported-media-type",
          .title = "Unsupported media type",
          .detail = fmt::format("send the body with `Content-Type: {}`", wanted)};
}

Problem bad_field(std::string field, std::string detail) {
  return {.status = 422,
          .type = "/problems/bad-field",
          .title = "A field is not as it must be",
          .detail = std::move(detail),
          .field = std::move(field)};
}

Problem busy() {
  return {.status = 503,
          .type = "/problems/busy",
          .title = "Too many connections",
          .detail = "the server has as many connections as it takes; try again",
          .headers = {{"Retry-After", "1"}}};
}

Problem overloaded() {
  return {.status = 503,
          .type = "/problems/busy",
          .title = "Busy",
          .detail =
              "more is asked than can be answered soon; nothing was done: ask again, with the "
              "same Idempotency-Key where there is one",
          .headers = {{"Retry-After", "1"}}};
}

Problem leaving() {
  return {.status = 503,
          .type = "/problems/leaving",
          .title = "The server is stopping",
          .detail = "nothing was done; ask again once it is back, with the same Idempotency-Key",
          .headers = {{"Retry-After", "5"}}};
}

Problem internal() {
  return {.status = 500,
          .type = "/problems/internal",
          .title = "Something went wrong here",
          .detail = "the server's log says more"};
}

}  // namespace problems

Problem refused(Refusal refusal, FieldNames names) {
  Problem problem;
  problem.detail = subscriber::words_of(refusal);
  problem.rule = subscriber::rule_of(refusal);
  if (!problem.rule.empty()) {
    problem.status = 409;
    problem.type = "/problems/" + problem.rule;
    problem.title = "Refused by rule " + problem.rule;
    return problem;
  }
  const auto found = case_of(refusal, names);
  problem.status = found.status;
  problem.type = fmt::format("/problems/{}", found.type);
  problem.title = found.title;
  problem.field = found.field;
  return problem;
}

}  // namespace airperk::face::rest
