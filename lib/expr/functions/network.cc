// The network library: IP addresses (net.IP) and ranges (net.CIDR) as values of their own types,
// under the names and rules that Kubernetes gave them.
//
// Version 1: ip, isIP, ip.isCanonical, family, isUnspecified, isLoopback, isGlobalUnicast,
//            isLinkLocalMulticast, isLinkLocalUnicast, cidr, isCIDR, containsIP, containsCIDR, ip
//            of a range, masked, isMask, prefixLength, string of both.
#include <string>
#include <typeinfo>

#include "base/text.h"
#include "expr/functions/address.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"

namespace uniselector::expr {
namespace {

constexpr std::string_view kIpName = "net.IP";
constexpr std::string_view kCidrName = "net.CIDR";

/// A value of the type that `kName` names, over an Address or a Network.
template <class Content, const std::string_view& kName>
class Boxed final : public Opaque {
 public:
  explicit Boxed(const Content& content) : content_(content) {}
  std::string_view type_name() const override { return kName; }
  bool equals(const Opaque& other) const override {
    return typeid(other) == typeid(Boxed) && content_ == static_cast<const Boxed&>(other).content_;
  }
  std::string_view text(Arena& arena) const override { return arena.copy(content_.text()); }
  const Content& content() const { return content_; }

 private:
  Content content_;
};
using Ip = Boxed<Address, kIpName>;
using Cidr = Boxed<Network, kCidrName>;

Value boxed(CallFrame& call, const Address& address) {
  return Value::opaque(call.arena().make<Ip>(address));
}
Value boxed(CallFrame& call, const Network& network) {
  return Value::opaque(call.arena().make<Cidr>(network));
}
const Address& address_of(const Value& value) {
  return static_cast<const Ip&>(value.as_opaque()).content();
}
const Network& network_of(const Value& value) {
  return static_cast<const Cidr&>(value.as_opaque()).content();
}

/// A host may have types of its own under these names, which overloads cannot tell apart: none of
/// the functions below sees a value that is not of this file.
template <Native kFunction>
Value checked(CallFrame& call, const Value* arguments, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!arguments[i].is(ValueKind::kOpaque)) continue;
    const Opaque& opaque = arguments[i].as_opaque();
    if (typeid(opaque) != typeid(Ip) && typeid(opaque) != typeid(Cidr)) {
      return call.error("found a " + std::string(opaque.type_name()) +
                        " that is not of the network library");
    }
  }
  return kFunction(call, arguments, count);
}

Value fault_value(CallFrame& call, AddressFault fault, std::string_view what, std::string_view text,
                  std::string_view expected) {
  const std::string found = "'" + base::printable(text, 64) + "'";
  switch (fault) {
    case AddressFault::kZone:
      return call.error(std::string(what) + " with zone value is not allowed: " + found);
    case AddressFault::kMapped:
      return call.error("IPv4-mapped IPv6 address is not allowed: " + found);
    default:
      return call.error(std::string(what) + " parse error during conversion from string: found " +
                        found + ", expected " + std::string(expected));
  }
}
Value address_fault(CallFrame& call, AddressFault fault, std::string_view text) {
  return fault_value(call, fault, "IP address", text, "an address like 192.0.2.1 or 2001:db8::1");
}
Value network_fault(CallFrame& call, AddressFault fault, std::string_view text) {
  return fault_value(call, fault, "CIDR", text, "a range like 192.0.2.0/24 or 2001:db8::/32");
}

Value ip_of_text(CallFrame& call, const Value* arguments, std::size_t) {
  Address address;
  const AddressFault fault = read_address(arguments[0].as_string(), &address);
  if (fault != AddressFault::kNone) return address_fault(call, fault, arguments[0].as_string());
  return boxed(call, address);
}

Value is_ip(CallFrame&, const Value* arguments, std::size_t) {
  Address address;
  return Value::boolean(read_address(arguments[0].as_string(), &address) == AddressFault::kNone);
}

Value is_canonical(CallFrame& call, const Value* arguments, std::size_t) {
  Address address;
  const std::string_view text = arguments[0].as_string();
  const AddressFault fault = read_address(text, &address);
  if (fault != AddressFault::kNone) return address_fault(call, fault, text);
  return Value::boolean(address.text() == text);
}

Value family(CallFrame&, const Value* arguments, std::size_t) {
  return Value::integer(address_of(arguments[0]).v4 ? 4 : 6);
}

template <bool (Address::*kTest)() const>
Value tested(CallFrame&, const Value* arguments, std::size_t) {
  return Value::boolean((address_of(arguments[0]).*kTest)());
}

Value cidr_of_text(CallFrame& call, const Value* arguments, std::size_t) {
  Network network;
  const AddressFault fault = read_network(arguments[0].as_string(), &network);
  if (fault != AddressFault::kNone) return network_fault(call, fault, arguments[0].as_string());
  return boxed(call, network);
}

Value is_cidr(CallFrame&, const Value* arguments, std::size_t) {
  Network network;
  return Value::boolean(read_network(arguments[0].as_string(), &network) == AddressFault::kNone);
}

