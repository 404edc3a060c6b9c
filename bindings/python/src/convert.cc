// See the header. Mappings go through JSON text, so that Python and files share one reader and one
// set of complaints.
#include "convert.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "config/values.h"

namespace uniselector::python {
namespace {

/// Whole seconds within which any fraction added stays within 64 bits of nanoseconds: 292 years.
constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;

py::object make_error(py::module_& module, const char* name, const py::object& base) {
  py::object type = py::reinterpret_steal<py::object>(
      PyErr_NewException((std::string("uniselector.") + name).c_str(), base.ptr(), nullptr));
  module.attr(name) = type;
  return type;
}

const char* error_name(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kOutOfRange: return "InvalidArgumentError";
    case StatusCode::kNotFound: return "NotFoundError";
    case StatusCode::kAlreadyExists: return "AlreadyExistsError";
    case StatusCode::kFailedPrecondition: return "FailedPreconditionError";
    case StatusCode::kResourceExhausted: return "ResourceExhaustedError";
    case StatusCode::kAborted: return "AbortedError";
    default: return "Error";
  }
}

/// Text that may hold anything, the bytes of a path for one.
py::object lossy_text(const std::string& text) {
  PyObject* decoded =
      PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "replace");
  if (decoded == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(decoded);
}

std::string prefixed(std::string_view field, std::string_view text) {
  return std::string(field) + ": " + std::string(text);
}

[[noreturn]] void raise_overflow(std::string_view field, std::string_view expected) {
  throw std::overflow_error(prefixed(field, "out of range, expected " + std::string(expected)));
}

/// What the library read from text, its complaint named after the field.
template <class T>
T read_text(Result<T> result, std::string_view field) {
  const Status& status = result.status();
  if (!status.ok()) {
    raise_if_failed(Status(status.code(), prefixed(field, status.message()), status.detail()));
  }
  return std::move(result).value();
}

std::int64_t to_int64(const py::handle& value, std::string_view field, std::int64_t least,
                      std::int64_t most) {
  if (!PyLong_Check(value.ptr())) raise_wrong_type(value, field, "an int");
  int overflow = 0;
  const std::int64_t number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0 || number < least || number > most) {
    raise_overflow(field, std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

/// Seconds and nanoseconds (0 to 10^9) as one length.
Duration joined(std::int64_t seconds, std::int64_t nanoseconds, std::string_view field) {
  if (seconds < -kMaxSeconds || seconds > kMaxSeconds) raise_overflow(field, "at most 292 years");
  return std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanoseconds);
}

Duration from_seconds(double seconds, std::string_view field) {
  if (std::isnan(seconds)) throw py::value_error(prefixed(field, "found nan"));
  const double whole = std::floor(seconds);
  if (std::fabs(whole) > static_cast<double>(kMaxSeconds)) {
    raise_overflow(field, "at most 292 years");
  }
  return joined(static_cast<std::int64_t>(whole), std::llround((seconds - whole) * 1e9), field);
}

py::object datetime_type(const char* name) { return py::module_::import("datetime").attr(name); }

Duration from_timedelta(const py::handle& value, std::string_view field) {
  const auto days = value.attr("days").cast<std::int64_t>();
  const auto seconds = value.attr("seconds").cast<std::int64_t>();
  const auto micros = value.attr("microseconds").cast<std::int64_t>();
  return joined(days * 86400 + seconds, micros * 1000, field);
}

/// A number of seconds, if it is one.
std::optional<Duration> number_of_seconds(const py::handle& value, std::string_view field) {
  if (py::isinstance<py::int_>(value)) {
    return joined(to_int64(value, field, -kMaxSeconds, kMaxSeconds), 0, field);
  }
  if (py::isinstance<py::float_>(value)) return from_seconds(value.cast<double>(), field);
  return std::nullopt;
}

py::object epoch() {
  return datetime_type("datetime")(1970, 1, 1,
                                   py::arg("tzinfo") = datetime_type("timezone").attr("utc"));
}

}  // namespace

void register_errors(py::module_& module) {
  const py::object error =
      make_error(module, "Error", py::reinterpret_borrow<py::object>(PyExc_Exception));
  error.attr("code") = "";  // each error that is raised has its own
  error.attr("detail") = "";
  for (const char* name : {"InvalidArgumentError", "NotFoundError", "AlreadyExistsError",
                           "FailedPreconditionError", "ResourceExhaustedError", "AbortedError"}) {
    make_error(module, name, error);
  }
}

void raise_if_failed(const Status& status) {
  if (status.ok()) return;
  const py::object type = py::module_::import("uniselector._core").attr(error_name(status.code()));
  const py::object error = type(lossy_text(status.message()));
  error.attr("code") = std::string(to_string(status.code()));
  error.attr("detail") = lossy_text(status.detail());
  PyErr_SetObject(type.ptr(), error.ptr());
  throw py::error_already_set();
}

void raise_wrong_type(const py::handle& value, std::string_view field, std::string_view expected) {
  throw py::type_error(prefixed(field, "found ") + Py_TYPE(value.ptr())->tp_name + ", expected " +
                       std::string(expected));
}

Duration to_duration(const py::handle& value, std::string_view field) {
  if (py::isinstance<py::str>(value)) {
    return read_text(parse_duration(value.cast<std::string>()), field);
  }
  if (py::isinstance(value, datetime_type("timedelta"))) return from_timedelta(value, field);
  if (const auto seconds = number_of_seconds(value, field)) return *seconds;
  raise_wrong_type(value, field, "a timedelta, seconds or text such as '1m30s'");
}

Time to_time(const py::handle& value, std::string_view field) {
  if (py::isinstance<py::str>(value)) {
    return read_text(parse_time(value.cast<std::string>()), field);
  }
  if (py::isinstance(value, datetime_type("datetime"))) {
    if (value.attr("utcoffset")().is_none()) {
      throw py::value_error(prefixed(field, "expected a datetime with a time zone"));
    }
    return Time(from_timedelta(value - epoch(), field));
  }
  if (const auto seconds = number_of_seconds(value, field)) return Time(*seconds);
  raise_wrong_type(value, field, "a datetime, seconds since 1970 or RFC 3339 text");
}

int to_int(const py::handle& value, std::string_view field) {
  return static_cast<int>(
      to_int64(value, field, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

std::uint64_t to_natural(const py::handle& value, std::string_view field) {
  if (!PyLong_Check(value.ptr())) raise_wrong_type(value, field, "an int");
  const std::uint64_t number = PyLong_AsUnsignedLongLong(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    raise_overflow(field, "0 to " + std::to_string(std::numeric_limits<std::uint64_t>::max()));
  }
  return number;
}

py::object from_duration(Duration length) {
  return datetime_type("timedelta")(py::arg("microseconds") = to_ns(length) / 1000);
}

py::object from_time(Time point) { return epoch() + from_duration(point.time_since_epoch()); }

py::object from_optional_time(const std::optional<Time>& point) {
  return point ? from_time(*point) : py::object(py::none());
}

bool is_mapping(const py::handle& value) {
  return py::isinstance<py::dict>(value) ||
         py::isinstance(value, py::module_::import("collections.abc").attr("Mapping"));
}

std::string to_path(const py::handle& value, std::string_view field) {
  if (!py::isinstance<py::str>(value) && !py::isinstance<py::bytes>(value) &&
      !py::hasattr(value, "__fspath__")) {
    raise_wrong_type(value, field, "a path");
  }
  const py::object bytes = py::module_::import("os").attr("fsencode")(value);
  std::string path = bytes.cast<std::string>();
  if (path.find('\0') != std::string::npos) {
    throw py::value_error(prefixed(field, "a path has no null byte"));
  }
  return path;
}

AttributeValue to_attribute(const py::handle& value, std::string_view field) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::int_>(value)) {
    return to_int64(value, field, std::numeric_limits<std::int64_t>::min(),
                    std::numeric_limits<std::int64_t>::max());
  }
  if (py::isinstance<py::float_>(value)) return value.cast<double>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  raise_wrong_type(value, field, "a bool, int, float or str");
}

Attributes to_attributes(const py::object& mapping) {
  Attributes attributes;
  each_item(mapping, "attributes", [&](const std::string& name, const py::object& value) {
    attributes[name] = to_attribute(value, "attributes." + name);
  });
  return attributes;
}

std::map<std::string, std::optional<AttributeValue>> to_attribute_changes(const py::object& map) {
  std::map<std::string, std::optional<AttributeValue>> changes;
  each_item(map, "attributes", [&](const std::string& name, const py::object& value) {
    changes[name] = to_optional<AttributeValue>(value, "attributes." + name, to_attribute);
  });
  return changes;
}

py::object from_attribute(const AttributeValue& value) {
  return std::visit([](const auto& v) -> py::object { return py::cast(v); }, value);
}

py::dict from_attributes(const Attributes& attributes) {
  py::dict result;
  for (const auto& [name, value] : attributes) result[py::str(name)] = from_attribute(value);
  return result;
}

namespace {

/// What json makes of a value that it does not know itself.
py::object as_plain(const py::object& value) {
  if (is_mapping(value)) return py::dict(value);
  if (py::isinstance(value, datetime_type("timedelta"))) {
    return py::str(to_string(from_timedelta(value, "timedelta")));
  }
  if (py::isinstance(value, py::module_::import("collections.abc").attr("Sequence")) &&
      !py::isinstance<py::bytes>(value)) {
    return py::list(value);
  }
  raise_wrong_type(value, "value", "what a configuration file can hold");
}

/// Reads a value the way a configuration file has it; its complaints become one exception.
template <class Read>
auto read_as(const py::object& value, const char* name, Read read) {
  config::Complaints complaints(name);
  const auto documents = config::parse_documents(to_json_text(value), 1, complaints);
  if (!complaints.empty() || documents.empty()) raise_if_failed(to_status(complaints.list()));
  auto result = read(config::NodeReader(documents[0], name, complaints));
  if (!complaints.empty()) raise_if_failed(to_status(complaints.list()));
  return result;
}

}  // namespace

std::string to_json_text(const py::object& value) {
  return py::module_::import("json")
      .attr("dumps")(value, py::arg("default") = py::cpp_function(as_plain),
                     py::arg("allow_nan") = false)
      .cast<std::string>();
}

Requirement to_requirement(const py::object& value) {
  if (value.is_none()) return {};
  return read_as(value, "require", config::read_requirement);
}

std::vector<RelaxStep> to_relax(const py::object& value) {
  if (value.is_none()) return {};
  return read_as(value, "relax", config::read_relax);
}

std::vector<QueueMembership> to_memberships(const py::object& value) {
  return read_as(value, "queues", config::read_memberships);
}

Capacity to_capacity(const py::object& value) {
  return read_as(value, "capacity", config::read_capacity);
}

}  // namespace uniselector::python
