// Growth of the bit matrix.
#include "match/eligibility.h"

#include <algorithm>

namespace uniselector::match {

void Eligibility::resize(std::size_t classes, std::size_t signatures) {
  const std::size_t words = (signatures + 63) / 64;
  if (words > stride_) {
    const std::size_t stride = std::max<std::size_t>(words, stride_ * 2);
    base::HugeVector<std::uint64_t> wider;
    wider.resize(std::max(classes, classes_) * stride, 0);
    for (std::size_t c = 0; c < classes_; ++c) {
      std::copy_n(bits_.data() + c * stride_, stride_, wider.data() + c * stride);
    }
    bits_.swap(wider);
    stride_ = stride;
  }
  if (classes > classes_) {
    if (classes * stride_ > bits_.size()) bits_.resize(classes * stride_, 0);
    classes_ = classes;
  }
}

}  // namespace uniselector::match
