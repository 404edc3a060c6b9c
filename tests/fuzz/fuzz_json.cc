// libFuzzer entry: our JSON reader takes nothing that is not JSON, as an independent parser judges
// it, and the reader of documents survives any text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "config/complaint.h"
#include "config/json.h"
#include "config/node.h"

namespace {

bool is_json(std::string_view text) {
  try {
    (void)nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error&) {
    return false;
  } catch (const nlohmann::json::out_of_range&) {
    // A number like 1e999 is JSON all the same; ours keeps numbers as text.
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  uniselector::config::Complaints complaints("fuzz.json");
  const auto documents = uniselector::config::parse_documents(text, 8, complaints);
  if (documents.empty() == complaints.empty()) std::abort();
  if (documents.empty()) return 0;
  // Accepted text is UTF-8, which parse_json asks for.
  uniselector::config::NotJson why;
  if (uniselector::config::parse_json(text, &why) && !is_json(text)) std::abort();
  return 0;
}
