// What a status says, in every form that a host sees.
#include <uniselector/status.h>

#include "support/catch.h"

using namespace uniselector;

TEST_CASE("an OK status says OK and nothing else", "[base][status]") {
  const Status ok;
  CHECK(ok.ok());
  CHECK(ok.code() == StatusCode::kOk);
  CHECK(ok.message().empty());
  CHECK(ok.detail().empty());
  CHECK(ok.to_string() == "OK");
  CHECK(Status(StatusCode::kOk, "ignored").ok());
  CHECK(sizeof(Status) == sizeof(void*));
}

TEST_CASE("a failed status carries code, sentence and word", "[base][status]") {
  const Status status = failed_precondition("offer 7 has ended", "offer_gone");
  CHECK_FALSE(status.ok());
  CHECK(status.code() == StatusCode::kFailedPrecondition);
  CHECK(status.message() == "offer 7 has ended");
  CHECK(status.detail() == "offer_gone");
  CHECK(status.to_string() == "FailedPrecondition: offer 7 has ended");
}

TEST_CASE("copies are independent and moves leave OK", "[base][status]") {
  Status first = not_found("agent 'ann' is not known");
  Status copy = first;
  const Status moved = std::move(first);
  CHECK(moved.to_string() == copy.to_string());
  copy = Status();
  CHECK(copy.ok());
  CHECK(moved.code() == StatusCode::kNotFound);
}

TEST_CASE("codes have the numbers and names of gRPC", "[base][status]") {
  CHECK(to_string(StatusCode::kOk) == "OK");
  CHECK(to_string(StatusCode::kInvalidArgument) == "InvalidArgument");
  CHECK(to_string(StatusCode::kDataLoss) == "DataLoss");
  CHECK(static_cast<int>(StatusCode::kNotFound) == 5);
  CHECK(static_cast<int>(StatusCode::kResourceExhausted) == 8);
  CHECK(static_cast<int>(StatusCode::kDataLoss) == 15);
}

TEST_CASE("every maker makes its code", "[base][status]") {
  CHECK(ok_status().ok());
  CHECK(invalid_argument("m").code() == StatusCode::kInvalidArgument);
  CHECK(already_exists("m").code() == StatusCode::kAlreadyExists);
  CHECK(resource_exhausted("m").code() == StatusCode::kResourceExhausted);
  CHECK(aborted("m").code() == StatusCode::kAborted);
  CHECK(out_of_range("m").code() == StatusCode::kOutOfRange);
  CHECK(internal_error("m").code() == StatusCode::kInternal);
}

TEST_CASE("a result holds a value or the reason for none", "[base][status]") {
  Result<std::string> good(std::string("x"));
  REQUIRE(good.ok());
  CHECK(*good == "x");
  CHECK(good->size() == 1);
  CHECK(std::move(good).value() == "x");
  const Result<int> bad(out_of_range("too far"));
  CHECK_FALSE(bad.ok());
  CHECK(bad.value_or(3) == 3);
  CHECK(bad.status().code() == StatusCode::kOutOfRange);
  const Result<int> mistaken{Status()};
  CHECK(mistaken.status().code() == StatusCode::kInternal);
}
