// The answers of an engine as dicts: the names and the nesting are those of
// <uniselector/views.h>, enumerations are their texts, times datetime in UTC, lengths timedelta,
// and what is not set is None. The metrics of a queue stand beside its other figures. Called with
// the GIL held.
#pragma once

#include <string>

#include <pybind11/pybind11.h>

#include <uniselector/views.h>

namespace uniselector::python {

pybind11::dict to_dict(const InteractionView& view);
pybind11::dict to_dict(const AgentView& view);
pybind11::dict to_dict(const QueueView& view);
pybind11::dict to_dict(const TableView& view);
pybind11::dict to_dict(const TableAnswer& answer);
/// None for a text that is empty.
pybind11::object text_or_none(const std::string& text);

}  // namespace uniselector::python
