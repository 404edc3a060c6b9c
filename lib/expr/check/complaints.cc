// See the header.
#include "expr/check/complaints.h"

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestType = 200;
constexpr std::size_t kMostSignatures = 8;
constexpr std::size_t kLongestProbed = 40;
constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

/// "(int, string)", or "string.(int)" with a receiver.
std::string signature(std::span<const Type> types, bool receiver) {
  std::string text;
  if (receiver && !types.empty()) {
    text = shown_type(types.front()) + '.';
    types = types.subspan(1);
  }
  text += '(';
  for (const Type& type : types) {
    if (&type != types.data()) text += ", ";
    text += shown_type(type);
  }
  return text + ')';
}

/// A declared function one edit away, or empty. Functions are asked for by name only, so the edits
/// are tried one by one.
std::string near_function(const Declarations& declarations, std::string_view name) {
  if (name.size() < 2 || name.size() > kLongestProbed) return {};
  const auto known = [&](const std::string& edited) {
    return !declarations.find_function(edited).empty();
  };
  std::string edited;
  for (std::size_t i = 0; i < name.size(); ++i) {
    edited.assign(name);
    if (i > 0) {
      std::swap(edited[i - 1], edited[i]);
      if (known(edited)) return edited;
    }
    edited.assign(name).erase(i, 1);
    if (known(edited)) return edited;
    edited.assign(name);
    for (const char letter : kLetters) {
      edited[i] = letter;
      if (known(edited)) return edited;
    }
  }
  for (std::size_t i = 0; i <= name.size(); ++i) {
    edited.assign(name).insert(i, 1, ' ');
    for (const char letter : kLetters) {
      edited[i] = letter;
      if (known(edited)) return edited;
    }
  }
  return {};
}

std::string undeclared(std::string_view name, std::string_view container) {
  std::string text = "undeclared reference to " + quoted_name(name);
  if (!container.empty()) text += " (in container " + quoted_name(container) + ')';
  return text;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  return '\'' + base::printable(name, kLongestName) + '\'';
}

std::string shown_type(const Type& type) {
  std::string text = base::printable(type.to_string(), kLongestType + 1);
  if (text.size() > kLongestType) text = base::printable(text, kLongestType) + "...";
  return text;
}

std::string undeclared_name(std::string_view name, std::string_view longest,
                            std::string_view container,
                            const std::vector<std::string_view>& known) {
  std::string near = base::suggestion(longest, known);
  if (near.empty()) near = base::suggestion(name, known);
  return undeclared(name, container) + near;
}

std::string undeclared_function(std::string_view name, std::string_view container,
                                const Declarations& declarations) {
  const std::string near = near_function(declarations, name);
  return undeclared(name, container) + (near.empty() ? near : "; did you mean '" + near + "'?");
}

namespace {

/// What to write where a double meets a whole number, which people expect to work.
std::string mixed_numbers(std::span<const Type> arguments) {
  if (arguments.size() != 2) return {};
  const auto whole = [](const Type& type) {
    return type.is(TypeKind::kInt) || type.is(TypeKind::kUint);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    if (!arguments[i].is(TypeKind::kDouble) || !whole(arguments[1 - i])) continue;
    return "; " + arguments[1 - i].to_string() +
           " and double do not mix: write 5.0 for 5, or double(x)";
  }
  return {};
}

}  // namespace

std::string no_matching_overload(std::string_view function, bool receiver,
                                 std::span<const Type> arguments,
                                 std::span<const Overload* const> overloads) {
  std::string text = "found no matching overload for " + quoted_name(function) + " applied to '" +
                     signature(arguments, receiver) + '\'';
  const std::size_t shown = std::min(overloads.size(), kMostSignatures);
  for (std::size_t i = 0; i < shown; ++i) {
    text += i == 0 ? "; there is " : ", ";
    text += signature(overloads[i]->parameters, overloads[i]->receiver);
  }
  if (shown < overloads.size()) {
    text += " and " + std::to_string(overloads.size() - shown) + " more";
  }
  return text + mixed_numbers(arguments);
}

}  // namespace uniselector::expr
