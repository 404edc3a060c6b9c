// Our own runtime in the comparison of expression runtimes: a host that knows <uniselector/cel.h>
// and nothing else of this library.
//
// A line on standard input asks for a measure ("evaluate int_equal 20": evaluate for at least 20
// milliseconds); a line of JSON on standard output answers it. Times are processor time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include <uniselector/cel.h>
#include <uniselector/version.h>

namespace {

namespace cel = uniselector::cel;
using Json = nlohmann::json;

// What a program would hold before it knows of any runtime. Its lists and maps lend themselves to
// expressions as they are.
class HostList final : public cel::List {
 public:
  explicit HostList(std::vector<std::int64_t> numbers) : numbers_(std::move(numbers)) {}
  std::size_t size() const override { return numbers_.size(); }
  cel::Value at(std::size_t index, cel::Arena&) const override {
    return cel::Value::integer(numbers_[index]);
  }

 private:
  std::vector<std::int64_t> numbers_;
};

struct Timestamp {
  std::int64_t seconds = 0;
};

class HostMap;
using Host = std::variant<bool, std::int64_t, double, std::string, Timestamp, HostList,
                          std::unique_ptr<HostMap>>;

cel::Value lend(const Host& host);

// A few entries, searched one after the other.
class HostMap final : public cel::Map {
 public:
  void add(std::string key, Host value) { entries_.push_back({std::move(key), std::move(value)}); }
  std::size_t size() const override { return entries_.size(); }
  cel::Value find(const cel::Value& key, cel::Arena&) const override {
    if (!key.is(cel::ValueKind::kString)) return {};
    for (const Entry& entry : entries_) {
      if (entry.key == key.as_string()) return lend(entry.value);
    }
    return {};
  }
  cel::Value key_at(std::size_t index, cel::Arena&) const override {
    return cel::Value::string(entries_[index].key);
  }
  cel::Value value_at(std::size_t index, cel::Arena&) const override {
    return lend(entries_[index].value);
  }

 private:
  struct Entry {
    std::string key;
    Host value;
  };
  std::vector<Entry> entries_;
};

cel::Value lend(bool v) { return cel::Value::boolean(v); }
cel::Value lend(std::int64_t v) { return cel::Value::integer(v); }
cel::Value lend(double v) { return cel::Value::real(v); }
cel::Value lend(const std::string& v) { return cel::Value::string(v); }
cel::Value lend(const Timestamp& v) { return cel::Value::timestamp(v.seconds, 0); }
cel::Value lend(const HostList& v) { return cel::Value::list(&v); }
cel::Value lend(const std::unique_ptr<HostMap>& v) { return cel::Value::map(v.get()); }
cel::Value lend(const Host& host) {
  return std::visit([](const auto& v) { return lend(v); }, host);
}

// The types that the workload declares.
cel::Type type_of(const std::string& name) {
  const std::map<std::string, cel::Type> types = {
      {"bool", cel::Type::boolean()},
      {"int", cel::Type::integer()},
      {"double", cel::Type::real()},
      {"string", cel::Type::string()},
      {"timestamp", cel::Type::timestamp()},
      {"list(int)", cel::Type::list(cel::Type::integer())},
      {"map(string, string)", cel::Type::map(cel::Type::string(), cel::Type::string())},
      {"map(string, dyn)", cel::Type::map(cel::Type::string(), cel::Type::dyn())}};
  return types.at(name);
}

// Text in RFC 3339, read by the language itself.
Timestamp read_timestamp(const Json& text) {
  const cel::Environment environment = cel::Environment::create({}).value();
  const cel::Program program = environment.compile("timestamp(" + text.dump() + ")").value();
  cel::Arena arena;
  return {program.evaluate({}, arena).timestamp_seconds()};
}

Host read_host(const std::string& type, const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (type == "timestamp") return read_timestamp(value);
  if (type == "double") return value.get<double>();
  if (value.is_number()) return value.get<std::int64_t>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) return HostList(value.get<std::vector<std::int64_t>>());
  auto map = std::make_unique<HostMap>();
  for (const auto& [key, element] : value.items()) map->add(key, read_host("", element));
  return map;
}

