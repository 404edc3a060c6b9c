// Which class carries which marks, both ways. A mark is a fact that a requirement asks of a class,
// as a number: to have a skill, to be a member of a queue. Carrying all marks of a requirement is
// necessary for being eligible, not sufficient (levels, attributes), so the carriers of its rarest
// mark are all that need be asked about it. Single-threaded.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/huge_vector.h"
#include "base/prefetch.h"
#include "match/item.h"

namespace uniselector::match {

using Mark = std::uint32_t;

/// The marks of every class. Classes never change their marks.
class ClassMarks {
 public:
  /// The next class. `marks` names none twice.
  void add(std::span<const Mark> marks);
  std::span<const Mark> of(ClassIx klass) const {
    const std::size_t begin = klass == 0 ? 0 : ends_[klass - 1];
    return {marks_.data() + begin, ends_[klass] - begin};
  }

  /// Visits, in order, every class that carries the rarest of `marks`: all classes that carry all
  /// of them and few others. Without marks every class.
  template <class F>
  void for_each_candidate(std::span<const Mark> marks, F&& visit) const;

  /// A hint that the marks of the class are about to be asked for; `soon`: the second one.
  void expect(ClassIx klass, bool soon) const {
    if (soon) {
      base::prefetch(of(klass).data());
    } else {
      base::prefetch(&ends_[klass]);
    }
  }
  std::size_t memory_bytes() const;

 private:
  base::HugeVector<Mark> marks_;
  base::HugeVector<std::uint32_t> ends_;
  std::vector<std::vector<ClassIx>> carriers_;  ///< by mark
};

template <class F>
void ClassMarks::for_each_candidate(std::span<const Mark> marks, F&& visit) const {
  const std::vector<ClassIx>* rarest = nullptr;
  for (const Mark mark : marks) {
    if (mark >= carriers_.size()) return;  // nobody carries it
    if (rarest == nullptr || carriers_[mark].size() < rarest->size()) rarest = &carriers_[mark];
  }
  if (rarest != nullptr) {
    for (const ClassIx klass : *rarest) visit(klass);
  } else {
    for (ClassIx klass = 0; klass < ends_.size(); ++klass) visit(klass);
  }
}

}  // namespace uniselector::match
