// Ids beside handles: each finds the other while it is there, and nothing finds it afterwards.
#include "api/directory.h"

#include <string>

#include "support/catch.h"

namespace uniselector::api {
namespace {

std::uint64_t handle(std::uint32_t slot, std::uint32_t generation) {
  return model::Ref{slot, generation}.number();
}

TEST_CASE("an id and its handle find each other until it is removed", "[api][directory]") {
  Directory directory;
  directory.add("call-1", handle(0, 0));
  directory.add("call-2", handle(7, 3));
  CHECK(directory.find("call-1") == handle(0, 0));
  CHECK(directory.id_of(handle(7, 3)) == "call-2");
  directory.remove(handle(0, 0));
  CHECK(directory.find("call-1") == 0);
  CHECK(directory.id_of(handle(0, 0)).empty());
  CHECK(directory.find("call-2") == handle(7, 3));
}

TEST_CASE("a handle of an earlier record in the same slot finds nothing", "[api][directory]") {
  Directory directory;
  directory.add("old", handle(4, 1));
  directory.remove(handle(4, 1));
  directory.add("new", handle(4, 2));
  CHECK(directory.id_of(handle(4, 1)).empty());
  directory.remove(handle(4, 1));
  CHECK(directory.find("new") == handle(4, 2));
  CHECK(directory.id_of(handle(99, 0)).empty());
  CHECK(directory.id_of(0).empty());
}

TEST_CASE("ten thousand ids keep their handles while half of them go", "[api][directory]") {
  Directory directory;
  const auto id = [](std::uint32_t i) { return "interaction-" + std::to_string(i); };
  for (std::uint32_t i = 0; i < 10'000; ++i) directory.add(id(i), handle(i, 0));
  for (std::uint32_t i = 0; i < 10'000; i += 2) directory.remove(handle(i, 0));
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const bool there = i % 2 == 1;
    REQUIRE(directory.find(id(i)) == (there ? handle(i, 0) : 0));
    REQUIRE(directory.id_of(handle(i, 0)) == (there ? id(i) : std::string()));
  }
}

TEST_CASE("two tables hash the same id differently", "[api][directory]") {
  // Ids made to collide in one engine do not collide in the next.
  const int places[2] = {};
  CHECK(SeededHash(&places[0])("call-1") == SeededHash(&places[0])("call-1"));
  CHECK(SeededHash(&places[0])("call-1") != SeededHash(&places[1])("call-1"));
}

}  // namespace
}  // namespace uniselector::api
