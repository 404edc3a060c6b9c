// CEL over protobuf messages: their types for the checker, their fields for expressions without
// copying, new messages from expressions, and checked expressions in the form that other runtimes
// exchange. An optional library, uniselector_cel_proto, for hosts that link the full protobuf
// runtime; the host's compiler sees the protobuf classes only by name here.
//
//   cel::EnvironmentOptions options;
//   options.types = std::make_shared<cel::ProtoTypes>();
//   options.variables = {{"call", cel::Type::object("acme.Call")}};
//   auto program = cel::Environment::create(std::move(options)).value().compile("call.wait > 30");
//
//   cel::Arena arena;
//   const cel::Value call = cel::from_message(message, arena);  // borrows `message`
//   program->evaluate({&call, 1}, arena);
//
// Well-known types are what CEL says they are: wrappers are numbers, text or null; Struct is a map,
// ListValue a list, Value any of them; Timestamp and Duration are themselves; an Any is what it
// holds. Everything here may be used from every thread at once, with an arena for each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <uniselector/cel.h>
#include <uniselector/export.h>
#include <uniselector/status.h>

namespace google::protobuf {
class DescriptorPool;
class Message;
class MessageFactory;
}  // namespace google::protobuf

namespace uniselector::cel {

/// The messages and enumerations of a descriptor pool. Extensions are fields with their full name:
/// msg.`acme.extra`. Enumerators are integers.
class UNISELECTOR_API ProtoTypes final : public TypeProvider {
 public:
  /// What is compiled into the program.
  ProtoTypes();
  /// The types of `pool`, made by `factory`; both must outlive this and every value made by it.
  /// google.protobuf.* is known whether the pool has it or not.
  ProtoTypes(const google::protobuf::DescriptorPool& pool,
             google::protobuf::MessageFactory& factory);

  std::optional<Type> find_type(std::string_view name) const override;
  Value find_constant(std::string_view name) const override;
  std::optional<Field> find_field(std::string_view type, std::string_view field) const override;
  /// A message of at most 16 MiB of memory and 100 messages deep; what it is made of is copied.
  /// OutOfRange for numbers that a field cannot hold.
  Value make_object(std::string_view type, std::span<const NamedValue> fields,
                    Arena& arena) const override;
  /// Charges for the messages in `fields`, which are copied.
  Value make_charged_object(std::string_view type, std::span<const NamedValue> fields,
                            Call& call) const override;

 private:
  const google::protobuf::DescriptorPool* pool_;
  google::protobuf::MessageFactory* factory_;
};

/// The message as a value. It is borrowed: it must stay as it is while the value is in use. What an
/// Any in it holds is looked up among the types that the message itself comes from.
UNISELECTOR_API Value from_message(const google::protobuf::Message& message, Arena& arena);
/// The message behind a value, or null: for values that from_message() or an expression made.
UNISELECTOR_API const google::protobuf::Message* as_message(const Value& value);
/// Puts a value into a message: an object into one of its own type, anything else into the
/// well-known type that takes it (a number into a wrapper, whatever JSON knows into a Value, all
/// into an Any). InvalidArgument when it does not fit, and then `message` is unspecified.
UNISELECTOR_API Status to_message(const Value& value, google::protobuf::Message* message);

/// A checked tree as the bytes of a cel.expr.CheckedExpr, which cel-go, cel-cpp and cel-java read.
/// Places count characters there, bytes here: they are right only if the tree knows its source.
UNISELECTOR_API std::string to_checked_expr(const Ast& ast);
/// The same without types: a cel.expr.ParsedExpr.
UNISELECTOR_API std::string to_parsed_expr(const Ast& ast);
/// The tree in the bytes of a cel.expr.CheckedExpr. They may come from anywhere: nothing deeper or
/// larger than `limits` is taken, and InvalidArgument says what is wrong with them. But the types
/// are what the bytes claim: call Environment::check() before planning a tree that may lie.
/// `source` is the text of the expression, which the bytes do not have; without it there are no
/// places.
UNISELECTOR_API Result<Ast> from_checked_expr(std::string_view bytes, const Limits& limits = {},
                                              std::string_view source = {});
/// The same for a cel.expr.ParsedExpr.
UNISELECTOR_API Result<Ast> from_parsed_expr(std::string_view bytes, const Limits& limits = {},
                                             std::string_view source = {});

}  // namespace uniselector::cel
