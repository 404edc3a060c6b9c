// What works on files: simulate, replay, verify and scenarios. The Global Interpreter Lock is
// released while the library works; results cross as JSON text, which the package turns into
// values.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <uniselector/scenario.h>
#include <uniselector/simulation.h>

#include "bindings.h"
#include "config/center_reader.h"
#include "convert.h"

namespace uniselector::python {
namespace {

Center read_center(const py::object& config) {
  std::string text;
  std::string name = "configuration";
  if (py::isinstance<py::dict>(config)) {
    text = to_json_text(config);
  } else {
    name = py::str(config).cast<std::string>();
    text = value_or_raise(config::read_file(name, config::kMaxConfigBytes));
  }
  config::ReadResult read = config::read_center(text, name);
  if (!read.complaints.empty()) raise_if_failed(config::to_status(read.complaints));
  return std::move(read.center);
}

Workload read_workload_of(const py::object& workload) {
  if (py::isinstance<py::dict>(workload)) {
    return value_or_raise(read_workload(to_json_text(workload), "workload"));
  }
  const std::string name = py::str(workload).cast<std::string>();
  const std::string text = value_or_raise(config::read_file(name, config::kMaxConfigBytes));
  return value_or_raise(read_workload(text, name));
}

std::string simulate_json(const py::object& config, const py::object& workload, std::uint64_t seed,
                          int replications, const py::object& warm_up) {
  const Center center = read_center(config);
  const Workload load = read_workload_of(workload);
  SimulationOptions options{.seed = seed, .replications = replications};
  if (!warm_up.is_none()) options.warm_up = to_duration(warm_up);
  auto run = [&] {
    py::gil_scoped_release release;
    return simulate(center, load, options);
  };
  return to_json(value_or_raise(run()));
}

std::string replay_json(const std::string& path, const py::object& config, std::uint64_t seed,
                        const std::string& truths) {
  ReplayOptions options{.seed = seed};
  options.truths_file = truths;
  if (!config.is_none()) {
    options.center = read_center(config);
    options.center_name =
        py::isinstance<py::dict>(config) ? "configuration" : py::str(config).cast<std::string>();
  }
  auto run = [&] {
    py::gil_scoped_release release;
    return replay_bank(path, options);
  };
  return to_json(value_or_raise(run()));
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

}  // namespace

void bind_files(py::module_& module) {
  module.def("simulate_json", &simulate_json, py::arg("config"), py::arg("workload"),
             py::arg("seed"), py::arg("replications"), py::arg("warm_up"));
  module.def("replay_json", &replay_json, py::arg("path"), py::arg("config"), py::arg("seed"),
             py::arg("truths"));
  module.def(
      "run_scenario_file",
      [](const std::string& path, bool trace, bool naive) {
        auto run = [&] {
          py::gil_scoped_release release;
          return run_scenario_file(path, {.trace = trace, .naive_matcher = naive});
        };
        return scenario_list(value_or_raise(run()));
      },
      py::arg("path"), py::arg("trace") = false, py::arg("naive_matcher") = false);
  module.def(
      "run_scenario_text",
      [](const std::string& text, const std::string& name, bool trace, bool naive) {
        auto run = [&] {
          py::gil_scoped_release release;
          return run_scenario_text(text, name, {.trace = trace, .naive_matcher = naive});
        };
        return scenario_list(value_or_raise(run()));
      },
      py::arg("text"), py::arg("name") = "scenario", py::arg("trace") = false,
      py::arg("naive_matcher") = false);
}

}  // namespace uniselector::python
