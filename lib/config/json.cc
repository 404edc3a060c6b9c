// A strict parser (RFC 8259) by recursive descent, no deeper than kMaxDepth. It gives up at the
// first thing that is not JSON; whether that is a fault the YAML parser tells.
#include "config/json.h"

#include <cstdint>

namespace uniselector::config {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::uint32_t code, std::string* text) {
  const auto add = [text](std::uint32_t byte) { text->push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xc0U | code >> 6);
  } else if (code < 0x10000) {
    add(0xe0U | code >> 12);
    add(0x80U | (code >> 6 & 0x3fU));
  } else {
    add(0xf0U | code >> 18);
    add(0x80U | (code >> 12 & 0x3fU));
    add(0x80U | (code >> 6 & 0x3fU));
  }
  add(0x80U | (code & 0x3fU));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Node> run(NotJson* why) {
    Node root;
    skip_space();
    const bool begins = peek() == '{' || peek() == '[';
    if (begins && value(&root, 0)) {
      skip_space();
      if (at_ == text_.size()) return root;
      expected_ = "the end of the text";
      why->behind_value = true;
    }
    why->place = place();
    why->at = at_;
    why->expected = begins ? expected_ : "'{' or '['";
    return std::nullopt;
  }

 private:
  bool fail(std::string_view expected) {
    expected_ = expected;
    return false;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        columns_at_ = at_ + 1;
        column_ = 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }
  /// Characters, not bytes; each byte is looked at once, since places are asked for in order.
  Place place() {
    for (; columns_at_ < at_; ++columns_at_) {
      if ((static_cast<unsigned char>(text_[columns_at_]) & 0xc0U) != 0x80U) ++column_;
    }
    return {line_, column_};
  }

  bool value(Node* node, int depth) {
    if (++count_ > kMaxNodes) return fail("fewer values");
    node->place = place();
    const bool deep = depth >= kMaxDepth;
    switch (peek()) {
      case '{': return deep ? fail("values nested less deeply") : object(node, depth);
      case '[': return deep ? fail("values nested less deeply") : array(node, depth);
      case '"': return string(node);
      case 'n': return take_word("null") || fail(kValue);
      case 't': return word(node, "true");
      case 'f': return word(node, "false");
      default: return number(node);
    }
  }
  bool object(Node* node, int depth) {
    node->kind = Node::Kind::kMapping;
    ++at_;
    skip_space();
    if (take('}')) return true;
    do {
      skip_space();
      Node& key = node->children.emplace_back();
      key.place = place();
      if (++count_ > kMaxNodes || peek() != '"') return fail("a key in double quotes");
      if (!string(&key)) return false;
      skip_space();
      if (!take(':')) return fail("':'");
      skip_space();
      if (!value(&node->children.emplace_back(), depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take('}') || fail("',' or '}'");
  }
  bool array(Node* node, int depth) {
    node->kind = Node::Kind::kSequence;
    ++at_;
    skip_space();
    if (take(']')) return true;
    do {
      skip_space();
      if (!value(&node->children.emplace_back(), depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(']') || fail("',' or ']'");
  }
  bool word(Node* node, std::string_view text) {
    node->kind = Node::Kind::kScalar;
    node->text = text;
    return take_word(text) || fail(kValue);
  }
  bool number(Node* node) {
    const std::size_t begin = at_;
    const bool negative = take('-');
    if (!take('0') && !digits()) return fail(negative ? kDigit : kValue);
    if (take('.') && !digits()) return fail(kDigit);
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return fail(kDigit);
    }
    node->kind = Node::Kind::kScalar;
    node->text = text_.substr(begin, at_ - begin);
    return true;
  }
  bool digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ != begin;
  }
  bool string(Node* node) {
    node->kind = Node::Kind::kScalar;
    node->quoted = true;
    for (++at_; at_ < text_.size();) {
      const std::size_t end = text_.find_first_of("\"\\", at_);
      const std::string_view plain = text_.substr(at_, end - at_);
      for (std::size_t i = 0; i < plain.size(); ++i) {
        if (static_cast<unsigned char>(plain[i]) >= 0x20) continue;
        at_ += i;
        return fail("the closing quote, or control characters escaped");
      }
      if (end == std::string_view::npos) break;
      node->text += plain;
      at_ = end + 1;
      if (text_[end] == '"') return true;
      if (!escape(&node->text)) return fail("an escape of JSON such as \\n or \\u00e9");
    }
    at_ = text_.size();
    return fail("the closing quote");
  }
  bool escape(std::string* text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (take('u')) {
      auto code = hex4();
      if (!code || (*code >= 0xdc00 && *code < 0xe000)) return false;
      if (*code >= 0xd800 && *code < 0xdc00) {
        if (!take('\\') || !take('u')) return false;
        const auto low = hex4();
        if (!low || *low < 0xdc00 || *low >= 0xe000) return false;
        code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
      }
      append_utf8(*code, text);
      return true;
    }
    const std::size_t letter = kLetters.find(peek());
    if (at_ >= text_.size() || letter == std::string_view::npos) return false;
    text->push_back(kMeanings[letter]);
    ++at_;
    return true;
  }
  std::optional<std::uint32_t> hex4() {
    if (text_.size() - at_ < 4) return std::nullopt;
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = text_[at_];
      const char lower = static_cast<char>(c | 0x20);
      if (is_digit(c)) {
        code = code * 16 + static_cast<std::uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        code = code * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
      } else {
        return std::nullopt;
      }
    }
    return code;
  }

  static constexpr std::string_view kValue =
      "a value: a text in double quotes, a number, true, false, null, '{' or '['";
  static constexpr std::string_view kDigit = "a digit";

  std::string_view text_;
  std::string_view expected_;
  std::size_t at_ = 0;
  std::size_t columns_at_ = 0;  ///< up to here counted in column_
  std::size_t count_ = 0;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace

std::optional<Node> parse_json(std::string_view text, NotJson* why) {
  return Parser(text).run(why);
}

}  // namespace uniselector::config
