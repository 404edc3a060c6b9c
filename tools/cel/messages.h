// The protobuf side of the conformance suite. One of two files is behind it: messages_proto.cc
// where the program is built with protobuf, messages_none.cc where it is not.
#pragma once

#include <memory>
#include <string_view>

#include <uniselector/cel.h>

namespace uniselector::cel_tool {

/// The messages that the suite's cases use, made at run time from the suite's table of fields.
class TestMessages {
 public:
  virtual ~TestMessages() = default;
  virtual std::shared_ptr<const cel::TypeProvider> types() const = 0;
  /// The message with this full name in these bytes, as a value; an error when it cannot be read.
  virtual cel::Value read(std::string_view type, std::string_view bytes,
                          cel::Arena& arena) const = 0;
  /// Equality, NaN being equal to NaN.
  virtual bool same(const cel::Value& a, const cel::Value& b) const = 0;
};

/// Whether this program knows messages at all.
bool knows_messages();
/// `table` is the text of test_messages.jsonl. Only where knows_messages().
Result<std::unique_ptr<TestMessages>> load_messages(std::string_view table);

}  // namespace uniselector::cel_tool
