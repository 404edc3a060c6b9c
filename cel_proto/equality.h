// Equality of messages as CEL has it: by content, like protobuf's own comparers, but NaN equals
// nothing and an Any is compared by what it holds.
#pragma once

#include <google/protobuf/message.h>

namespace uniselector::cel_proto {

/// Unset is not the same as set to the default. Unknown fields count, in any order between numbers.
/// Deeper than kMaxDepth, bytes are compared.
bool messages_equal(const google::protobuf::Message& a, const google::protobuf::Message& b);
/// The same, but NaN equals NaN: for tests and tools.
bool messages_equal_with_nan(const google::protobuf::Message& a,
                             const google::protobuf::Message& b);

}  // namespace uniselector::cel_proto
