// The frame of an expression in bytes: the tree first (decode_tree.cc), then where its parts stand
// in the source, then the types of its nodes (decode_types.cc).
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel_proto.h>

#include "cel_proto/checked_expr.h"
#include "cel_proto/decoder.h"

namespace uniselector::cel_proto {

namespace {

constexpr std::size_t kMaxBytes = 64u << 20;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::vector<std::uint32_t> character_starts(std::string_view text) {
  std::vector<std::uint32_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues(text[i])) starts.push_back(static_cast<std::uint32_t>(i));
  }
  starts.push_back(static_cast<std::uint32_t>(text.size()));
  return starts;
}

}  // namespace

bool Decoder::extension(std::string_view bytes) {
  std::string_view id;
  bool affects_us = false;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(wire::extension::kId)) {
      if (!text(in.bytes(), &id)) return false;
    } else if (in.is_varint(wire::extension::kAffected)) {
      affects_us = affects_us || in.varint() == wire::extension::kRuntime;
    } else if (in.is_bytes(wire::extension::kAffected)) {
      WireReader packed(in.bytes());
      for (std::uint64_t component = 0; packed.next_packed(&component);) {
        affects_us = affects_us || component == wire::extension::kRuntime;
      }
      if (!done(packed)) return false;
    }
  }
  if (!done(in)) return false;
  if (affects_us && id != "cel_block") {
    return fail("the expression needs extension '" + std::string(id) +
                "' of the runtime, which there is not");
  }
  return true;
}

bool Decoder::position(std::string_view bytes) {
  std::uint64_t id = 0;
  std::uint64_t at = 0;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_varint(wire::map_entry::kKey)) id = in.varint();
    if (in.is_varint(wire::map_entry::kValue)) at = in.varint();
  }
  if (!done(in)) return false;
  if (id <= UINT32_MAX && at <= UINT32_MAX) {
    positions_.emplace_back(static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(at));
  }
  return true;
}

bool Decoder::macro_call(std::string_view bytes) {
  std::uint64_t given = 0;
  std::uint32_t id = 0;
  std::optional<std::string_view> call;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_varint(wire::map_entry::kKey)) {
      given = in.varint();
    } else if (in.is_bytes(wire::map_entry::kValue)) {
      call = in.bytes();
    }
  }
  if (!done(in) || !id_of(given, &id)) return false;
  if (id == 0 || !call) return fail("found a macro call without id or expression");
  in_macro_call_ = true;
  const Expr* expr = expression(*call, 1);
  in_macro_call_ = false;
  if (expr == nullptr) return false;
  ast_.macro_calls.emplace_back(id, expr);
  return true;
}

bool Decoder::source_info(std::string_view bytes) {
  WireReader in(bytes);
  while (in.next()) {
    std::string_view location;
    bool right = true;
    switch (in.bytes_field()) {
      case wire::source_info::kLocation:
        right = text(in.bytes(), &location);
        if (right && !location.empty()) ast_.location = location;
        break;
      case wire::source_info::kPositions: right = position(in.bytes()); break;
      case wire::source_info::kMacroCalls: right = macro_call(in.bytes()); break;
      case wire::source_info::kExtensions: right = extension(in.bytes()); break;
      default: break;
    }
    if (!right) return false;
  }
  auto& calls = ast_.macro_calls;
  std::stable_sort(calls.begin(), calls.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto repeated = std::adjacent_find(
      calls.begin(), calls.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (repeated != calls.end()) {
    return fail("found two macro calls with id " + std::to_string(repeated->first));
  }
  return done(in);
}

Result<Ast> Decoder::read(std::string_view bytes, Fields fields, bool checked) {
  if (bytes.size() > kMaxBytes) {
    return resource_exhausted("expression bytes: found " + std::to_string(bytes.size()) +
                              " bytes, expected at most " + std::to_string(kMaxBytes));
  }
  if (source_.size() > limits_.source_characters * 4) {
    return resource_exhausted("source: found more than " +
                              std::to_string(limits_.source_characters) + " characters");
  }
  std::string_view info;
  std::optional<std::string_view> root;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(fields.expr)) root = in.bytes();
    if (in.is_bytes(fields.source_info)) info = in.bytes();
  }
  if (!done(in)) return problem_;
  if (!root) {
    fail("found no expression");
    return problem_;
  }
  ast_.root = expression(*root, 1);
  if (ast_.root == nullptr || !source_info(info)) return problem_;
  for (std::uint32_t* id : unnumbered_) {
    if (!id_of(std::uint64_t{ast_.last_id} + 1, id)) return problem_;
  }
  if (checked && !types_and_references(bytes)) return problem_;
  ast_.checked = checked;
  if (!source_.empty()) {
    ast_.source = source_;
    ast_.positions.resize(ast_.last_id + std::size_t{1});
    const std::vector<std::uint32_t> starts = character_starts(source_);
    for (const auto& [id, at] : positions_) {
      if (id > ast_.last_id) continue;
      ast_.positions[id] = starts[std::min<std::size_t>(at, starts.size() - 1)];
    }
  }
  return std::move(ast_);
}

}  // namespace uniselector::cel_proto

namespace uniselector::cel {

Result<Ast> from_checked_expr(std::string_view bytes, const Limits& limits,
                              std::string_view source) {
  namespace wire = cel_proto::wire::checked;
  return cel_proto::Decoder(limits, source).read(bytes, {wire::kExpr, wire::kSourceInfo}, true);
}

Result<Ast> from_parsed_expr(std::string_view bytes, const Limits& limits,
                             std::string_view source) {
  namespace wire = cel_proto::wire::parsed;
  return cel_proto::Decoder(limits, source).read(bytes, {wire::kExpr, wire::kSourceInfo}, false);
}

}  // namespace uniselector::cel
