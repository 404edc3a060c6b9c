// The schema against the reader and the document: defaults are what they say, every key is read,
// and docs/configuration.md is the printed schema (UNISELECTOR_UPDATE=1 writes it anew).
#include "config/schema.h"

#include <cstdlib>
#include <fstream>
#include <set>

#include "config/center_reader.h"
#include "runtime/file.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;

namespace {

constexpr const char* kDocument = UNISELECTOR_SOURCE_DIR "/docs/configuration.md";

/// A configuration in which `body` stands at the place of an object; empty where none is possible.
std::string at_place(const schema::Object& object, const std::string& body) {
  const std::string place(object.place);
  std::string text(body);
  std::size_t end = place.size();
  while (end > 0) {
    const std::size_t dot = place.rfind('.', end - 1);
    const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
    std::string key = place.substr(begin, end - begin);
    if (key.ends_with("[n]")) {
      key.resize(key.size() - 3);
      text = "[" + text + "]";
    }
    if (key == "<channel>") key = "voice";
    if (key.front() == '<') key = "it";
    text = "{" + key + ": " + text + "}";
    end = begin == 0 ? 0 : begin - 1;
  }
  return text;
}

}  // namespace

TEST_CASE("docs/configuration.md is the printed schema", "[config][schema]") {
  const std::string printed = configuration_markdown();
  if (std::getenv("UNISELECTOR_UPDATE") != nullptr) std::ofstream(kDocument) << printed;
  const auto text = runtime::read_file(kDocument, kMaxTextBytes);
  REQUIRE(text.ok());
  CHECK((*text == printed));  // in brackets: a difference would print both
}

TEST_CASE("a documented default changes nothing when it is written out", "[config][schema]") {
  int tried = 0;
  for (const schema::Object* object : schema::objects()) {
    // Conditions, memberships and actions stand in lists whose very presence says something.
    static const std::set<std::string_view> kSelfSpeaking{
        "A condition", "A relaxation step", "An action", "Capacity of a channel", "Random",
        "Score",       "An expression",     "A rule",    "A classification rule"};
    if (kSelfSpeaking.count(object->name) != 0) continue;
    const std::string without = object->name == "A length limit" ? "{max: 5}"
                                : object->name == "A wait limit" ? "{max: 5s}"
                                                                 : "{}";
    for (const schema::Key& key : object->keys) {
      if (key.otherwise.empty() || key.otherwise.front() == '(') continue;
      std::string with = without;
      with.insert(with.size() - 1, (without == "{}" ? "" : ", ") + std::string(key.name) + ": " +
                                       std::string(key.otherwise));
      const auto a = read_center(at_place(*object, without), "without");
      const auto b = read_center(at_place(*object, with), "with");
      INFO(at_place(*object, with) << '\n' << to_status(b.complaints).to_string());
      CHECK(b.complaints.size() == a.complaints.size());
      CHECK(a.center == b.center);
      ++tried;
    }
  }
  CHECK(tried >= 30);
}

TEST_CASE("keys marked later are refused as not supported", "[config][schema]") {
  int tried = 0;
  for (const schema::Object* object : schema::objects()) {
    if (object->name == "Capacity" || object->name == "A penalty") continue;
    for (const schema::Key& key : object->keys) {
      if (!key.later || !key.instead.empty()) continue;
      const std::string text = at_place(*object, "{" + std::string(key.name) + ": 1}");
      const auto result = read_center(text, "f");
      bool found = false;
      for (const auto& complaint : result.complaints) {
        found = found || (complaint.message == "not supported in this version" &&
                          complaint.path.ends_with(key.name));
      }
      INFO(text << '\n' << to_status(result.complaints).to_string());
      CHECK(found);
      ++tried;
    }
  }
  CHECK(tried >= 20);
}

TEST_CASE("every key of the schema stands in the golden file", "[config][schema][golden]") {
  const auto text =
      runtime::read_file(UNISELECTOR_SOURCE_DIR "/tests/golden/center-full.yaml", kMaxTextBytes);
  REQUIRE(text.ok());
  // `eq`, `lt` and `interactions` say the same as other keys there; tests of values cover them.
  // Files beside it are covered by the tests of tables.
  const std::set<std::string_view> elsewhere{"eq", "lt", "interactions", "file"};
  for (const schema::Object* object : schema::objects()) {
    for (const schema::Key& key : object->keys) {
      if (key.later || elsewhere.count(key.name) != 0) continue;
      INFO(object->name << ": " << key.name);
      CHECK(text->find(std::string(key.name) + ':') != std::string::npos);
    }
  }
}

TEST_CASE("links of the document lead to its headings", "[config][schema]") {
  const std::string text = configuration_markdown();
  for (std::size_t at = text.find("](#"); at != std::string::npos; at = text.find("](#", at + 1)) {
    const std::size_t begin = at + 3;
    std::string anchor = text.substr(begin, text.find(')', begin) - begin);
    bool found = false;
    for (const schema::Object* object : schema::objects()) {
      std::string heading;
      for (const char c : object->name) {
        heading += c == ' ' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      }
      found = found || heading == anchor;
    }
    INFO(anchor);
    CHECK(found);
  }
}