Value contains_ip(CallFrame& call, const Value* arguments, std::size_t) {
  const Network& network = network_of(arguments[0]);
  if (!arguments[1].is(ValueKind::kString)) {
    return Value::boolean(network.contains(address_of(arguments[1])));
  }
  Address address;
  const AddressFault fault = read_address(arguments[1].as_string(), &address);
  if (fault != AddressFault::kNone) return address_fault(call, fault, arguments[1].as_string());
  return Value::boolean(network.contains(address));
}

Value contains_cidr(CallFrame& call, const Value* arguments, std::size_t) {
  const Network& network = network_of(arguments[0]);
  if (!arguments[1].is(ValueKind::kString)) {
    return Value::boolean(network.contains(network_of(arguments[1])));
  }
  Network other;
  const AddressFault fault = read_network(arguments[1].as_string(), &other);
  if (fault != AddressFault::kNone) return network_fault(call, fault, arguments[1].as_string());
  return Value::boolean(network.contains(other));
}

Value ip_of_cidr(CallFrame& call, const Value* arguments, std::size_t) {
  return boxed(call, network_of(arguments[0]).address);
}

Value masked(CallFrame& call, const Value* arguments, std::size_t) {
  const Network& network = network_of(arguments[0]);
  return boxed(call, Network{network.address.masked(network.length), network.length});
}

Value is_mask(CallFrame&, const Value* arguments, std::size_t) {
  const Network& network = network_of(arguments[0]);
  return Value::boolean(network.address == network.address.masked(network.length));
}

Value prefix_length(CallFrame&, const Value* arguments, std::size_t) {
  return Value::integer(network_of(arguments[0]).length);
}

Value text_of(CallFrame& call, const Value* arguments, std::size_t) {
  return Value::string(arguments[0].as_opaque().text(call.arena()));
}

void add(Declarations& declarations, std::string function, std::string id,
         std::vector<Type> parameters, Type result, Native native) {
  const std::uint32_t traverses =
      parameters.back().is(TypeKind::kString) ? 1U << (parameters.size() - 1) : 0U;
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native,
                         .traverses = traverses});
}

void add_member(Declarations& declarations, std::string function, std::string id,
                std::vector<Type> parameters, Type result, Native native) {
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .receiver = true,
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native});
}

void add_addresses(Declarations& d, const Type& ip) {
  const Type text = Type::string();
  const Type yes_no = Type::boolean();
  add(d, "ip", "string_to_ip", {text}, ip, ip_of_text);
  add(d, "isIP", "is_ip", {text}, yes_no, is_ip);
  add(d, "ip.isCanonical", "ip_is_canonical", {text}, yes_no, is_canonical);
  add(d, "string", "ip_to_string", {ip}, text, checked<text_of>);
  add_member(d, "family", "ip_family", {ip}, Type::integer(), checked<family>);
  add_member(d, "isUnspecified", "ip_is_unspecified", {ip}, yes_no,
             checked<tested<&Address::is_unspecified>>);
  add_member(d, "isLoopback", "ip_is_loopback", {ip}, yes_no,
             checked<tested<&Address::is_loopback>>);
  add_member(d, "isGlobalUnicast", "ip_is_global_unicast", {ip}, yes_no,
             checked<tested<&Address::is_global_unicast>>);
  add_member(d, "isLinkLocalMulticast", "ip_is_link_local_multicast", {ip}, yes_no,
             checked<tested<&Address::is_link_local_multicast>>);
  add_member(d, "isLinkLocalUnicast", "ip_is_link_local_unicast", {ip}, yes_no,
             checked<tested<&Address::is_link_local_unicast>>);
}

void add_ranges(Declarations& d, const Type& ip, const Type& cidr) {
  const Type text = Type::string();
  const Type yes_no = Type::boolean();
  add(d, "cidr", "string_to_cidr", {text}, cidr, cidr_of_text);
  add(d, "isCIDR", "is_cidr", {text}, yes_no, is_cidr);
  add(d, "string", "cidr_to_string", {cidr}, text, checked<text_of>);
  add_member(d, "containsIP", "cidr_contains_ip_ip", {cidr, ip}, yes_no, checked<contains_ip>);
  add_member(d, "containsIP", "cidr_contains_ip_string", {cidr, text}, yes_no,
             checked<contains_ip>);
  add_member(d, "containsCIDR", "cidr_contains_cidr", {cidr, cidr}, yes_no, checked<contains_cidr>);
  add_member(d, "containsCIDR", "cidr_contains_cidr_string", {cidr, text}, yes_no,
             checked<contains_cidr>);
  add_member(d, "ip", "cidr_ip", {cidr}, ip, checked<ip_of_cidr>);
  add_member(d, "masked", "cidr_masked", {cidr}, cidr, checked<masked>);
  add_member(d, "isMask", "cidr_is_mask", {cidr}, yes_no, checked<is_mask>);
  add_member(d, "prefixLength", "cidr_prefix_length", {cidr}, Type::integer(),
             checked<prefix_length>);
}

}  // namespace

void add_network(Declarations& declarations, std::uint32_t) {
  const Type ip = Type::opaque(kIpName);
  const Type cidr = Type::opaque(kCidrName);
  add_addresses(declarations, ip);
  add_ranges(declarations, ip, cidr);
}

}  // namespace uniselector::expr
