// See the header. Everything made here is trivially destructible, so that a reset of the arena
// costs nothing for it.
#include "expr/value/build.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <unordered_map>

namespace uniselector::expr {
namespace {

constexpr std::size_t kMostLinear = 8;
constexpr int kMostCopyDepth = 1000;

class PlainList final : public List {
 public:
  explicit PlainList(std::span<const Value> elements) : elements_(elements) {}
  std::size_t size() const override { return elements_.size(); }
  Value at(std::size_t index, Arena&) const override { return elements_[index]; }
  const Value* data() const override { return elements_.data(); }

 private:
  std::span<const Value> elements_;
};

/// Room that several lists share, each a beginning of it. Only the evaluation that owns the arena
/// adds to it, behind the longest list: what a list shows never changes.
struct Room {
  const Arena* owner;
  Value* data;
  std::size_t used;
  std::size_t capacity;
};

class GrowingList final : public List {
 public:
  GrowingList(Room* room, std::size_t size) : room_(room), data_(room->data), size_(size) {}
  std::size_t size() const override { return size_; }
  Value at(std::size_t index, Arena&) const override { return data_[index]; }
  const Value* data() const override { return data_; }

  Room* room() const { return room_; }

 private:
  Room* room_;
  const Value* data_;
  std::size_t size_;
};

void copy_elements(const List& from, Arena& arena, Value* to) {
  const std::size_t size = from.size();
  if (const Value* const data = from.data(); data != nullptr) {
    std::uninitialized_copy_n(data, size, to);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) ::new (to + i) Value(from.at(i, arena));
}

/// A key in a form with one order: numbers of all kinds together, text by its first eight bytes.
struct Rank {
  enum Group : std::uint8_t { kBool, kNegative, kNumber, kText, kNone };
  Group group = kNone;
  std::uint64_t number = 0;

  friend bool operator==(const Rank&, const Rank&) = default;
};

std::uint64_t first_bytes(std::string_view text) {
  std::uint64_t word = 0;
  const std::size_t size = std::min<std::size_t>(text.size(), 8);
  for (std::size_t i = 0; i < size; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (56 - 8 * i);
  }
  return word;
}

Rank rank_of_double(double value) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (!(std::trunc(value) == value) || value < -kTwoTo63 || value >= 2 * kTwoTo63) return {};
  if (value >= 0) return {Rank::kNumber, static_cast<std::uint64_t>(value)};
  return {Rank::kNegative, static_cast<std::uint64_t>(static_cast<std::int64_t>(value))};
}

Rank rank_of(const Value& key) {
  switch (key.kind()) {
    case ValueKind::kBool: return {Rank::kBool, key.as_bool() ? 1U : 0U};
    case ValueKind::kInt:
      return {key.as_int() < 0 ? Rank::kNegative : Rank::kNumber,
              static_cast<std::uint64_t>(key.as_int())};
    case ValueKind::kUint: return {Rank::kNumber, key.as_uint()};
    case ValueKind::kString: return {Rank::kText, first_bytes(key.as_string())};
    case ValueKind::kDouble: return rank_of_double(key.as_double());
    default: return {};
  }
}

/// Of two keys with equal ranks.
bool same_text(const Value& a, const Value& b) {
  return !a.is(ValueKind::kString) || a.as_string() == b.as_string();
}

bool is_key(const Value& value) {
  return value.is(ValueKind::kBool) || value.is(ValueKind::kInt) || value.is(ValueKind::kUint) ||
         value.is(ValueKind::kString);
}

/// The index: ranks side by side, so that a search rarely looks at the text of a key.
struct Place {
  std::uint64_t number;
  std::uint32_t at;
  Rank::Group group;
};

class ArenaMap final : public Map {
 public:
  /// Without `index` keys are searched one by one.
  ArenaMap(std::span<const Value> keys, const Value* values, std::span<const Place> index)
      : keys_(keys), values_(values), index_(index) {}
  std::size_t size() const override { return keys_.size(); }
  Value key_at(std::size_t at, Arena&) const override { return keys_[at]; }
  Value value_at(std::size_t at, Arena&) const override { return values_[at]; }
  Value find(const Value& key, Arena&) const override {
    if (!index_.empty()) return find_indexed(key);
    return key.is(ValueKind::kString) ? find_text(key.as_string()) : find_other(key);
  }

