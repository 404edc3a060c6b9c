// The public vocabulary of the language, under its short names, for the files of this module.
#pragma once

#include <uniselector/cel.h>

namespace uniselector::expr {

using cel::Arena;
using cel::Ast;
using cel::Comprehension;
using cel::Entry;
using cel::Expr;
using cel::ExprKind;
using cel::FieldRef;
using cel::Issue;
using cel::Limits;
using cel::List;
using cel::Map;
using cel::Object;
using cel::Opaque;
using cel::Reference;
using cel::Type;
using cel::TypeKind;
using cel::TypeProvider;
using cel::Value;
using cel::ValueKind;

}  // namespace uniselector::expr
