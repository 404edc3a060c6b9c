// Who may take what, as bits: one row a class, one column a signature. The rows grow when classes
// come, and are laid out anew with twice the width when signatures no longer fit, so adding either
// is cheap on average. Single-threaded.
#pragma once

#include <cstdint>

#include "base/huge_vector.h"
#include "match/item.h"

namespace uniselector::match {

class Eligibility {
 public:
  bool test(ClassIx klass, SignatureIx signature) const {
    return (bits_[klass * stride_ + (signature >> 6)] >> (signature & 63U) & 1U) != 0;
  }
  void set(ClassIx klass, SignatureIx signature) {
    bits_[klass * stride_ + (signature >> 6)] |= std::uint64_t{1} << (signature & 63U);
  }
  void clear(ClassIx klass, SignatureIx signature) {
    bits_[klass * stride_ + (signature >> 6)] &= ~(std::uint64_t{1} << (signature & 63U));
  }
  const std::uint64_t* row(ClassIx klass) const { return bits_.data() + klass * stride_; }
  void resize(std::size_t classes, std::size_t signatures);
  std::size_t memory_bytes() const { return bits_.memory_bytes(); }

 private:
  base::HugeVector<std::uint64_t> bits_;
  std::size_t stride_ = 0;  ///< words a row
  std::size_t classes_ = 0;
};

}  // namespace uniselector::match
