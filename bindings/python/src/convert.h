// Between Python values and the library's: times, durations, attributes, statuses. Called with the
// GIL held.
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>

#include <uniselector/requests.h>
#include <uniselector/status.h>

namespace uniselector::python {

namespace py = pybind11;

/// Registers uniselector.Error and its subclasses in the module.
void register_errors(py::module_& module);
/// Raises the Python exception of a failed status: NotFoundError, InvalidArgumentError, ...
void raise_if_failed(const Status& status);
template <class T>
T value_or_raise(Result<T> result) {
  raise_if_failed(result.status());
  return std::move(result).value();
}

/// timedelta, number of seconds, or text such as "1m30s".
Duration to_duration(const py::handle& value);
std::optional<Duration> to_optional_duration(const py::object& value);
/// datetime with a zone, number of seconds since 1970, or RFC 3339 text.
Time to_time(const py::handle& value);
std::optional<Time> to_optional_time(const py::object& value);
py::object from_duration(Duration length);  ///< timedelta (microseconds)
py::object from_time(Time point);           ///< datetime in UTC (microseconds)

AttributeValue to_attribute(const py::handle& value);
py::object from_attribute(const AttributeValue& value);
py::dict from_attributes(const Attributes& attributes);

/// {"skills": {"fr": 3}, "attributes": {"site": "paris"}} in the form of a configuration file.
Requirement to_requirement(const py::object& value);
std::vector<RelaxStep> to_relax(const py::object& value);
/// A mapping as JSON text, for everything that is read the way files are.
std::string to_json_text(const py::object& value);

}  // namespace uniselector::python