 private:
  Value find_text(std::string_view text) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (keys_[i].is(ValueKind::kString) && keys_[i].as_string() == text) return values_[i];
    }
    return {};
  }

  Value find_other(const Value& key) const {
    const Rank rank = rank_of(key);
    if (rank.group == Rank::kNone) return {};
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (!keys_[i].is(ValueKind::kString) && rank_of(keys_[i]) == rank) return values_[i];
    }
    return {};
  }

  Value find_indexed(const Value& key) const {
    const Rank rank = rank_of(key);
    if (rank.group == Rank::kNone) return {};
    const auto before = [&](const Place& place, const Rank& wanted) {
      if (place.group != wanted.group) return place.group < wanted.group;
      if (place.number != wanted.number) return place.number < wanted.number;
      return wanted.group == Rank::kText && keys_[place.at].as_string() < key.as_string();
    };
    const auto found = std::lower_bound(index_.begin(), index_.end(), rank, before);
    if (found == index_.end() || found->group != rank.group || found->number != rank.number ||
        !same_text(keys_[found->at], key)) {
      return {};
    }
    return values_[found->at];
  }

  std::span<const Value> keys_;
  const Value* values_;
  std::span<const Place> index_;
};

/// The index of `keys`, and in `*repeated` the first key that repeats one before it, or the count.
std::span<const Place> make_index(Arena& arena, std::span<const Value> keys,
                                  std::size_t* repeated) {
  auto* const places = arena.make_array<Place>(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Rank rank = rank_of(keys[i]);
    ::new (places + i) Place{rank.number, static_cast<std::uint32_t>(i), rank.group};
  }
  const std::span<Place> all(places, keys.size());
  std::sort(all.begin(), all.end(), [keys](const Place& a, const Place& b) {
    if (a.group != b.group) return a.group < b.group;
    if (a.number != b.number) return a.number < b.number;
    if (a.group == Rank::kText) {
      const int text = keys[a.at].as_string().compare(keys[b.at].as_string());
      if (text != 0) return text < 0;
    }
    return a.at < b.at;
  });
  *repeated = keys.size();
  for (std::size_t i = 1; i < all.size(); ++i) {
    const Place& a = all[i - 1];
    const Place& b = all[i];
    if (a.group == b.group && a.number == b.number && same_text(keys[a.at], keys[b.at])) {
      *repeated = std::min<std::size_t>(*repeated, b.at);
    }
  }
  return all;
}

/// The first key that repeats one before it, or the count: for few keys.
std::size_t find_repeated(std::span<const Value> keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const Rank rank = rank_of(keys[i]);
    for (std::size_t k = 0; k < i; ++k) {
      if (rank_of(keys[k]) == rank && same_text(keys[k], keys[i])) return i;
    }
  }
  return keys.size();
}

/// Starts a room with the elements of `a` in it.
Room* make_room(Arena& arena, const List& a, std::size_t capacity) {
  auto* const room = arena.make<Room>();
  *room = {&arena, arena.make_array<Value>(capacity), a.size(), capacity};
  copy_elements(a, arena, room->data);
  return room;
}

/// Copies a value with all that it borrows. A part that is shared is copied once, so that the copy
/// is no larger than the original.
class Copier {
 public:
  explicit Copier(Arena& arena) : arena_(arena) {}

  Value copy(const Value& v, int depth) {
    switch (v.kind()) {
      case ValueKind::kString: return Value::string(arena_.copy(v.as_string()));
      case ValueKind::kBytes: return Value::bytes(arena_.copy(v.as_bytes()));
      case ValueKind::kType: return Value::type(arena_.copy(v.as_type()));
      case ValueKind::kError: return copy_error(v.as_error());
      case ValueKind::kUnknown: return copy_unknown(v.as_unknown());
      case ValueKind::kList: return copy_part(&v.as_list(), v, depth);
      case ValueKind::kMap: return copy_part(&v.as_map(), v, depth);
      case ValueKind::kOptional:
        return v.as_optional() == nullptr ? v : copy_part(v.as_optional(), v, depth);
      default: return v;
    }
  }
  bool too_deep() const { return too_deep_; }

 private:
  Value copy_error(const cel::Error& error) {
    auto* const made = arena_.make<cel::Error>(error);
    made->message = arena_.copy(error.message);
    return Value::error(made);
  }

  Value copy_unknown(const cel::Unknown& unknown) {
    const std::size_t size = unknown.attributes.size();
    auto* const attributes = arena_.make_array<std::string_view>(size);
    for (std::size_t i = 0; i < size; ++i) {
      ::new (attributes + i) std::string_view(arena_.copy(unknown.attributes[i]));
    }
    auto* const made = arena_.make<cel::Unknown>();
    made->attributes = {attributes, size};
    return Value::unknown(made);
  }

  Value copy_part(const void* address, const Value& v, int depth) {
    if (depth == kMostCopyDepth) too_deep_ = true;
    if (too_deep_) return {};
    if (const auto found = made_.find(address); found != made_.end()) return found->second;
    const Value copied = v.is(ValueKind::kList)  ? copy_list(v.as_list(), depth)
                         : v.is(ValueKind::kMap) ? copy_map(v.as_map(), depth)
                                                 : copy_optional(*v.as_optional(), depth);
    made_.emplace(address, copied);
    return copied;
  }

  Value copy_optional(const Value& held, int depth) {
    return Value::optional(arena_.make<Value>(copy(held, depth + 1)));
  }

