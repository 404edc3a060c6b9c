// Text -> Node: JSON by our own parser, everything else through the event interface of yaml-cpp;
// the bounds are checked before anything is built.
#include "config/node.h"

#include <algorithm>
#include <exception>
#include <istream>
#include <streambuf>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text.h"
#include "config/json.h"
#include "config/syntax.h"

namespace uniselector::config {
namespace {

/// Hands the text to the parser in blocks, and stops when the parser has taken in too much without
/// saying anything: it keeps every token of a flow collection ([...] or {...}) until that has
/// ended, at up to 230 bytes each, which a hostile text would turn into gigabytes.
class MemoryBuffer : public std::streambuf {
 public:
  explicit MemoryBuffer(std::string_view text) : text_(text) {}

  /// The parser has said something.
  void progress() { heard_ = given_; }
  bool starved() const { return starved_; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    starved_ = starved_ || (given_ < text_.size() && given_ - heard_ >= kMostSilent);
    if (starved_ || given_ == text_.size()) return traits_type::eof();
    const std::string_view block = text_.substr(given_, kBlock);
    given_ += block.size();
    char* begin = const_cast<char*>(block.data());  // never written: no put area exists
    setg(begin, begin, begin + block.size());
    return traits_type::to_int_type(*begin);
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{64} << 10;
  static constexpr std::size_t kMostSilent = std::size_t{2} << 20;

  std::string_view text_;
  std::size_t given_ = 0;
  std::size_t heard_ = 0;
  bool starved_ = false;
};

/// Turns the parser's byte columns into character columns. Places are asked for almost always in
/// order, so one remembered position makes the whole text linear.
class Columns {
 public:
  explicit Columns(std::string_view text)
      : text_(text), ascii_(std::all_of(text.begin(), text.end(), [](char c) {
          return static_cast<unsigned char>(c) < 0x80;
        })) {}

  Place place(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    const Place plain{mark.line + 1, mark.column + 1};
    if (ascii_ || mark.column < 0 || mark.pos < mark.column) return plain;
    const auto pos = std::min(static_cast<std::size_t>(mark.pos), text_.size());
    const std::size_t begin = pos - std::min(pos, static_cast<std::size_t>(mark.column));
    if (begin != begin_ || pos < pos_) {
      if (pos - begin > kLongestRecount) return plain;
      begin_ = pos_ = begin;
      extra_ = 0;
    }
    for (; pos_ < pos; ++pos_) {
      if ((static_cast<unsigned char>(text_[pos_]) & 0xc0U) == 0x80U) ++extra_;
    }
    return {plain.line, plain.column - extra_};
  }

 private:
  static constexpr std::size_t kLongestRecount = 4096;

  std::string_view text_;
  bool ascii_;
  std::size_t begin_ = static_cast<std::size_t>(-1);
  std::size_t pos_ = 0;
  int extra_ = 0;
};

/// Keys are names and stand once.
void check_keys(const Node& mapping, Complaints& complaints) {
  std::vector<const Node*> keys;
  keys.reserve(mapping.children.size() / 2);
  for (std::size_t i = 0; i < mapping.children.size(); i += 2) {
    const Node& key = mapping.children[i];
    if (key.kind == Node::Kind::kScalar) {
      keys.push_back(&key);
    } else {
      complaints.add(key.place, {},
                     key.kind == Node::Kind::kNull
                         ? "a key is empty or null, expected a name (in quotes if need be)"
                         : "a key is a list or a mapping, expected a name");
    }
  }
  // Stable, so that of equal keys the later one in the text is the one complained about.
  std::stable_sort(keys.begin(), keys.end(),
                   [](const Node* a, const Node* b) { return a->text < b->text; });
  const Node* first = nullptr;
  for (const Node* key : keys) {
    if (first != nullptr && first->text == key->text) {
      complaints.add(key->place, {},
                     "the key '" + key->text.substr(0, 64) + "' stands twice, first in line " +
                         std::to_string(first->place.line));
    } else {
      first = key;
    }
  }
}

/// The same for a whole tree, which is no deeper than kMaxDepth.
void check_all_keys(const Node& node, Complaints& complaints) {
  if (node.kind == Node::Kind::kMapping) check_keys(node, complaints);
  for (const Node& child : node.children) check_all_keys(child, complaints);
}

/// What we refuse though it is YAML; its message needs no other words.
class Refused : public YAML::ParserException {
 public:
  using YAML::ParserException::ParserException;
};

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text, MemoryBuffer& buffer, Complaints& complaints)
      : text_(text), buffer_(buffer), columns_(text), complaints_(complaints) {}

  Place place(const YAML::Mark& mark) { return columns_.place(mark); }
  /// Of the last value that has begun.
  Place last() const { return last_; }
  Node take() { return std::exchange(root_, Node{}); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    root_ = Node{};
    root_.place = place(mark);
    open_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, {}, anchor, Node::Kind::kNull);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused(mark, "aliases (*name) are not allowed, write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node& node = add(mark, tag, anchor, Node::Kind::kScalar);
    node.text = value;
    node.quoted = tag == "!";
    if (node.quoted && !closed(mark)) {
      throw Refused(mark, "the quote that begins here is not closed");
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, add(mark, tag, anchor, Node::Kind::kSequence));
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, add(mark, tag, anchor, Node::Kind::kMapping));
  }
  void OnMapEnd() override {
    check_keys(*open_.back(), complaints_);
    open_.pop_back();
  }

