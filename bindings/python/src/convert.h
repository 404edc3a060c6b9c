// Between Python values and the library's: times, durations, numbers, attributes, statuses. Called
// with the GIL held. `field` names the value in complaints. A value of the wrong type raises
// TypeError, a number or length that the library's types cannot hold OverflowError, anything else
// that can be seen here ValueError; the rest is the engine's to refuse.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

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
Duration to_duration(const py::handle& value, std::string_view field);
/// datetime with a zone, number of seconds since 1970, or RFC 3339 text.
Time to_time(const py::handle& value, std::string_view field);
int to_int(const py::handle& value, std::string_view field);
std::uint64_t to_natural(const py::handle& value, std::string_view field);
/// `convert(value, field)`, or nothing for None.
template <class T>
std::optional<T> to_optional(const py::handle& value, std::string_view field,
                             T (*convert)(const py::handle&, std::string_view)) {
  if (value.is_none()) return std::nullopt;
  return convert(value, field);
}
/// The enumerator with this text; InvalidArgumentError says which texts there are.
template <class T>
T to_word(const std::string& text, std::string_view field, std::string_view expected) {
  const auto parsed = from_string<T>(text);
  if (!parsed) {
    raise_if_failed(invalid_argument(std::string(field) + ": found '" + text + "', expected " +
                                     std::string(expected)));
  }
  return *parsed;
}

py::object from_duration(Duration length);  ///< timedelta (microseconds)
py::object from_time(Time point);           ///< datetime in UTC (microseconds)
py::object from_optional_time(const std::optional<Time>& point);

/// Whether it is a dict or any other collections.abc.Mapping.
bool is_mapping(const py::handle& value);
/// The path in the bytes of the file system: of a str, bytes or os.PathLike.
std::string to_path(const py::handle& value, std::string_view field);
/// Calls `f(name, value)` for every item of a mapping with names of type str; None has none.
template <class F>
void each_item(const py::object& mapping, std::string_view field, F f);

AttributeValue to_attribute(const py::handle& value, std::string_view field);
Attributes to_attributes(const py::object& mapping);
/// Attributes where None erases.
std::map<std::string, std::optional<AttributeValue>> to_attribute_changes(const py::object& map);
py::object from_attribute(const AttributeValue& value);
py::dict from_attributes(const Attributes& attributes);

/// In the form of a configuration file: {"skills": {"fr": 3}, "attributes": {"site": "paris"}}.
Requirement to_requirement(const py::object& value);
std::vector<RelaxStep> to_relax(const py::object& value);
std::vector<QueueMembership> to_memberships(const py::object& value);
Capacity to_capacity(const py::object& value);
/// A mapping as JSON text, for everything that is read the way files are. Mappings and sequences of
/// any type may be nested in it, and a timedelta stands for its text.
std::string to_json_text(const py::object& value);

[[noreturn]] void raise_wrong_type(const py::handle& value, std::string_view field,
                                   std::string_view expected);

template <class F>
void each_item(const py::object& mapping, std::string_view field, F f) {
  if (mapping.is_none()) return;
  if (!is_mapping(mapping)) raise_wrong_type(mapping, field, "a mapping");
  for (const py::handle item : mapping.attr("items")()) {
    const auto pair = py::reinterpret_borrow<py::object>(item).cast<py::tuple>();
    const py::object name = pair[0];
    if (!py::isinstance<py::str>(name)) raise_wrong_type(name, field, "names of type str");
    f(name.cast<std::string>(), py::object(pair[1]));
  }
}

}  // namespace uniselector::python
