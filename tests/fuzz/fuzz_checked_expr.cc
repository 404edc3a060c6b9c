// libFuzzer entry: the reader of checked and parsed expressions survives any bytes, what it accepts
// comes back unchanged through the writer, and the engine survives the trees, whatever types they
// claim.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <uniselector/cel_proto.h>

namespace {

namespace cel = uniselector::cel;

const cel::Limits& limits() {
  static const cel::Limits small{.depth = 60, .nodes = 2000, .cost = 20'000};
  return small;
}

const cel::Environment& environment() {
  static const cel::Environment made = [] {
    cel::EnvironmentOptions options;
    options.types = std::make_shared<cel::ProtoTypes>();
    options.limits = limits();
    options.variables = {{"x", cel::Type::integer()}, {"text", cel::Type::string()}};
    return cel::Environment::create(std::move(options)).value();
  }();
  return made;
}

void evaluate(cel::Ast ast) {
  const auto program = environment().plan(std::move(ast));
  if (!program.ok()) return;
  cel::Arena arena;
  const cel::Value slots[] = {cel::Value::integer(3), cel::Value::string("abc")};
  if (program->evaluate(slots, arena).is(cel::ValueKind::kAbsent)) std::abort();
}

cel::Ast must_read(const std::string& bytes, bool checked, std::string_view source) {
  auto ast = checked ? cel::from_checked_expr(bytes, limits(), source)
                     : cel::from_parsed_expr(bytes, limits(), source);
  if (!ast.ok()) std::abort();
  return std::move(ast).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool checked = (data[0] & 1) != 0;
  const std::string_view source = (data[0] & 2) != 0 ? "x +\n\xc3\xa4 1" : "";
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto read = checked ? cel::from_checked_expr(bytes, limits(), source)
                            : cel::from_parsed_expr(bytes, limits(), source);
  if (!read.ok()) return 0;
  const std::string written = checked ? cel::to_checked_expr(*read) : cel::to_parsed_expr(*read);
  cel::Ast again = must_read(written, checked, source);
  if ((checked ? cel::to_checked_expr(again) : cel::to_parsed_expr(again)) != written) std::abort();
  if (cel::print(again) != cel::print(*read)) std::abort();
  evaluate(std::move(again));
  cel::Ast once_more = must_read(written, checked, source);
  if (environment().check(once_more).ok()) evaluate(std::move(once_more));
  return 0;
}