  Value copy_list(const List& list, int depth) {
    const std::size_t size = list.size();
    auto* const elements = arena_.make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i) {
      ::new (elements + i) Value(copy(list.at(i, scratch_), depth + 1));
    }
    return adopt_list(arena_, {elements, size});
  }

  Value copy_map(const Map& map, int depth) {
    const std::size_t size = map.size();
    auto* const keys = arena_.make_array<Value>(size);
    auto* const values = arena_.make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i) {
      ::new (keys + i) Value(copy(map.key_at(i, scratch_), depth + 1));
      ::new (values + i) Value(copy(map.value_at(i, scratch_), depth + 1));
    }
    return adopt_map(arena_, {keys, size}, {values, size}).map;
  }

  Arena& arena_;
  Arena scratch_;  ///< what lists and maps of the host make to show their parts
  std::unordered_map<const void*, Value> made_;
  bool too_deep_ = false;
};

}  // namespace

Value adopt_list(Arena& arena, std::span<const Value> elements) {
  return Value::list(arena.make<PlainList>(elements));
}

MapResult adopt_map(Arena& arena, std::span<const Value> keys, std::span<const Value> values) {
  const auto wrong = std::find_if_not(keys.begin(), keys.end(), is_key);
  const auto valid = static_cast<std::size_t>(wrong - keys.begin());
  std::size_t repeated = valid;
  std::span<const Place> index;
  if (valid <= kMostLinear) {
    repeated = find_repeated(keys.first(valid));
  } else {
    index = make_index(arena, keys.first(valid), &repeated);
  }
  if (repeated < valid) return {Value(), KeyFault::kRepeated, repeated};
  if (valid < keys.size()) return {Value(), KeyFault::kKind, valid};
  return {Value::map(arena.make<ArenaMap>(keys, values.data(), index))};
}

Value concatenate(CallFrame& call, const Value& a, const Value& b) {
  const List& left = a.as_list();
  const List& right = b.as_list();
  const std::size_t head = left.size();
  const std::size_t tail = right.size();
  if (tail == 0) return a;
  if (head == 0) return b;
  Arena& arena = call.arena();
  const std::size_t total = head + tail;
  const auto* const growing =
      typeid(left) == typeid(GrowingList) ? static_cast<const GrowingList*>(&left) : nullptr;
  Room* room = growing != nullptr && growing->room()->owner == &arena ? growing->room() : nullptr;
  const bool at_end = room != nullptr && room->used == head;
  if (!at_end || room->capacity - head < tail) {
    if (!call.charge(head)) return call.budget_error();
    // Who added at the end will do so again.
    room = make_room(arena, left, at_end ? 2 * total : total + 4);
  }
  copy_elements(right, arena, room->data + head);
  room->used = total;
  return Value::list(arena.make<GrowingList>(room, total));
}

}  // namespace uniselector::expr

namespace uniselector::cel {

Value make_error(Arena& arena, StatusCode code, std::string_view message) {
  auto* const error = arena.make<Error>();
  error->code = code;
  error->message = arena.copy(message);
  return Value::error(error);
}

Value make_list(Arena& arena, std::span<const Value> elements) {
  auto* const copied = arena.make_array<Value>(elements.size());
  std::uninitialized_copy(elements.begin(), elements.end(), copied);
  return expr::adopt_list(arena, {copied, elements.size()});
}

Value make_map(Arena& arena, std::span<const Value> keys, std::span<const Value> values) {
  auto* const copied_keys = arena.make_array<Value>(keys.size());
  auto* const copied_values = arena.make_array<Value>(values.size());
  std::uninitialized_copy(keys.begin(), keys.end(), copied_keys);
  std::uninitialized_copy(values.begin(), values.end(), copied_values);
  const auto made =
      expr::adopt_map(arena, {copied_keys, keys.size()}, {copied_values, values.size()});
  switch (made.fault) {
    case expr::KeyFault::kNone: return made.map;
    case expr::KeyFault::kKind:
      return make_error(arena, StatusCode::kInvalidArgument,
                        "unsupported key type: " + std::string(type_name(keys[made.at])));
    case expr::KeyFault::kRepeated: break;
  }
  return make_error(arena, StatusCode::kInvalidArgument, "repeated key: " + to_text(keys[made.at]));
}

Value make_string(Arena& arena, std::string_view text) { return Value::string(arena.copy(text)); }

Value make_optional(Arena& arena, const Value& value) {
  return Value::optional(arena.make<Value>(value));
}

Value deep_copy(Arena& arena, const Value& value) {
  expr::Copier copier(arena);
  const Value copied = copier.copy(value, 0);
  if (!copier.too_deep()) return copied;
  return make_error(arena, StatusCode::kResourceExhausted,
                    "the value nests deeper than " + std::to_string(expr::kMostCopyDepth) +
                        " levels, the most that can be copied");
}

}  // namespace uniselector::cel
