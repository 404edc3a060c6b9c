// What a case of a truths file may ask for. The formulas and experiments take their parameters as
// they are, so whatever comes from a file passes here first. Pure.
#pragma once

#include <string_view>

#include "config/node_reader.h"
#include "plan/truths_closed_form.h"

namespace uniselector::sim {

struct ParameterRange {
  double least = 0;
  double most = 0;
};

/// What a parameter of this name may be; for names that no formula uses, any number.
ParameterRange range_of(std::string_view parameter);

/// Complains at `parameters`, from which the case was read within its ranges, when one is missing
/// that the model needs, or when they ask together for too much or for a queue without a steady
/// state: "cases[1].parameters: 'servers' is missing". Models that are not known need nothing.
void check_parameters(const plan::QueueingCase& c, const config::NodeReader& parameters);

}  // namespace uniselector::sim
