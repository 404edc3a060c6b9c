// The tree of a text: places, limits, and what is refused before anybody reads a value.
#include "config/node.h"

#include "support/catch.h"

using namespace uniselector::config;

namespace {

std::string problems(std::string_view text, std::size_t most = 1) {
  Complaints complaints("f");
  const auto documents = parse_documents(text, most, complaints);
  CHECK(documents.empty() == !complaints.empty());
  std::string all;
  for (const auto& complaint : complaints.list()) {
    all += (all.empty() ? "" : "\n") + to_string(complaint);
  }
  return all;
}

Node parsed(std::string_view text) {
  Complaints complaints("f");
  auto documents = parse_documents(text, 1, complaints);
  INFO(to_status(complaints.list()).to_string());
  REQUIRE(documents.size() == 1);
  return documents.front();
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("kinds, quotes and places are kept", "[config][node]") {
  const Node root = parsed("a: 1\nb:\n  - 'x'\n  - {c: null}\nd:\n");
  REQUIRE(root.kind == Node::Kind::kMapping);
  const Node* a = find(root, "a");
  REQUIRE(a != nullptr);
  CHECK(a->kind == Node::Kind::kScalar);
  CHECK(a->text == "1");
  CHECK_FALSE(a->quoted);
  CHECK(a->place == Place{1, 4});
  const Node* b = find(root, "b");
  REQUIRE(b != nullptr);
  REQUIRE(b->children.size() == 2);
  CHECK(b->children[0].quoted);
  CHECK(b->children[0].place == Place{3, 5});
  REQUIRE(find(b->children[1], "c") != nullptr);
  CHECK(find(b->children[1], "c")->kind == Node::Kind::kNull);
  CHECK(find(root, "d")->kind == Node::Kind::kNull);
  CHECK(find(root, "e") == nullptr);
  CHECK(find(*a, "x") == nullptr);
}

TEST_CASE("columns count characters, in YAML and in JSON", "[config][node]") {
  const Node yaml = parsed("{\xc3\xa9\xe2\x82\xac: 1, b: 2}\n");
  CHECK(find(yaml, "b")->place == Place{1, 12});
  const Node json = parsed("{\"\xc3\xa9\xe2\x82\xac\": 1, \"b\": 2}\n");
  CHECK(find(json, "b")->place == Place{1, 16});
  CHECK(find(parsed("{\"a\":\n [1,\n\t2]}"), "a")->children[1].place == Place{3, 2});
}

TEST_CASE("JSON strings and numbers", "[config][node][json]") {
  const Node root =
      parsed(R"({"s": "a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\uDE00", "n": [-1.5e+3, 0, true]})");
  CHECK(find(root, "s")->text == "a\"\\/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(find(root, "s")->quoted);
  CHECK(find(root, "n")->children[0].text == "-1.5e+3");
  CHECK_FALSE(find(root, "n")->children[2].quoted);
  // Not JSON, but YAML.
  CHECK(find(parsed("{a: 'b', c: 01}"), "c")->text == "01");
  CHECK(find(parsed("{\"a\": 1,}"), "a")->text == "1");
}

TEST_CASE("what is neither YAML nor JSON is refused with its place", "[config][node]") {
  CHECK(problems("a: \"b\n") == "f:1:4: the quote that begins here is not closed");
  CHECK(problems("\xc3\xa9: 1\r\nb:\r\n  - 'it''s\r\nc: 2\r\n") ==
        "f:3:5: the quote that begins here is not closed");
  CHECK(problems("a: \"b") == "f:1:6: found the end of the text, expected the closing quote");
  CHECK(problems("a: \"b\\\"c\"\nd: 'e''f'\ng: |\n  \"h\n").empty());
  CHECK(problems("a:\n\t- b\n") ==
        "f:2:2: found '-', expected no item of a list here: '- ' begins a line, after blanks only");
  CHECK(problems("a: [1, 2\n") == "f:2:1: found the end of the text, expected ',' or ']'");
  CHECK(problems("a: b: c\n") ==
        "f:1:5: found ':', expected the end of the value: a text that has ': ' in it stands in "
        "quotes, and keys of one mapping begin in one column");
  CHECK(problems("a:\n  b: 1\n c: 2\n") ==
        "f:3:2: found 'c', expected a key of the mapping, or its end: keys of one mapping begin in "
        "one column");
  CHECK(problems("a: \"x\\qy\"\n") == "f:1:8: unknown escape character: q");
  CHECK(problems("a: 1\nb: \xff\n") == "f:2:1: the line is not UTF-8 text");
  CHECK(problems(std::string_view("a: 1\n\nb: \0", 10)) == "f:3:1: the line is not UTF-8 text");
}

TEST_CASE("JSON that is not quite JSON is told where it stops to be", "[config][node][json]") {
  CHECK(problems("{\"queues\": {\"care\": {}\n") ==
        "f:2:1: found the end of the text, expected ',' or '}'");
  CHECK(problems("{\"a\": \"b") == "f:1:9: found the end of the text, expected the closing quote");
  CHECK(problems("{\"a\": {}} x") == "f:1:11: found 'x', expected the end of the text");
  CHECK(problems("{\"a\": 1} {\"b\": 2}") == "f:1:10: found '{', expected the end of the text");
  CHECK(problems("{\"a\": [1, ]]}") == "f:1:12: found ']', expected no closing bracket here");
  // What is no JSON at all is complained about as YAML.
  CHECK(problems("{a: b: c}\n") == "f:1:6: found ':', expected ',' or '}'");
  CHECK(problems("{\"a\": 1}\n---\n{}\n") == "f:3:1: a second document begins, expected one");
  CHECK(problems("{\"a\": 1} # a remark\n").empty());
}

TEST_CASE("line ends of one carriage return are refused where they stand", "[config][node]") {
  CHECK(problems("\xc3\xa9: 1\r\nb: 2\rc: 3\r") ==
        "f:2:5: found a lone carriage return, expected lines that end in LF or CR LF");
  CHECK(problems("{\"a\":\r1}").empty());
}

TEST_CASE("a complaint is one line that no terminal obeys", "[config][node]") {
  CHECK(to_string({"f", 1, 2, "a\nb", "found '\x1b[2J\x7f\xc2\x85\xe2\x80\xae\xc3\xa9\t\r\\'"}) ==
        "f:1:2: a\\nb: found '\\x1b[2J\\x7f\\u0085\\u202e\xc3\xa9\\t\\r\\'");
}

TEST_CASE("keys stand once and are names", "[config][node]") {
  CHECK(problems("a: 1\nb: 2\na: 3\n") == "f:3:1: the key 'a' stands twice, first in line 1");
  CHECK(problems("{\"a\": 1, \"a\": 3}") == "f:1:10: the key 'a' stands twice, first in line 1");
  CHECK(problems("x: {b: 1, b: 2, b: 3}\n") ==
        "f:1:11: the key 'b' stands twice, first in line 1\n"
        "f:1:17: the key 'b' stands twice, first in line 1");
  CHECK(problems("null: 1\n") ==
        "f:1:1: a key is empty or null, expected a name (in quotes if need be)");
  CHECK(problems("? [a]\n: 1\n") == "f:1:3: a key is a list or a mapping, expected a name");
}

TEST_CASE("nothing can refer or expand", "[config][node]") {
  CHECK(problems("a: &x 1\n") == "f:1:4: anchors (&name) are not allowed");
  CHECK(problems("a: *x\n").find("f:1:4:") == 0);
  CHECK(problems("a: !!int 1\n") == "f:1:4: tags (!name) are not allowed");
  CHECK(problems("a: !x {}\n") == "f:1:4: tags (!name) are not allowed");
}

TEST_CASE("depth, documents and size are bounded", "[config][node]") {
  CHECK(problems(repeated("[", 64) + repeated("]", 64)).empty());
  CHECK(problems(repeated("[", 65) + repeated("]", 65)) == "f:1:65: nested deeper than 64");
  CHECK(problems("a: " + repeated("[", 64) + repeated("]", 64)) == "f:1:67: nested deeper than 64");
  CHECK_FALSE(problems(repeated("[", 1'000'000)).empty());
  CHECK_FALSE(problems(repeated("{\"a\":", 100'000)).empty());
  CHECK(problems("a: 1\n---\nb: 2\n") == "f:3:1: a second document begins, expected one");
  CHECK(problems("a: 1\n---\nb: 2\n", 2).empty());
  CHECK(problems("1\n---\n2\n---\n3\n", 2) == "f:5:1: more than 2 documents");
  CHECK(problems(std::string(kMaxTextBytes + 1, ' ')) ==
        "f: found 67108865 bytes, expected at most 67108864");
}

TEST_CASE("brackets without an end take a bounded memory", "[config][node]") {
  const std::string most =
      ": from here a list or mapping in brackets, or a text, is longer than 2 MiB; that is read as "
      "JSON only";
  // The place is the last one the parser has spoken of, which depends on its version.
  for (const std::string& text : {std::string(8 << 20, '['), "[" + std::string(8 << 20, ',')}) {
    const std::string found = problems(text);
    CHECK(found.substr(0, 4) == "f:1:");
    CHECK(found.substr(found.find(": ")) == most);
  }
  // JSON and block style may be as long as they like.
  CHECK(problems("[" + repeated("\"abcdefgh\",", 400'000) + "1]").empty());
  CHECK(problems(repeated("- abcdefgh\n", 400'000)).empty());
}
