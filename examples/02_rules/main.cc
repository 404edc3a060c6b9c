// Rules as data: opens a centre whose tables say where interactions go, asks why, asks a table that
// routes nothing for the next best action, and tells what a candidate version would have changed.
// Run it beside center.yaml, or give the file as an argument.
#include <iostream>

#include <uniselector/uniselector.h>

int main(int argc, char** argv) {
  const char* file = argc > 1 ? argv[1] : "center.yaml";
  const uniselector::Time start = uniselector::parse_time("2026-12-22T09:00:00+01:00").value();
  auto opened = uniselector::Engine::open({.config_file = file, .start = start});
  if (!opened.ok()) {
    std::cerr << opened.status().to_string() << '\n';
    return 1;
  }
  uniselector::Engine& engine = opened.value();

  for (const char* const agent : {"ana", "ben"}) {
    const uniselector::Status status = engine.agent_login(agent);
    if (!status.ok()) std::cerr << status.to_string() << '\n';
  }
  const uniselector::SubmitRequest calls[] = {
      {.id = "call-1",
       .customer = "c-17",
       .attributes = {{"intent", "complaint"}, {"lang", "fr"}, {"sentiment", -0.8}}},
      {.id = "call-2",
       .customer = "c-18",
       .attributes = {{"intent", "mortgage"}, {"customer.value", 25'000}}},
  };
  for (const auto& call : calls) {
    const uniselector::Status status = engine.submit(call);
    if (!status.ok()) std::cerr << status.to_string() << '\n';
  }
  engine.poll([](const uniselector::Event& e) { std::cout << e << '\n'; });

  std::cout << "\nWhy call-1 is where it is:\n" << engine.explain_table("intake", "call-1").value();

  const auto next = engine.ask_table("next_action", "call-1").value();
  std::cout << "\nNext for its customer: "
            << uniselector::to_string(next.results.at(0).at("action")) << '\n';

  const auto intake = engine.table("intake").value();
  std::cout << "\nThe candidate would have decided otherwise in " << intake.different << " of "
            << intake.compared << ":\n";
  for (const auto& one : intake.differences) {
    std::cout << "  row " << one.candidate << " instead of row " << one.row << ": " << one.count
              << '\n';
  }
  return 0;
}
