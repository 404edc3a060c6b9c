// The timer structures against a sorted list.
#include <algorithm>
#include <tuple>
#include <vector>

#include "base/prng.h"
#include "engine/timers.h"
#include "support/catch.h"

namespace uniselector::engine {
namespace {

TEST_CASE("the heap pops in order of time, kind and arming, whatever is taken back", "[timers]") {
  base::Prng prng(7);
  TimerHeap heap;
  using Key = std::tuple<std::int64_t, TimerKind, std::uint32_t>;
  std::vector<std::pair<Key, std::uint32_t>> model;  // with handles
  std::uint32_t armed = 0;
  for (int step = 0; step < 20'000; ++step) {
    const auto roll = prng.below(10);
    if (roll < 5) {
      const auto due = static_cast<std::int64_t>(prng.below(50));
      const auto kind = static_cast<TimerKind>(prng.below(5));
      model.push_back({{due, kind, armed}, heap.push(due, kind, armed, 0)});
      ++armed;
    } else if (roll < 7 && !model.empty()) {
      const auto at = static_cast<std::ptrdiff_t>(prng.below(model.size()));
      std::uint32_t handle = model[static_cast<std::size_t>(at)].second;
      heap.remove(handle);
      REQUIRE(handle == kNoTimer);
      model.erase(model.begin() + at);
    } else if (!model.empty()) {
      const auto first = std::min_element(model.begin(), model.end());
      REQUIRE(heap.next_due() == std::get<0>(first->first));
      const TimerHeap::Entry entry = heap.pop();
      REQUIRE(Key(entry.due, entry.kind, entry.subject) == first->first);
      model.erase(first);
    }
    REQUIRE(heap.size() == model.size());
  }
}

TEST_CASE("a list keeps its head's time when records leave anywhere", "[timers]") {
  struct Record {
    std::uint32_t timer_prev = kNoTimer, timer_next = kNoTimer;
    std::int64_t due = 0;
  };
  std::vector<Record> records(5);
  TimerList list;
  const auto due_of = [&](std::uint32_t ix) { return records[ix].due; };
  for (std::uint32_t i = 0; i < 5; ++i) {
    records[i].due = 10 * (i + 1);
    append(list, records, i, records[i].due);
  }
  unlink(list, records, 2, due_of);
  CHECK(list.head_due == 10);
  unlink(list, records, 0, due_of);
  CHECK(list.head_due == 20);
  CHECK(list.head == 1);
  unlink(list, records, 4, due_of);
  CHECK(list.tail == 3);
  CHECK(list.tail_due == 40);
  unlink(list, records, 1, due_of);
  unlink(list, records, 3, due_of);
  CHECK(list.head == kNoTimer);
  CHECK(list.head_due == kNever);
}

}  // namespace
}  // namespace uniselector::engine
