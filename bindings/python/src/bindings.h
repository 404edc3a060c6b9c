// What each file of the extension adds to the module.
#pragma once

#include <pybind11/pybind11.h>

namespace uniselector::python {

void bind_engine(pybind11::module_& module);
void bind_files(pybind11::module_& module);  ///< simulate, replay, scenarios, verify

}  // namespace uniselector::python
