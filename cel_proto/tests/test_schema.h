// Messages for the tests, made at run time from the text of a .proto file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/message.h>

#include <uniselector/cel_proto.h>

namespace uniselector::test {

class TestSchema {
 public:
  TestSchema();

  const std::shared_ptr<const cel::ProtoTypes>& types() const { return types_; }
  const google::protobuf::DescriptorPool& pool() const { return pool_; }
  /// An empty message of this full name.
  std::unique_ptr<google::protobuf::Message> make(const std::string& name) const;
  /// A message from protobuf's text format.
  std::unique_ptr<google::protobuf::Message> parse(const std::string& name,
                                                   const std::string& text) const;

 private:
  google::protobuf::DescriptorPool pool_;
  std::unique_ptr<google::protobuf::DynamicMessageFactory> factory_;
  std::shared_ptr<const cel::ProtoTypes> types_;
};

/// Evaluates an expression over one message called `msg` of type `test.Three` (or another), and
/// gives the value as text; "error: ..." when there is none.
class Evaluator {
 public:
  explicit Evaluator(const TestSchema& schema) : schema_(schema) {}

  cel::Value value(std::string_view expression, const google::protobuf::Message* msg = nullptr);
  std::string text(std::string_view expression, const google::protobuf::Message* msg = nullptr);

 private:
  const TestSchema& schema_;
  cel::Arena arena_;
  std::vector<cel::Program> programs_;  ///< values borrow from them
};

}  // namespace uniselector::test
