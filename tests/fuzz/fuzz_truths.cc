// libFuzzer entry: any text is taken or refused as a file of published figures. Cases of queueing
// are compared by closed form only, for simulations take minutes by design.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/node_reader.h"
#include "sim/bank_facts.h"
#include "sim/bank_truths.h"
#include "sim/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const uniselector::sim::BankFacts kFacts = [] {
    uniselector::sim::BankFacts facts;
    facts.first_day = 10'623;  // 1999-02-01
    facts.last_day = 10'650;
    return facts;
  }();
  (void)uniselector::sim::compare_bank_truths(kFacts, text, "fuzz.json");

  uniselector::config::Complaints complaints("fuzz.json");
  const auto documents = uniselector::config::parse_documents(text, 1, complaints);
  if (documents.empty()) return 0;
  const uniselector::config::NodeReader truths(documents.front(), {}, complaints);
  uniselector::VerifyOptions options;
  options.closed_forms_only = true;
  uniselector::VerifyResult result;
  uniselector::sim::VerifyReport report(options, &result);
  const auto cases = truths.member("cases");
  if (cases && cases->is_sequence()) (void)uniselector::sim::verify_queueing(truths, &report);
  return 0;
}
