// Addresses and ranges of IP, as text gives them: strict, so that two programs never read one text
// as two addresses.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uniselector::expr {

/// Why a text is no address or range.
enum class AddressFault : std::uint8_t {
  kNone,
  kForm,    ///< not written as one
  kZone,    ///< "fe80::1%eth0": a zone has a meaning on one machine only
  kMapped,  ///< "::ffff:192.0.2.1": an IPv4 address in the dress of an IPv6 one
};

struct Address {
  /// IPv4 in the last four, the others zero.
  std::array<std::uint8_t, 16> bytes{};
  bool v4 = false;

  int bits() const { return v4 ? 32 : 128; }
  /// The byte of the address, without the zeros before an IPv4 one.
  std::uint8_t at(std::size_t i) const { return bytes[v4 ? 12 + i : i]; }
  /// The first `length` bits, and zeros.
  Address masked(int length) const;
  bool is_unspecified() const;
  bool is_loopback() const;
  bool is_multicast() const;
  bool is_link_local_multicast() const;
  bool is_link_local_unicast() const;
  /// Unicast beyond the link, private networks included.
  bool is_global_unicast() const;
  /// "192.0.2.1", "2001:db8::1": lower case, the longest run of zeros as "::" (RFC 5952).
  std::string text() const;

  friend bool operator==(const Address&, const Address&) = default;
};

/// Dotted decimal without leading zeros, or the forms of RFC 4291. The mapped form in hexadecimal
/// ("::ffff:c000:201") is the IPv4 address; with dots it is refused.
AddressFault read_address(std::string_view text, Address* address);

struct Network {
  Address address;  ///< may have bits behind the prefix
  int length = 0;   ///< of the prefix, in bits

  bool contains(const Address& other) const;
  bool contains(const Network& other) const;
  std::string text() const;

  friend bool operator==(const Network&, const Network&) = default;
};

/// "192.0.2.0/24", "2001:db8::/32". Mapped addresses are refused in every form, as the length of
/// the prefix would be that of another family.
AddressFault read_network(std::string_view text, Network* network);

}  // namespace uniselector::expr
