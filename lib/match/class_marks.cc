// Growth of the marks and of the lists of their carriers.
#include "match/class_marks.h"

namespace uniselector::match {

void ClassMarks::add(std::span<const Mark> marks) {
  const auto klass = static_cast<ClassIx>(ends_.size());
  for (const Mark mark : marks) {
    marks_.push_back(mark);
    if (mark >= carriers_.size()) carriers_.resize(mark + 1U);
    carriers_[mark].push_back(klass);
  }
  ends_.push_back(static_cast<std::uint32_t>(marks_.size()));
}

std::size_t ClassMarks::memory_bytes() const {
  std::size_t bytes =
      marks_.memory_bytes() + ends_.memory_bytes() + carriers_.capacity() * sizeof(carriers_[0]);
  for (const auto& classes : carriers_) bytes += classes.capacity() * sizeof(ClassIx);
  return bytes;
}

}  // namespace uniselector::match
