// The fields of one command: each is asked for by name, and what nobody asked for is unknown. So a
// command says its fields in one place, where it uses them. Lives while one command is read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/places.h"
#include "sim/scenario_values.h"

namespace uniselector::sim {

class CommandFields {
 public:
  CommandFields(const ReadContext& context, const NodeReader& node)
      : context_(context), node_(node) {}

  const ReadContext& context() const { return context_; }

  /// The value of the field, if it is given.
  std::optional<NodeReader> get(std::string_view name) {
    known_.push_back(name);
    return node_.member(name);
  }
  std::string text(std::string_view name) {
    const auto node = get(name);
    return node ? node->text().value_or("") : std::string();
  }
  std::string required(std::string_view name) {
    if (const auto node = get(name)) return node->text().value_or("");
    node_.complain(std::string(name) + " is missing");
    return {};
  }
  /// The field, or the whole value when it is a scalar: `abandon: i1`.
  std::string subject(std::string_view name) {
    if (!node_.is_scalar()) return required(name);
    known_.push_back(name);
    return node_.text().value_or("");
  }
  std::optional<int> integer(std::string_view name) {
    const auto node = get(name);
    return node ? node->small_integer(-kMostInteger, kMostInteger) : std::nullopt;
  }
  /// Of counts and versions, which are never negative.
  std::optional<std::int64_t> natural(std::string_view name) {
    const auto node = get(name);
    return node ? node->integer(0, kMostInteger) : std::nullopt;
  }
  /// The number of an offer, from 1; 0 when it is left out.
  std::uint64_t number(std::string_view name) {
    const auto node = get(name);
    if (!node) return 0;
    const auto value = node->integer(1, std::numeric_limits<std::int64_t>::max());
    return static_cast<std::uint64_t>(value.value_or(0));
  }
  bool flag(std::string_view name) {
    const auto node = get(name);
    return node && node->boolean().value_or(false);
  }
  std::optional<Duration> duration(std::string_view name) {
    const auto node = get(name);
    return node ? node->duration() : std::nullopt;
  }
  std::optional<Time> time(std::string_view name) {
    const auto node = get(name);
    return node ? std::optional(read_time(context_, *node)) : std::nullopt;
  }

  /// Compiles the expressions in the fields `require` and `relax`, with 1 for `{n}`.
  void check(Requirement require, std::vector<RelaxStep> relax) {
    if (context_.expressions == nullptr) return;
    const Repetition first(1);
    repeat_in(&require, first);
    for (RelaxStep& step : relax) repeat_in(&step, first);
    doubt(context_.expressions->run(require, relax));
  }
  /// The same of the field `capacity`.
  void check(const Capacity& capacity) {
    if (context_.expressions != nullptr) doubt(context_.expressions->run(capacity));
  }
  std::vector<config::Complaint> take_doubts() { return std::move(doubts_); }

  /// Complains about what nobody asked for.
  void finish() const {
    if (node_.is_scalar()) return;
    node_.each_member([&](const NodeReader& key, const NodeReader&) {
      if (std::find(known_.begin(), known_.end(), key.scalar()) == known_.end()) {
        complain_unknown(key, known_);
      }
    });
  }

 private:
  static constexpr int kMostInteger = 1'000'000'000;

  void doubt(const std::vector<model::Problem>& problems) {
    for (const model::Problem& problem : problems) {
      const config::Place place = config::locate(node_.node(), problem.path);
      doubts_.push_back({node_.complaints().file(), place.line, place.column,
                         node_.path() + "." + problem.path, problem.message});
    }
  }

  const ReadContext& context_;
  NodeReader node_;
  std::vector<std::string_view> known_{};
  std::vector<config::Complaint> doubts_{};
};

}  // namespace uniselector::sim