Json to_json(const cel::Value& value) {
  if (value.is(cel::ValueKind::kBool)) return value.as_bool();
  if (value.is(cel::ValueKind::kInt)) return value.as_int();
  if (value.is(cel::ValueKind::kString)) return std::string(value.as_string());
  return nullptr;
}

// One expression with its inputs: as the host has them, and as the runtime likes them.
class Expression {
 public:
  explicit Expression(const Json& test_case)
      : source_(test_case["cel"]), environment_(environment_of(test_case["variables"])) {
    for (const Json& variable : test_case["variables"]) {
      host_.push_back(read_host(variable["type"], variable["value"]));
    }
    for (const Host& host : host_) bound_.push_back(cel::deep_copy(bound_arena_, lend(host)));
    slots_.resize(host_.size());
    uniselector::Result<cel::Program> program = environment_.compile(source_);
    if (program.ok()) program_ = std::move(program).value();
    if (!program.ok()) failure_ = program.status().message();
  }

  // Nanoseconds a time over at least `milliseconds`, and the last value; or what went wrong.
  Json measure(const std::string& what, double milliseconds) {
    if (!program_) return Json::object({{"error", failure_}});
    const double wanted = milliseconds * 1e6;
    for (std::int64_t count = 1;;) {
      const std::clock_t start = std::clock();
      const cel::Value value = run(what, count);
      const double spent = static_cast<double>(std::clock() - start) * (1e9 / CLOCKS_PER_SEC);
      if (value.is(cel::ValueKind::kError))
        return Json::object({{"error", value.as_error().message}});
      if (spent >= wanted) {
        const double each = spent / static_cast<double>(count);
        return Json::object({{"ns", each}, {"count", count}, {"value", to_json(value)}});
      }
      const double guess = static_cast<double>(count) * wanted / std::max(spent, 1.0) * 1.1;
      count = std::clamp(static_cast<std::int64_t>(std::min(guess, 1e15)), count * 2, count * 100);
    }
  }

 private:
  static cel::Environment environment_of(const Json& variables) {
    cel::EnvironmentOptions options;
    for (const Json& variable : variables) {
      options.variables.push_back({variable["name"], type_of(variable["type"])});
    }
    return cel::Environment::create(std::move(options)).value();
  }

  // Does the work `count` times; the last value.
  cel::Value run(const std::string& what, std::int64_t count) {
    if (what == "compile") return compile(count);
    return what == "evaluate" ? evaluate(count) : event(count);
  }
  cel::Value compile(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      if (!environment_.compile(source_).ok()) {
        return cel::make_error(arena_, uniselector::StatusCode::kInternal, "compiled only once");
      }
    }
    return {};
  }
  cel::Value evaluate(std::int64_t count) {
    cel::Value value;
    for (std::int64_t i = 0; i < count; ++i) {
      arena_.reset();
      value = program_->evaluate(bound_, arena_);
    }
    return value;
  }
  cel::Value event(std::int64_t count) {
    cel::Value value;
    for (std::int64_t i = 0; i < count; ++i) {
      arena_.reset();
      for (std::size_t slot = 0; slot < host_.size(); ++slot) slots_[slot] = lend(host_[slot]);
      value = program_->evaluate(slots_, arena_);
    }
    return value;
  }

  std::string source_;
  cel::Environment environment_;
  std::optional<cel::Program> program_;
  std::string failure_;
  std::vector<Host> host_;
  cel::Arena bound_arena_;
  std::vector<cel::Value> bound_;
  std::vector<cel::Value> slots_;
  cel::Arena arena_;
};

}  // namespace

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "");
  if (!file) {
    std::cerr << "usage: uniselector_cel expressions.jsonl\n";
    return 2;
  }
  std::map<std::string, std::unique_ptr<Expression>> expressions;
  for (std::string line; std::getline(file, line);) {
    const Json test_case = Json::parse(line);
    expressions[test_case["name"]] = std::make_unique<Expression>(test_case);
  }
  std::cout << Json::object({{"version", UNISELECTOR_VERSION}}) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string what, name;
    double milliseconds = 0;
    words >> what >> name >> milliseconds;
    const auto found = expressions.find(name);
    const Json answer = found != expressions.end()
                            ? found->second->measure(what, milliseconds)
                            : Json::object({{"error", "no such expression"}});
    std::cout << answer << std::endl;
  }
  return 0;
}
