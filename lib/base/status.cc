// Bodies of Status: kept out of the header so that an OK path inlines to one pointer test.
#include <uniselector/status.h>

#include <cstdio>
#include <cstdlib>

namespace uniselector {
namespace {
// Made on first use: the library runs nothing when it is loaded.
const std::string& empty_text() noexcept {
  static const std::string empty;
  return empty;
}
}  // namespace

std::string_view to_string(StatusCode code) {
  switch (code) {
    case StatusCode::kOk: return "OK";
    case StatusCode::kCancelled: return "Cancelled";
    case StatusCode::kUnknown: return "Unknown";
    case StatusCode::kInvalidArgument: return "InvalidArgument";
    case StatusCode::kDeadlineExceeded: return "DeadlineExceeded";
    case StatusCode::kNotFound: return "NotFound";
    case StatusCode::kAlreadyExists: return "AlreadyExists";
    case StatusCode::kPermissionDenied: return "PermissionDenied";
    case StatusCode::kResourceExhausted: return "ResourceExhausted";
    case StatusCode::kFailedPrecondition: return "FailedPrecondition";
    case StatusCode::kAborted: return "Aborted";
    case StatusCode::kOutOfRange: return "OutOfRange";
    case StatusCode::kUnimplemented: return "Unimplemented";
    case StatusCode::kInternal: return "Internal";
    case StatusCode::kUnavailable: return "Unavailable";
    case StatusCode::kDataLoss: return "DataLoss";
  }
  return "Unknown";
}

Status::Status(StatusCode code, std::string message, std::string detail) {
  if (code == StatusCode::kOk) return;
  rep_ = std::make_unique<Rep>(Rep{code, std::move(message), std::move(detail)});
}

Status::Status(const Status& other)
    : rep_(other.rep_ ? std::make_unique<Rep>(*other.rep_) : nullptr) {}

Status& Status::operator=(const Status& other) {
  if (this != &other) rep_ = other.rep_ ? std::make_unique<Rep>(*other.rep_) : nullptr;
  return *this;
}

const std::string& Status::message() const noexcept { return rep_ ? rep_->message : empty_text(); }
const std::string& Status::detail() const noexcept { return rep_ ? rep_->detail : empty_text(); }

std::string Status::to_string() const {
  if (ok()) return "OK";
  std::string text(uniselector::to_string(code()));
  text += ": ";
  text += rep_->message;
  return text;
}

Status ok_status() { return {}; }
Status invalid_argument(std::string message, std::string detail) {
  return {StatusCode::kInvalidArgument, std::move(message), std::move(detail)};
}
Status not_found(std::string message, std::string detail) {
  return {StatusCode::kNotFound, std::move(message), std::move(detail)};
}
Status already_exists(std::string message, std::string detail) {
  return {StatusCode::kAlreadyExists, std::move(message), std::move(detail)};
}
Status failed_precondition(std::string message, std::string detail) {
  return {StatusCode::kFailedPrecondition, std::move(message), std::move(detail)};
}
Status resource_exhausted(std::string message, std::string detail) {
  return {StatusCode::kResourceExhausted, std::move(message), std::move(detail)};
}
Status aborted(std::string message, std::string detail) {
  return {StatusCode::kAborted, std::move(message), std::move(detail)};
}
Status out_of_range(std::string message, std::string detail) {
  return {StatusCode::kOutOfRange, std::move(message), std::move(detail)};
}
Status internal_error(std::string message, std::string detail) {
  return {StatusCode::kInternal, std::move(message), std::move(detail)};
}

namespace internal {
void bad_result(const Status& status) {
  std::fprintf(stderr, "uniselector: value() of a failed Result: %s\n", status.to_string().c_str());
  std::abort();
}
}  // namespace internal

}  // namespace uniselector
