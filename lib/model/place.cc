// See the header.
#include "model/place.h"

#include "base/text.h"

namespace uniselector::model {

std::string Place::text() const {
  std::string text = parent_ == nullptr ? std::string() : parent_->text();
  if (index_ != kNoIndex) return text + '[' + std::to_string(index_) + ']';
  if (name_.empty()) return text;
  if (!text.empty()) text += '.';
  return text + base::printable(name_, base::kMaxIdBytes);
}

}  // namespace uniselector::model
