// The smallest host: opens a configuration, signs an agent in, submits a call, prints the events
// and the reason for the decision. Run it beside center.yaml, or give the file as an argument.
#include <iostream>

#include <uniselector/uniselector.h>

int main(int argc, char** argv) {
  const char* file = argc > 1 ? argv[1] : "center.yaml";
  auto engine = uniselector::Engine::open({.config_file = file}).value();

  uniselector::Status status = engine.agent_login("ana");  // presence: ready
  if (status.ok())
    status = engine.submit({.id = "call-1", .queue = "care", .attributes = {{"lang", "zh"}}});

  engine.poll([](const uniselector::Event& e) { std::cout << e << '\n'; });
  std::cout << (status.ok() ? engine.explain("call-1").value() : status.to_string()) << '\n';
  return status.ok() ? 0 : 1;
}
