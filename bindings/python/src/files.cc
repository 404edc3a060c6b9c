// What works on files: simulate, replay and scenarios. The Global Interpreter Lock is released
// while the library works (bindings.h); results cross as JSON text, which the package turns into
// values.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <uniselector/scenario.h>
#include <uniselector/simulation.h>

#include "api/files_beside.h"
#include "bindings.h"
#include "config/center_reader.h"
#include "convert.h"
#include "runtime/file.h"

namespace uniselector::python {
namespace {

/// Text in the form of a file, and what complaints about it call it.
struct Source {
  std::string name;
  std::string text;
  bool is_file = false;
};

Source read_source(const py::object& given, const char* what) {
  if (is_mapping(given)) return {what, to_json_text(given), false};
  Source source{.name = to_path(given, what), .text = {}, .is_file = true};
  source.text = value_or_raise(runtime::read_file(source.name, config::kMaxTextBytes));
  return source;
}

Center read_center(const Source& source) {
  const config::ReadFile files =
      source.is_file ? api::files_beside(source.name) : config::ReadFile();
  config::ReadResult read = config::read_center(source.text, source.name, files);
  if (!read.complaints.empty()) raise_if_failed(config::to_status(read.complaints));
  return std::move(read.center);
}

/// Calls `work` without the lock.
template <class F>
auto unlocked(F work) {
  py::gil_scoped_release release;
  return work();
}

std::string simulate_json(const py::object& config, const py::object& workload,
                          const py::object& seed, const py::object& replications,
                          const py::object& warm_up) {
  SimulationOptions options{.seed = to_natural(seed, "seed"),
                            .replications = to_int(replications, "replications")};
  if (!warm_up.is_none()) options.warm_up = to_duration(warm_up, "warm_up");
  const Center center = read_center(read_source(config, "configuration"));
  const Source source = read_source(workload, "workload");
  const Workload load = value_or_raise(read_workload(source.text, source.name, center));
  return to_json(value_or_raise(unlocked([&] { return simulate(center, load, options); })));
}

std::string replay_json(const py::object& path, const py::object& config, const py::object& seed,
                        const py::object& truths) {
  const std::string file = to_path(path, "path");
  ReplayOptions options{.seed = to_natural(seed, "seed")};
  if (!truths.is_none()) options.truths_file = to_path(truths, "truths");
  if (!config.is_none()) {
    const Source source = read_source(config, "configuration");
    options.center = read_center(source);
    options.center_name = source.name;
  }
  return to_json(value_or_raise(unlocked([&] { return replay_bank(file, options); })));
}

py::list scenario_list(const std::vector<ScenarioResult>& results) {
  py::list list;
  for (const auto& r : results) {
    py::dict one;
    one["file"] = r.file;
    one["name"] = r.name;
    one["line"] = r.line;
    one["outcome"] = std::string(to_string(r.outcome));
    one["message"] = r.message;
    one["trace"] = r.trace;
    list.append(one);
  }
  return list;
}

py::list scenarios_of_file(const py::object& path, bool trace, bool naive_matcher) {
  const std::string file = to_path(path, "path");
  const ScenarioOptions options{.trace = trace, .naive_matcher = naive_matcher};
  return scenario_list(value_or_raise(unlocked([&] { return run_scenario_file(file, options); })));
}

py::list scenarios_of_text(const std::string& text, const std::string& name, bool trace,
                           bool naive_matcher) {
  const ScenarioOptions options{.trace = trace, .naive_matcher = naive_matcher};
  return scenario_list(
      value_or_raise(unlocked([&] { return run_scenario_text(text, name, options); })));
}

}  // namespace

void bind_files(py::module_& module) {
  module.def("simulate_json", &simulate_json, py::arg("config"), py::arg("workload"),
             py::arg("seed"), py::arg("replications"), py::arg("warm_up"));
  module.def("replay_json", &replay_json, py::arg("path"), py::arg("config"), py::arg("seed"),
             py::arg("truths"));
  module.def("run_scenario_file", &scenarios_of_file, py::arg("path"), py::arg("trace") = false,
             py::arg("naive_matcher") = false);
  module.def("run_scenario_text", &scenarios_of_text, py::arg("text"), py::arg("name") = "scenario",
             py::arg("trace") = false, py::arg("naive_matcher") = false);
}

}  // namespace uniselector::python
