// Files are read whole, within a bound, and every failure names the file. What packed files may
// hold is tested where they are read, in the tests of the bank's log.
#include "runtime/file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/catch.h"

namespace uniselector::runtime {
namespace {

TEST_CASE("files are bounded and their absence is an answer", "[file]") {
  CHECK(read_file("no/such/file.yaml", 5).status().code() == StatusCode::kNotFound);
  const std::string path =
      (std::filesystem::temp_directory_path() / "uniselector-read-file-test.yaml").string();
  std::ofstream(path) << "12345";
  const auto whole = read_file(path, 5);
  REQUIRE(whole.ok());
  CHECK(*whole == "12345");
  CHECK(read_file(path, 4).status().code() == StatusCode::kResourceExhausted);
  std::remove(path.c_str());
  CHECK_FALSE(read_file(UNISELECTOR_SOURCE_DIR, 5).ok());
}

}  // namespace
}  // namespace uniselector::runtime
