// The extension module uniselector._core: exceptions, and what the other files add.
// pybind11 2.10 and 3.x compile it. No Python object outlives the call that uses it.
#include <pybind11/pybind11.h>

#include <uniselector/uniselector.h>

#include "bindings.h"
#include "convert.h"

PYBIND11_MODULE(_core, module) {
  using namespace uniselector::python;
  module.doc() = "Uniselector: contact-centre routing core (extension module)";
  module.attr("__version__") = UNISELECTOR_VERSION;
  register_errors(module);
  bind_event(module);
  bind_engine(module);
  bind_files(module);
}
