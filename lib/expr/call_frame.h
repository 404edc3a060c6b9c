// What a native function gets besides its arguments: the arena, the budget, and a way to say why
// there is no value. One per evaluation, on the stack of the thread that evaluates.
#pragma once

#include <cstdint>
#include <string_view>

#include "expr/names.h"

namespace uniselector::expr {

class CallFrame final : public cel::Call {
 public:
  CallFrame(Arena& arena, const Limits& limits, std::uint64_t budget)
      : arena_(arena), limits_(limits), budget_(budget) {}
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  Arena& arena() override { return arena_; }
  const Limits& limits() const { return limits_; }

  Value error(StatusCode code, std::string_view message) override {
    return make_error(code, message);
  }
  /// InvalidArgument, the common case.
  Value error(std::string_view message) {
    return make_error(StatusCode::kInvalidArgument, message);
  }
  /// OutOfRange: "integer overflow" and the like.
  Value out_of_range(std::string_view message) {
    return make_error(StatusCode::kOutOfRange, message);
  }
  /// "no such overload: size(int)".
  Value no_such_overload(std::string_view function, const Value* arguments, std::size_t count);

  bool charge(std::uint64_t units) override {
    spent_ += units;
    return spent_ <= budget_;
  }
  /// Work over `bytes` of text: a tenth of a unit each.
  bool charge_text(std::size_t bytes) { return charge((bytes + 9) / 10); }
  /// A look at a text that is nearly always short, as keys of maps are: free below 128 bytes.
  bool charge_key(const Value& key) {
    return !key.is(ValueKind::kString) || charge(key.as_string().size() / 128);
  }
  Value budget_error() override;
  std::uint64_t spent() const { return spent_; }

  /// What Overload::prepare made of the constant arguments, or null.
  const void* state() const { return state_; }
  void set_state(const void* state) { state_ = state; }
  /// The expression that is being called, for errors.
  void set_expression(std::uint32_t id) { expression_ = id; }
  std::uint32_t expression() const { return expression_; }

 private:
  Value make_error(StatusCode code, std::string_view message);

  Arena& arena_;
  const Limits& limits_;
  std::uint64_t budget_;
  std::uint64_t spent_ = 0;
  const void* state_ = nullptr;
  std::uint32_t expression_ = 0;
};

}  // namespace uniselector::expr
