// See the header. Reading never allocates; every loop is over at most 45 characters, as longer
// texts are no addresses.
#include "expr/functions/address.h"

#include <algorithm>
#include <charconv>

namespace uniselector::expr {
namespace {

/// "0000:0000:0000:0000:0000:0000:255.255.255.255".
constexpr std::size_t kLongestAddress = 45;
constexpr std::size_t kGroups = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number up to `most` without sign, space or leading zero; -1 for anything else.
int read_decimal(std::string_view text, int most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return -1;
  if (!std::all_of(text.begin(), text.end(), is_digit)) return -1;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value <= most ? value : -1;
}

bool read_v4(std::string_view text, std::uint8_t* bytes) {
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t end = text.find('.');
    if ((end == std::string_view::npos) != (i == 3)) return false;
    const int value = read_decimal(text.substr(0, end), 255);
    if (value < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(value);
    if (i < 3) text.remove_prefix(end + 1);
  }
  return true;
}

/// One to four hexadecimal digits; -1 for anything else.
int read_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return -1;
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool all = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return all && text.front() != '-' ? value : -1;
}

/// The groups of an IPv6 address while they are read, and where "::" stood among them.
struct Groups {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t count = 0;
  std::size_t gap = kGroups + 1;  ///< beyond all: there was none
  bool dotted = false;

  bool has_gap() const { return gap <= kGroups; }
  bool add(int value) {
    if (value < 0 || count == kGroups) return false;
    bytes[2 * count] = static_cast<std::uint8_t>(value >> 8);
    bytes[2 * count + 1] = static_cast<std::uint8_t>(value & 0xff);
    ++count;
    return true;
  }
  bool add_v4(std::string_view text) {
    if (count + 2 > kGroups || !read_v4(text, &bytes[2 * count])) return false;
    count += 2;
    dotted = true;
    return true;
  }
  /// Moves what follows "::" to the end. False when there are too few groups or too many.
  bool close() {
    if (!has_gap()) return count == kGroups;
    if (count == kGroups) return false;  // "::" stands for one group at least
    std::copy_backward(bytes.begin() + static_cast<std::ptrdiff_t>(2 * gap),
                       bytes.begin() + static_cast<std::ptrdiff_t>(2 * count), bytes.end());
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(2 * gap),
              bytes.end() - static_cast<std::ptrdiff_t>(2 * (count - gap)), std::uint8_t{0});
    return true;
  }
};

bool read_v6(std::string_view text, Groups* groups) {
  if (text.starts_with("::")) {
    groups->gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::size_t end = text.find(':');
    if (end == std::string_view::npos && text.find('.') != std::string_view::npos) {
      return groups->add_v4(text) && groups->close();
    }
    if (!groups->add(read_group(text.substr(0, end)))) return false;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.empty()) return false;  // a colon at the end
    if (text.front() != ':') continue;
    if (groups->has_gap()) return false;
    groups->gap = groups->count;
    text.remove_prefix(1);
  }
  return groups->close();
}

/// ::ffff:0:0/96.
bool is_mapped(const std::array<std::uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

/// As written: a mapped address stays one of IPv6, and `*dotted` says how it was written.
AddressFault read_any(std::string_view text, Address* address, bool* dotted) {
  *dotted = false;
  const std::size_t zone = text.find('%');
  const std::string_view plain = text.substr(0, zone);
  if (plain.size() > kLongestAddress) return AddressFault::kForm;
  *address = {};
  if (plain.find(':') == std::string_view::npos) {
    address->v4 = true;
    const bool good = zone == std::string_view::npos && read_v4(plain, &address->bytes[12]);
    return good ? AddressFault::kNone : AddressFault::kForm;
  }
  Groups groups;
  if (!read_v6(plain, &groups)) return AddressFault::kForm;
  address->bytes = groups.bytes;
  *dotted = groups.dotted;
  return zone == std::string_view::npos ? AddressFault::kNone : AddressFault::kZone;
}

void write_v6(const std::array<std::uint8_t, 16>& bytes, std::string* text) {
  const auto group = [&](std::size_t i) { return bytes[2 * i] << 8 | bytes[2 * i + 1]; };
  std::size_t gap = kGroups;
  std::size_t longest = 1;  // one zero is written as such
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t end = i;
    while (end < kGroups && group(end) == 0) ++end;
    if (end - i > longest) {
      gap = i;
      longest = end - i;
    }
  }
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == gap) {
      *text += "::";
      i += longest - 1;
      continue;
    }
    if (i != 0 && i != gap + longest) *text += ':';
    std::array<char, 4> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), group(i), 16);
    text->append(digits.data(), end.ptr);
  }
}

}  // namespace

Address Address::masked(int length) const {
  Address result = *this;
  for (int i = length; i < bits(); ++i) {
    const auto index = static_cast<std::size_t>(i / 8) + (v4 ? 12U : 0U);
    result.bytes[index] = static_cast<std::uint8_t>(result.bytes[index] & ~(0x80U >> (i % 8)));
  }
  return result;
}

bool Address::is_unspecified() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

bool Address::is_loopback() const {
  if (v4) return at(0) == 127;
  return bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t b) { return b == 0; });
}

bool Address::is_multicast() const { return v4 ? (at(0) & 0xf0) == 0xe0 : at(0) == 0xff; }

bool Address::is_link_local_multicast() const {
  if (v4) return at(0) == 224 && at(1) == 0 && at(2) == 0;
  return at(0) == 0xff && (at(1) & 0x0f) == 0x02;
}

bool Address::is_link_local_unicast() const {
  if (v4) return at(0) == 169 && at(1) == 254;
  return at(0) == 0xfe && (at(1) & 0xc0) == 0x80;
}

bool Address::is_global_unicast() const {
  const bool broadcast =
      v4 && std::all_of(bytes.begin() + 12, bytes.end(), [](std::uint8_t b) { return b == 255; });
  return !broadcast && !is_unspecified() && !is_loopback() && !is_multicast() &&
         !is_link_local_unicast();
}

std::string Address::text() const {
  std::string text;
  if (!v4) {
    write_v6(bytes, &text);
    return text;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    if (i != 0) text += '.';
    text += std::to_string(at(i));
  }
  return text;
}

AddressFault read_address(std::string_view text, Address* address) {
  bool dotted = false;
  const AddressFault fault = read_any(text, address, &dotted);
  if (fault != AddressFault::kNone || address->v4 || !is_mapped(address->bytes)) return fault;
  if (dotted) return AddressFault::kMapped;
  address->bytes[10] = 0;
  address->bytes[11] = 0;
  address->v4 = true;
  return AddressFault::kNone;
}

bool Network::contains(const Address& other) const {
  return other.v4 == address.v4 && other.masked(length) == address.masked(length);
}

bool Network::contains(const Network& other) const {
  return other.length >= length && contains(other.address);
}

std::string Network::text() const { return address.text() + '/' + std::to_string(length); }

AddressFault read_network(std::string_view text, Network* network) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return AddressFault::kForm;
  bool dotted = false;
  const AddressFault fault = read_any(text.substr(0, slash), &network->address, &dotted);
  if (fault != AddressFault::kNone) return fault;
  network->length = read_decimal(text.substr(slash + 1), network->address.bits());
  if (network->length < 0) return AddressFault::kForm;
  const bool mapped = !network->address.v4 && is_mapped(network->address.bytes);
  return mapped ? AddressFault::kMapped : AddressFault::kNone;
}

}  // namespace uniselector::expr
