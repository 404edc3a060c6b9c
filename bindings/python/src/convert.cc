// See the header. Mappings go through JSON text, so that Python and files share one reader and one
// set of complaints.
#include "convert.h"

#include <cmath>

#include "config/values.h"

namespace uniselector::python {
namespace {

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

Duration from_seconds(double seconds, const char* what) {
  if (!std::isfinite(seconds) || std::fabs(seconds) > 9.2e9) {
    throw py::value_error(std::string(what) + ": out of range");
  }
  const double whole = std::floor(seconds);
  return std::chrono::seconds(static_cast<std::int64_t>(whole)) +
         Duration(std::llround((seconds - whole) * 1e9));
}

}  // namespace

void register_errors(py::module_& module) {
  const py::object error =
      make_error(module, "Error", py::reinterpret_borrow<py::object>(PyExc_Exception));
  for (const char* name : {"InvalidArgumentError", "NotFoundError", "AlreadyExistsError",
                           "FailedPreconditionError", "ResourceExhaustedError", "AbortedError"}) {
    make_error(module, name, error);
  }
}

void raise_if_failed(const Status& status) {
  if (status.ok()) return;
  const py::object type = py::module_::import("uniselector._core").attr(error_name(status.code()));
  const py::object error = type(status.message());
  error.attr("code") = std::string(to_string(status.code()));
  error.attr("detail") = status.detail();
  PyErr_SetObject(type.ptr(), error.ptr());
  throw py::error_already_set();
}

Duration to_duration(const py::handle& value) {
  if (py::isinstance<py::str>(value))
    return value_or_raise(parse_duration(value.cast<std::string>()));
  if (py::hasattr(value, "total_seconds")) {
    const auto days = value.attr("days").cast<std::int64_t>();
    const auto seconds = value.attr("seconds").cast<std::int64_t>();
    const auto micros = value.attr("microseconds").cast<std::int64_t>();
    return std::chrono::seconds(days * 86400 + seconds) + std::chrono::microseconds(micros);
  }
  if (py::isinstance<py::int_>(value)) return std::chrono::seconds(value.cast<std::int64_t>());
  if (py::isinstance<py::float_>(value)) return from_seconds(value.cast<double>(), "duration");
  throw py::type_error("duration: expected timedelta, seconds or text such as '1m30s'");
}

std::optional<Duration> to_optional_duration(const py::object& value) {
  if (value.is_none()) return std::nullopt;
  return to_duration(value);
}

Time to_time(const py::handle& value) {
  if (py::isinstance<py::str>(value)) return value_or_raise(parse_time(value.cast<std::string>()));
  if (py::hasattr(value, "tzinfo") && py::hasattr(value, "timestamp")) {
    if (value.attr("tzinfo").is_none()) {
      throw py::value_error("time: expected a datetime with a time zone");
    }
    const py::object datetime = py::module_::import("datetime");
    const py::object epoch = datetime.attr("datetime")(
        1970, 1, 1, py::arg("tzinfo") = datetime.attr("timezone").attr("utc"));
    return Time(to_duration(value - epoch));
  }
  if (py::isinstance<py::int_>(value))
    return Time(std::chrono::seconds(value.cast<std::int64_t>()));
  if (py::isinstance<py::float_>(value)) return Time(from_seconds(value.cast<double>(), "time"));
  throw py::type_error("time: expected datetime, seconds since 1970 or RFC 3339 text");
}

std::optional<Time> to_optional_time(const py::object& value) {
  if (value.is_none()) return std::nullopt;
  return to_time(value);
}

py::object from_duration(Duration length) {
  return py::module_::import("datetime")
      .attr("timedelta")(py::arg("microseconds") = to_ns(length) / 1000);
}

py::object from_time(Time point) {
  const py::object datetime = py::module_::import("datetime");
  const py::object epoch = datetime.attr("datetime")(
      1970, 1, 1, py::arg("tzinfo") = datetime.attr("timezone").attr("utc"));
  return epoch + from_duration(point.time_since_epoch());
}

AttributeValue to_attribute(const py::handle& value) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::int_>(value)) return value.cast<std::int64_t>();
  if (py::isinstance<py::float_>(value)) return value.cast<double>();
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  throw py::type_error("attribute: expected bool, int, float or str");
}

py::object from_attribute(const AttributeValue& value) {
  return std::visit([](const auto& v) -> py::object { return py::cast(v); }, value);
}

py::dict from_attributes(const Attributes& attributes) {
  py::dict result;
  for (const auto& [name, value] : attributes) result[py::str(name)] = from_attribute(value);
  return result;
}

std::string to_json_text(const py::object& value) {
  return py::module_::import("json").attr("dumps")(value).cast<std::string>();
}

namespace {

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

Requirement to_requirement(const py::object& value) {
  if (value.is_none()) return {};
  return read_as(value, "require", config::read_requirement);
}

std::vector<RelaxStep> to_relax(const py::object& value) {
  if (value.is_none()) return {};
  return read_as(value, "relax", config::read_relax);
}

}  // namespace uniselector::python
