// Body of suite_case.h.
#include "cel/suite_case.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "cel/base64.h"

namespace uniselector::cel_tool {

namespace {

using nlohmann::json;

std::string text_of(const json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const json& line, const char* key) {
  const auto found = line.find(key);
  return found != line.end() && found->is_boolean() && found->get<bool>();
}

json part_of(const json& line, const char* key, json fallback) {
  const auto found = line.find(key);
  return found != line.end() && found->type() == fallback.type() ? *found : std::move(fallback);
}

// By the words of the whole line: no case without messages has one of these.
bool names_messages(std::string_view line) {
  return line.find("conformance") != std::string_view::npos ||
         line.find("google.protobuf") != std::string_view::npos;
}

// Errors are those of the evaluation, but for a case or two whose words are the checker's own.
std::string checker_error_of(const json& errors) {
  constexpr std::string_view kCheckersWords = "found no matching overload";
  for (const json& error : errors) {
    const std::string message = error.is_object() ? text_of(error, "message") : std::string();
    if (message.starts_with(kCheckersWords)) return message;
  }
  return {};
}

void append_utf8(std::uint32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const std::uint32_t lead = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;
  text += static_cast<char>(lead | code >> (6 * more));
  for (int k = more - 1; k >= 0; --k) {
    text += static_cast<char>(0x80 | (code >> (6 * k) & 0x3f));
  }
}

// Text with \uXXXX, \UXXXXXXXX and \? as protobuf's text format means them.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char kind = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    std::uint32_t code = 0;
    const char* const first = text.data() + i + 2;
    if (kind == '?') {
      out += '?';
      ++i;
    } else if (digits != 0 && i + 2 + digits <= text.size() &&
               std::from_chars(first, first + digits, code, 16).ptr == first + digits &&
               code <= 0x10ffff) {
      append_utf8(code, out);
      i += 1 + digits;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The suite's source is in protobuf's text format. The reader that turned it into JSON Lines did
// not know that format's escapes \u, \U and \?, so that 22 cases of section parse expect a
// backslash that neither the source nor the language has there. They are read as the source has
// them.
void mend(SuiteCase& read) {
  if (read.file != "parse" || !read.value.contains("value")) return;
  if (!read.value.at("value").is_string()) return;
  const auto named = [&](std::string_view part) {
    return read.name.find(part) != std::string::npos;
  };
  std::string content = read.value.at("value").get<std::string>();
  if (read.section == "string_literals" &&
      (named("lower_u_escapes") || named("upper_u_escapes") || named("mixed_case_hex") ||
       named("unassigned_code_point"))) {
    if (named("unassigned_code_point") && named("_unescaped")) {
      read.expression = decoded(read.expression);
    }
    content = decoded(content);
  } else if (read.section == "bytes_literals" && named("unescaped_punctuation")) {
    content = to_base64(decoded(from_base64(content).value_or("")));
  }
  read.mended = content != read.value.at("value").get_ref<const std::string&>();
  read.value["value"] = content;
}

// Empty, or what is wrong.
std::string read_outcome(const json& line, SuiteCase& read) {
  if (const auto typed = line.find("typed_result"); typed != line.end()) {
    if (!typed->is_object() || !typed->contains("deduced_type")) {
      return "typed_result has no deduced_type";
    }
    read.expectation = Expectation::kTypedResult;
    read.deduced_type = typed->at("deduced_type");
    if (typed->contains("result")) read.value = typed->at("result");
    return {};
  }
  if (line.contains("eval_error") || line.contains("any_eval_errors")) {
    read.expectation = Expectation::kError;
    if (!read.disable_check && line.contains("eval_error")) {
      read.checker_error = checker_error_of(line.at("eval_error"));
    }
    return {};
  }
  if (line.contains("unknown") || line.contains("any_unknowns")) {
    read.expectation = Expectation::kUnknown;
    return {};
  }
  if (!line.contains("value")) return "found no expected outcome (value, eval_error ...)";
  read.value = line.at("value");
  return {};
}

std::string read_line(std::string_view text, SuiteCase& read) {
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) return "found no JSON object";
  if (!line.contains("expr") || !line.at("expr").is_string()) return "found no text 'expr'";
  read.file = text_of(line, "file");
  read.section = text_of(line, "section");
  read.name = text_of(line, "name");
  read.expression = text_of(line, "expr");
  read.container = text_of(line, "container");
  if (const auto index = line.find("index"); index != line.end() && index->is_number_integer()) {
    read.index = index->get<int>();
  }
  read.disable_macros = flag_of(line, "disable_macros");
  read.disable_check = flag_of(line, "disable_check");
  read.check_only = flag_of(line, "check_only");
  read.type_env = part_of(line, "type_env", json::array());
  read.bindings = part_of(line, "bindings", json::object());
  read.needs_messages = names_messages(text);
  std::string problem = read_outcome(line, read);
  if (problem.empty() && read.value.is_object()) mend(read);
  return problem;
}

// The next line without its end, or nothing behind the last.
std::optional<std::string_view> next_line(std::string_view* text) {
  if (text->empty()) return std::nullopt;
  const std::size_t end = text->find('\n');
  std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

bool is_suite_text(std::string_view text) {
  while (const auto line = next_line(&text)) {
    if (line->empty()) continue;
    const json first = json::parse(*line, nullptr, false);
    return first.is_object() && first.contains("expr");
  }
  return false;
}

Result<std::vector<SuiteCase>> read_suite(std::string_view text, const std::string& file) {
  std::vector<SuiteCase> cases;
  int number = 0;
  while (const auto line = next_line(&text)) {
    ++number;
    if (line->empty()) continue;
    const std::string problem = read_line(*line, cases.emplace_back());
    if (!problem.empty()) {
      return invalid_argument(file + ":" + std::to_string(number) + ": " + problem +
                              ", expected a case of the suite");
    }
  }
  return cases;
}

}  // namespace uniselector::cel_tool