 private:
  /// Whether the quote at a place ends before the text does: yaml-cpp takes the end of the text for
  /// it when a line ends before.
  bool closed(const YAML::Mark& mark) const {
    if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= text_.size()) return true;
    auto at = static_cast<std::size_t>(mark.pos);
    const char quote = text_[at];
    if (quote != '"' && quote != '\'') return true;  // a block of text
    for (++at; at < text_.size(); ++at) {
      const bool doubled = quote == '\'' && text_.substr(at).starts_with("''");
      if (doubled || (quote == '"' && text_[at] == '\\')) {
        ++at;
      } else if (text_[at] == quote) {
        return true;
      }
    }
    return false;
  }

  Node& add(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    buffer_.progress();
    if (anchor != YAML::NullAnchor) {
      throw Refused(mark, "anchors (&name) are not allowed");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused(mark, "tags (!name) are not allowed");
    }
    if (++count_ > kMaxNodes) {
      throw Refused(mark, "more than " + std::to_string(kMaxNodes) + " values");
    }
    Node& node = open_.empty() ? root_ : open_.back()->children.emplace_back();
    node.kind = kind;
    node.place = last_ = place(mark);
    return node;
  }
  /// A pointer to an open container stays valid: nothing is added to its parent before it is
  /// closed.
  void open(const YAML::Mark& mark, Node& node) {
    if (open_.size() >= static_cast<std::size_t>(kMaxDepth)) {
      throw Refused(mark, "nested deeper than " + std::to_string(kMaxDepth));
    }
    open_.push_back(&node);
  }

  std::string_view text_;
  MemoryBuffer& buffer_;
  Columns columns_;
  Complaints& complaints_;
  Node root_{};
  Place last_{1, 1};
  std::vector<Node*> open_{};
  std::size_t count_ = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// Why a text that is neither JSON nor YAML is not the one or the other: whichever was understood
/// further has the better reason, and a word without quotes is no JSON at all.
void add_syntax_error(std::string_view text, const YAML::Exception& error, Place place,
                      const NotJson& json, Complaints& complaints) {
  const std::size_t at = error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos);
  const bool word = json.at < text.size() && is_letter(text[json.at]);
  if (json.at > 0 && json.at >= at && (json.behind_value || !word)) {
    complaints.add(json.place, {},
                   "found " + found_at(text, json.at) + ", expected " + std::string(json.expected));
  } else {
    complaints.add(place, {}, yaml_complaint(error.msg, text, at));
  }
}

/// More documents than are asked for.
void add_extra_document(std::string_view text, Place place, const NotJson& json, std::size_t most,
                        Complaints& complaints) {
  if (most > 1) {
    complaints.add(place, {}, "more than " + std::to_string(most) + " documents");
  } else if (json.behind_value && !text.substr(json.at).starts_with("---")) {
    complaints.add(json.place, {},
                   "found " + found_at(text, json.at) + ", expected the end of the text");
  } else {
    complaints.add(place, {}, "a second document begins, expected one");
  }
}

/// Where the text stops being UTF-8 without NUL. Line by line, since is_utf8 answers yes or no.
bool check_characters(std::string_view text, Complaints& complaints) {
  const bool nul = text.find('\0') != std::string_view::npos;
  if (!nul && base::is_utf8(text)) return true;
  int line = 1;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = text.substr(begin, end - begin);
    if (!base::is_utf8(row) || row.find('\0') != std::string_view::npos) {
      complaints.add({line, 1}, {}, "the line is not UTF-8 text");
      return false;
    }
    begin = end + 1;
    ++line;
  }
  complaints.add({}, {}, "the text is not UTF-8");
  return false;
}

}  // namespace

std::vector<Node> parse_documents(std::string_view text, std::size_t most, Complaints& complaints) {
  if (text.size() > kMaxTextBytes) {
    complaints.add({}, {},
                   "found " + std::to_string(text.size()) + " bytes, expected at most " +
                       std::to_string(kMaxTextBytes));
    return {};
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!check_characters(text, complaints)) return {};
  const std::size_t before = complaints.size();
  std::vector<Node> documents;
  NotJson not_json;
  if (auto json = parse_json(text, &not_json)) {
    check_all_keys(*json, complaints);
    if (complaints.size() == before) documents.push_back(std::move(*json));
    return documents;
  }
  if (const Place alone = lone_carriage_return(text); alone.line > 0) {
    complaints.add(alone, {},
                   "found a lone carriage return, expected lines that end in LF or CR LF");
    return {};
  }
  try {
    MemoryBuffer buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    Builder builder(text, buffer, complaints);
    try {
      while (parser.HandleNextDocument(builder)) {
        if (documents.size() >= most) {
          const Node extra = builder.take();
          add_extra_document(text, extra.place, not_json, most, complaints);
          break;
        }
        documents.push_back(builder.take());
      }
    } catch (const Refused& refused) {
      if (!buffer.starved()) complaints.add(builder.place(refused.mark), {}, refused.msg);
    } catch (const YAML::Exception& error) {
      if (!buffer.starved()) {
        add_syntax_error(text, error, builder.place(error.mark), not_json, complaints);
      }
    }
    if (buffer.starved()) {
      complaints.add(builder.last(), {},
                     "from here a list or mapping in brackets, or a text, is longer than 2 MiB; "
                     "that is read as JSON only");
    }
  } catch (const std::exception& error) {
    complaints.add({}, {}, std::string("the text cannot be read: ") + error.what());
  }
  if (complaints.size() != before || complaints.full()) return {};
  if (documents.empty()) documents.emplace_back();
  return documents;
}

const Node* find(const Node& mapping, std::string_view key) {
  if (mapping.kind != Node::Kind::kMapping) return nullptr;
  for (std::size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
    if (mapping.children[i].text == key) return &mapping.children[i + 1];
  }
  return nullptr;
}

}  // namespace uniselector::config
