// What each file of the extension adds to the module.
//
// One rule about the Global Interpreter Lock: whatever touches an Engine holds it from the first
// argument to the result, so that Python threads which share an engine take turns, command by
// command. The functions on files own all that they touch; they release it while the library works.
#pragma once

#include <pybind11/pybind11.h>

namespace uniselector::python {

void bind_event(pybind11::module_& module);
void bind_engine(pybind11::module_& module);
void bind_files(pybind11::module_& module);  ///< simulate, replay, scenarios

}  // namespace uniselector::python
