// The numbers of the fields of cel.expr.CheckedExpr and of what is in it, as the language's
// published schema has them. Only numbers go over the wire; names are ours.
#pragma once

#include <cstdint>

namespace uniselector::cel_proto::wire {

namespace parsed {
inline constexpr std::uint32_t kExpr = 2, kSourceInfo = 3;
}
namespace checked {
inline constexpr std::uint32_t kReferences = 2, kTypes = 3, kExpr = 4, kSourceInfo = 5;
}
namespace map_entry {
inline constexpr std::uint32_t kKey = 1, kValue = 2;
}
namespace expr {
inline constexpr std::uint32_t kId = 2, kConstant = 3, kIdent = 4, kSelect = 5, kCall = 6,
                               kList = 7, kStruct = 8, kComprehension = 9;
}
namespace ident {
inline constexpr std::uint32_t kName = 1;
}
namespace select {
inline constexpr std::uint32_t kOperand = 1, kField = 2, kTestOnly = 3;
}
namespace call {
inline constexpr std::uint32_t kTarget = 1, kFunction = 2, kArguments = 3;
}
namespace list {
inline constexpr std::uint32_t kElements = 1, kOptionalIndices = 2;
}
namespace record {
inline constexpr std::uint32_t kMessageName = 1, kEntries = 2;
}
namespace entry {
inline constexpr std::uint32_t kId = 1, kFieldKey = 2, kMapKey = 3, kValue = 4, kOptional = 5;
}
namespace comprehension {
inline constexpr std::uint32_t kVariable = 1, kRange = 2, kAccumulator = 3, kInitial = 4,
                               kCondition = 5, kStep = 6, kResult = 7, kVariable2 = 8;
}
namespace constant {
inline constexpr std::uint32_t kNull = 1, kBool = 2, kInt = 3, kUint = 4, kDouble = 5, kString = 6,
                               kBytes = 7, kDuration = 8, kTimestamp = 9;
}
namespace source_info {
inline constexpr std::uint32_t kSyntaxVersion = 1, kLocation = 2, kLineOffsets = 3, kPositions = 4,
                               kMacroCalls = 5, kExtensions = 6;
}
namespace extension {
inline constexpr std::uint32_t kId = 1, kAffected = 2;
inline constexpr std::uint64_t kRuntime = 3;  ///< a component: what evaluates
}  // namespace extension
namespace reference {
inline constexpr std::uint32_t kName = 1, kOverloads = 3, kValue = 4;
}
namespace type {
inline constexpr std::uint32_t kDyn = 1, kNull = 2, kPrimitive = 3, kWrapper = 4, kWellKnown = 5,
                               kList = 6, kMap = 7, kFunction = 8, kMessage = 9, kParameter = 10,
                               kType = 11, kError = 12, kAbstract = 14;
inline constexpr std::uint32_t kElement = 1;               ///< of a list
inline constexpr std::uint32_t kKey = 1, kValue = 2;       ///< of a map
inline constexpr std::uint32_t kName = 1, kArguments = 2;  ///< of an abstract type
// Primitives and well-known types by their number in the schema's enums.
inline constexpr std::uint64_t kBool = 1, kInt = 2, kUint = 3, kDouble = 4, kString = 5, kBytes = 6;
inline constexpr std::uint64_t kAny = 1, kTimestamp = 2, kDuration = 3;
}  // namespace type

}  // namespace uniselector::cel_proto::wire
