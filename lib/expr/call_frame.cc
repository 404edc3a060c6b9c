// Errors are made in the arena: they cost nothing unless they happen.
#include "expr/call_frame.h"

#include <string>

#include "base/text.h"

namespace uniselector::expr {

Value CallFrame::make_error(StatusCode code, std::string_view message) {
  auto* const error = arena_.make<cel::Error>();
  error->code = code;
  error->message = arena_.copy(message);
  error->expression = expression_;
  return Value::error(error);
}

Value CallFrame::no_such_overload(std::string_view function, const Value* arguments,
                                  std::size_t count) {
  std::string text = "no such overload: " + base::printable(function, 64) + "(";
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) text += ", ";
    text += base::printable(cel::type_name(arguments[i]), 64);
  }
  return make_error(StatusCode::kInvalidArgument, text + ")");
}

Value CallFrame::budget_error() {
  return make_error(StatusCode::kResourceExhausted,
                    "the evaluation costs more than its budget of " + std::to_string(budget_) +
                        " units (limit 'cost')");
}

}  // namespace uniselector::expr
