// The conformance suite in a program that is built without protobuf: cases with messages are
// skipped.
#include "cel/messages.h"

namespace uniselector::cel_tool {

bool knows_messages() { return false; }

Result<std::unique_ptr<TestMessages>> load_messages(std::string_view) {
  return failed_precondition("this program is built without protobuf");
}

}  // namespace uniselector::cel_tool
