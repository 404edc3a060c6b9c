// The arena's blocks: each twice the one before up to a size. A reset after several blocks makes
// room for all of it in one, so that the next evaluation of that size takes one, and those after it
// none.
#include <algorithm>

#include <uniselector/cel_arena.h>

namespace uniselector::cel {

struct Arena::Block {
  Block* next;
  std::size_t bytes;  ///< behind this header
};

struct Arena::Cleanup {
  Cleanup* next;
  void* object;
  void (*destroy)(void*);
};

namespace {

constexpr std::size_t kFirstBlockBytes = 4 << 10;
constexpr std::size_t kLargestStepBytes = 1 << 20;
constexpr std::size_t kLargestKeptBytes = 16 << 20;
constexpr std::size_t kHeaderBytes = 16;  // keeps what follows aligned

}  // namespace

Arena::~Arena() {
  reset();
  release();
}

void Arena::release() noexcept {
  while (blocks_ != nullptr) {
    Block* const next = blocks_->next;
    ::operator delete(blocks_);
    blocks_ = next;
  }
  block_ = nullptr;
}

void* Arena::allocate_slow(std::size_t bytes) {
  static_assert(sizeof(Block) <= kHeaderBytes);
  // Without a block capacity_ is what the content before the last reset needed.
  const std::size_t grown = block_ == nullptr
                                ? std::max(capacity_, kFirstBlockBytes)
                                : std::clamp(capacity_ * 2, kFirstBlockBytes, kLargestStepBytes);
  const std::size_t size = std::max(grown, bytes);
  auto* const raw = static_cast<char*>(::operator new(kHeaderBytes + size));
  blocks_ = ::new (raw) Block{blocks_, size};
  before_ += used_;
  block_ = raw + kHeaderBytes;
  capacity_ = size;
  used_ = bytes;
  return block_;
}

void Arena::at_reset(void* object, void (*destroy)(void*)) {
  auto* const memory = allocate(sizeof(Cleanup), alignof(Cleanup));
  cleanups_ = ::new (memory) Cleanup{cleanups_, object, destroy};
}

void Arena::reset() noexcept {
  for (; cleanups_ != nullptr; cleanups_ = cleanups_->next) cleanups_->destroy(cleanups_->object);
  if (blocks_ != nullptr && (blocks_->next != nullptr || capacity_ > kLargestKeptBytes)) {
    release();
    capacity_ = std::min(before_ + used_, kLargestKeptBytes);
  }
  used_ = 0;
  before_ = 0;
}

}  // namespace uniselector::cel
