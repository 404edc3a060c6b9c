// Status and Result: how every call of the library answers.
//
// Codes have the canonical names and numbers used by gRPC and Abseil, so a host converts a code
// with a cast. A failed status carries one sentence that names the field or object, what
// was found and what was expected; it never needs parsing, but `detail()` gives a stable word for
// the cases that programs branch on (for example "offer_gone").
//
//   uniselector::Status s = engine.accept("call-1", "ana");
//   if (!s.ok()) log(s.to_string());
//
// Values; safe to copy between threads. An OK status costs no allocation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <uniselector/export.h>

namespace uniselector {

/// Canonical status codes; the numbers never change.
enum class StatusCode : std::uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
};

/// The name of a code as it is written in scenario files: "OK", "NotFound", ...
UNISELECTOR_API std::string_view to_string(StatusCode code);

/// The outcome of a call: OK, or a code with a message. Truthiness is spelled `ok()`.
class [[nodiscard]] UNISELECTOR_API Status {
 public:
  /// OK.
  Status() noexcept = default;
  /// A status with `code`; `detail` is a stable word for programs and may be empty.
  Status(StatusCode code, std::string message, std::string detail = {});
  Status(const Status& other);
  Status(Status&&) noexcept = default;
  Status& operator=(const Status& other);
  Status& operator=(Status&&) noexcept = default;
  ~Status() = default;

  bool ok() const noexcept { return rep_ == nullptr; }
  StatusCode code() const noexcept { return rep_ ? rep_->code : StatusCode::kOk; }
  /// One sentence: the field or object, what was found, what was expected. Empty when OK.
  const std::string& message() const noexcept;
  /// A stable word such as "offer_gone", or empty.
  const std::string& detail() const noexcept;
  /// "NotFound: agent 'ann' is not known", or "OK".
  std::string to_string() const;

 private:
  struct Rep {
    StatusCode code;
    std::string message;
    std::string detail;
  };
  std::unique_ptr<Rep> rep_;
};

UNISELECTOR_API Status ok_status();
UNISELECTOR_API Status invalid_argument(std::string message, std::string detail = {});
UNISELECTOR_API Status not_found(std::string message, std::string detail = {});
UNISELECTOR_API Status already_exists(std::string message, std::string detail = {});
UNISELECTOR_API Status failed_precondition(std::string message, std::string detail = {});
UNISELECTOR_API Status resource_exhausted(std::string message, std::string detail = {});
UNISELECTOR_API Status aborted(std::string message, std::string detail = {});
UNISELECTOR_API Status out_of_range(std::string message, std::string detail = {});
UNISELECTOR_API Status internal_error(std::string message, std::string detail = {});

/// A value or the status that says why there is none. `value()` on an error is a programming
/// mistake and ends the program with the status on standard error; check `ok()` first.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}                    // NOLINT(runtime/explicit)
  Result(Status status) : status_(std::move(status)) { check(); }  // NOLINT(runtime/explicit)

  bool ok() const noexcept { return value_.has_value(); }
  const Status& status() const noexcept { return status_; }

  T& value() & { return require(), *value_; }
  const T& value() const& { return require(), *value_; }
  T&& value() && { return require(), std::move(*value_); }
  T value_or(T fallback) const& { return ok() ? *value_ : std::move(fallback); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  void check();
  void require() const;

  Status status_;
  std::optional<T> value_;
};

namespace internal {
[[noreturn]] UNISELECTOR_API void bad_result(const Status& status);
}  // namespace internal

template <class T>
void Result<T>::check() {
  if (status_.ok()) status_ = internal_error("a Result was made from an OK status without a value");
}

template <class T>
void Result<T>::require() const {
  if (!ok()) internal::bad_result(status_);
}

}  // namespace uniselector
