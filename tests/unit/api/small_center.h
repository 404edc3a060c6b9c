// A centre of one queue `care` and one agent `ana` who takes one call at a time, and the engine
// that the tests of the public interface drive. Every test asks at its end whether the books
// balance.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <uniselector/engine.h>

#include "support/catch.h"

namespace uniselector::test {

inline Center small_center() {
  Center center;
  center.queues.push_back({.id = "care"});
  center.agents.push_back({.id = "ana",
                           .queues = {{.queue = "care"}},
                           .capacity = Capacity{.channels = {{.channel = "voice", .max = 1}}},
                           .state = Presence::kReady});
  return center;
}

/// An engine whose books are looked at when it goes.
class Desk {
 public:
  explicit Desk(Options options) : engine_(open(std::move(options))) { drop_events(); }
  explicit Desk(const Center& center = small_center()) : Desk(Options{.center = center}) {}
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  ~Desk() { CHECK(engine_.check_books().to_string() == "OK"); }

  Engine& operator*() { return engine_; }
  Engine* operator->() { return &engine_; }

  void drop_events() { engine_.poll({}); }
  /// "submitted i1", "offered i1 ana", ...: events not yet polled.
  std::vector<std::string> events() {
    std::vector<std::string> lines;
    engine_.poll([&](const Event& event) { lines.push_back(line(event)); });
    return lines;
  }
  static std::string line(const Event& event) {
    std::string text(to_string(event.kind));
    for (const std::string_view name : {event.interaction, event.agent}) {
      if (!name.empty()) text += " " + std::string(name);
    }
    return text;
  }

 private:
  static Engine open(Options options) {
    Result<Engine> engine = Engine::open(std::move(options));
    REQUIRE(engine.status().to_string() == "OK");
    return std::move(engine).value();
  }

  Engine engine_;
};

}  // namespace uniselector::test
