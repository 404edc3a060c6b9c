// Who carries which marks, against a scan of all classes.
#include "match/class_marks.h"

#include <algorithm>
#include <vector>

#include "base/prng.h"
#include "support/catch.h"

namespace uniselector::match {
namespace {

std::vector<ClassIx> candidates(const ClassMarks& marks, const std::vector<Mark>& asked) {
  std::vector<ClassIx> found;
  marks.for_each_candidate(asked, [&](ClassIx klass) { found.push_back(klass); });
  return found;
}

TEST_CASE("candidates are all who carry every mark, and nobody without the rarest", "[marks]") {
  base::Prng prng(5);
  constexpr Mark kMarks = 40;
  ClassMarks marks;
  std::vector<std::vector<Mark>> own;
  for (ClassIx k = 0; k < 200; ++k) {
    std::vector<Mark> carried;
    for (Mark m = 0; m < kMarks; ++m) {
      if (prng.below(m + 2) == 0) carried.push_back(m);
    }
    marks.add(carried);
    own.push_back(carried);
    REQUIRE(std::ranges::equal(marks.of(k), carried));
  }

  const auto carries = [&](ClassIx k, Mark m) {
    return std::find(own[k].begin(), own[k].end(), m) != own[k].end();
  };
  const auto carriers = [&](Mark m) {
    std::vector<ClassIx> all;
    for (ClassIx k = 0; k < own.size(); ++k) {
      if (carries(k, m)) all.push_back(k);
    }
    return all;
  };
  for (int round = 0; round < 500; ++round) {
    std::vector<Mark> asked;
    for (std::size_t n = 1 + prng.below(3); asked.size() < n;) {
      asked.push_back(static_cast<Mark>(prng.below(kMarks)));
    }
    std::size_t fewest = own.size();
    for (const Mark m : asked) fewest = std::min(fewest, carriers(m).size());
    const auto found = candidates(marks, asked);
    CHECK(found.size() == fewest);
    for (ClassIx k = 0; k < own.size(); ++k) {
      const bool all = std::ranges::all_of(asked, [&](Mark m) { return carries(k, m); });
      if (all) CHECK(std::ranges::find(found, k) != found.end());
    }
  }
}

TEST_CASE("without marks every class is a candidate, with an unknown one none", "[marks]") {
  ClassMarks marks;
  marks.add(std::vector<Mark>{1, 3});
  marks.add(std::vector<Mark>{});
  CHECK(candidates(marks, {}) == std::vector<ClassIx>{0, 1});
  CHECK(candidates(marks, {3}) == std::vector<ClassIx>{0});
  CHECK(candidates(marks, {2}).empty());
  CHECK(candidates(marks, {1, 1000}).empty());
}

}  // namespace
}  // namespace uniselector::match
