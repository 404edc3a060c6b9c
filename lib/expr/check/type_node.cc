// The pool grows block by block and is given back from the end, as overloads are tried and left.
#include "expr/check/type_node.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace uniselector::expr {
namespace {

constexpr std::size_t kKinds = static_cast<std::size_t>(TypeKind::kParameter) + 1;

constexpr std::array<TypeNode, kKinds> make_plain() {
  std::array<TypeNode, kKinds> nodes{};
  for (std::size_t i = 0; i < kKinds; ++i) nodes[i].kind = static_cast<TypeKind>(i);
  return nodes;
}
constexpr std::array<TypeNode, kKinds> kPlain = make_plain();

}  // namespace

const TypeNode* TypePool::plain(TypeKind kind) { return &kPlain[static_cast<std::size_t>(kind)]; }

void* TypePool::allocate(std::size_t bytes) {
  bytes = (bytes + 15) & ~std::size_t{15};
  const std::size_t capacity = block_ == 0 ? kFirstBytes : sizes_[block_ - 1];
  if (bytes > capacity - used_) {
    // Blocks behind the current one are left from before a rollback.
    while (block_ < blocks_.size() && sizes_[block_] < bytes) {
      blocks_.pop_back();
      sizes_.pop_back();
    }
    if (block_ == blocks_.size()) {
      const std::size_t size = std::max(bytes, kBlockBytes);
      blocks_.push_back(std::make_unique<std::byte[]>(size));
      sizes_.push_back(size);
    }
    ++block_;
    used_ = 0;
  }
  std::byte* const base = block_ == 0 ? first_.data() : blocks_[block_ - 1].get();
  void* const at = base + used_;
  used_ += bytes;
  return at;
}

void TypePool::rollback(const Mark& mark) {
  block_ = mark.block;
  used_ = mark.used;
  variables_ = mark.variables;
  composites_ = mark.composites;
}

TypeNode* TypePool::node() { return ::new (allocate(sizeof(TypeNode))) TypeNode(); }

const TypeNode* TypePool::variable() {
  TypeNode* const made = node();
  made->kind = TypeKind::kParameter;
  made->open = true;
  made->number = variables_++;
  return made;
}

const TypeNode* TypePool::object(std::string_view name) {
  TypeNode* const made = node();
  made->kind = TypeKind::kObject;
  made->name = name;
  made->number = composites_++;
  return made;
}

const TypeNode* TypePool::composite(TypeKind kind, std::string_view name,
                                    std::span<const TypeNode* const> parts) {
  bool open = false;
  std::uint32_t nodes = 1;  // cannot overflow: parts are few and each is limited
  for (const TypeNode* const part : parts) {
    open |= part->open;
    nodes += part->nodes;
  }
  if (nodes > kMostTypeNodes) return plain(TypeKind::kDyn);
  auto* const copied =
      static_cast<const TypeNode**>(allocate(parts.size() * sizeof(const TypeNode*)));
  std::copy(parts.begin(), parts.end(), copied);
  TypeNode* const made = node();
  made->kind = kind;
  made->open = open;
  made->nodes = nodes;
  made->number = composites_++;
  made->name = name;
  made->parts = {copied, parts.size()};
  return made;
}

const TypeNode* TypePool::list(const TypeNode* element) {
  return composite(TypeKind::kList, {}, {&element, 1});
}

const TypeNode* TypePool::map(const TypeNode* key, const TypeNode* value) {
  const TypeNode* const parts[] = {key, value};
  return composite(TypeKind::kMap, {}, parts);
}

const TypeNode* TypePool::optional(const TypeNode* value) {
  return composite(TypeKind::kOpaque, "optional_type", {&value, 1});
}

std::string_view TypePool::copy(std::string_view text) {
  if (text.empty()) return {};
  auto* const copied = static_cast<char*>(allocate(text.size()));
  std::memcpy(copied, text.data(), text.size());
  return {copied, text.size()};
}

}  // namespace uniselector::expr
