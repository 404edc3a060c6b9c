// IP addresses and ranges: what is read, what is refused, and what they answer.
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

/// How an address or a range reads back, or the error.
std::string read(LibraryCalls& call, std::string_view function, std::string_view text) {
  const Value value = call(function, {s(text)});
  if (value.is(ValueKind::kError)) return LibraryCalls::shown(value);
  return std::string(call("string", {value}).as_string());
}

bool asks(LibraryCalls& call, std::string_view function, std::string_view address) {
  return call(function, {call("ip", {s(address)})}).is_true();
}

TEST_CASE("addresses have one text", "[expr][network]") {
  LibraryCalls call(add_network);
  CHECK(read(call, "ip", "192.168.0.1") == "192.168.0.1");
  CHECK(read(call, "ip", "2001:DB8:0:0:0:0:0:68") == "2001:db8::68");
  CHECK(read(call, "ip", "::") == "::");
  CHECK(read(call, "ip", "0:0:0:0:0:0:0:1") == "::1");
  CHECK(read(call, "ip", "1::") == "1::");
  CHECK(read(call, "ip", "1:0:0:2:0:0:0:3") == "1:0:0:2::3");
  CHECK(read(call, "ip", "1:0:0:2:0:0:3:4") == "1::2:0:0:3:4");
  CHECK(read(call, "ip", "1:2:3:4:5:6:7::") == "1:2:3:4:5:6:7:0");
  CHECK(read(call, "ip", "::2:3:4:5:6:7:8") == "0:2:3:4:5:6:7:8");
  CHECK(read(call, "ip", "64:ff9b::192.0.2.33") == "64:ff9b::c000:221");
  CHECK(read(call, "ip", "1:2:3:4:5:6:1.2.3.4") == "1:2:3:4:5:6:102:304");
}

TEST_CASE("what is no address is refused", "[expr][network]") {
  LibraryCalls call(add_network);
  for (const char* const wrong : {"",
                                  " ",
                                  "1",
                                  "1.2.3",
                                  "1.2.3.4.5",
                                  "192.168.0.1.0",
                                  "1.2.3.256",
                                  "1.2.3.04",
                                  "1.2.3.4 ",
                                  "+1.2.3.4",
                                  "1.2.3.-4",
                                  "1..3.4",
                                  ".1.2.3",
                                  "1.2.3.",
                                  "0x1.2.3.4",
                                  "1.2.3.4%eth0",
                                  "2001:db8:::68",
                                  ":::",
                                  ":",
                                  ":1",
                                  "1:",
                                  "1::2::3",
                                  "1:2:3:4:5:6:7",
                                  "1:2:3:4:5:6:7:8:9",
                                  "1:2:3:4:5:6:7:8::",
                                  "::1:2:3:4:5:6:7:8",
                                  "12345::",
                                  "g::",
                                  "-1::",
                                  "::1.2.3",
                                  "1:2:3:4:5:6:7:1.2.3.4",
                                  "::1.2.3.4:5",
                                  "1.2.3.4::",
                                  "[::1]",
                                  "::1/128"}) {
    CAPTURE(wrong);
    CHECK(read(call, "ip", wrong)
              .starts_with("error: IP address parse error during conversion from string: found '"));
    CHECK(call("isIP", {s(wrong)}).is_false());
  }
  CHECK(read(call, "ip", "fe80::1%en0") ==
        "error: IP address with zone value is not allowed: 'fe80::1%en0'");
  CHECK(read(call, "ip", std::string(100'000, ':')).starts_with("error: "));
}

TEST_CASE("mapped addresses are IPv4, or nothing where they look like it", "[expr][network]") {
  LibraryCalls call(add_network);
  CHECK(read(call, "ip", "::ffff:192.168.0.1") ==
        "error: IPv4-mapped IPv6 address is not allowed: '::ffff:192.168.0.1'");
  CHECK(read(call, "ip", "::ffff:c0a8:1") == "192.168.0.1");
  CHECK(call.text("family", {call("ip", {s("::ffff:c0a8:1")})}) == "4");
  CHECK(call("ip.isCanonical", {s("::ffff:c0a8:1")}).is_false());
  CHECK(cel::equal(call("ip", {s("::ffff:c0a8:1")}), call("ip", {s("192.168.0.1")}), call.arena()));
  CHECK(read(call, "cidr", "::ffff:192.168.0.1/24").starts_with("error: IPv4-mapped"));
  CHECK(read(call, "cidr", "::ffff:c0a8:1/120").starts_with("error: IPv4-mapped"));
}

TEST_CASE("kinds of addresses", "[expr][network]") {
  LibraryCalls call(add_network);
  CHECK(call.text("family", {call("ip", {s("1.2.3.4")})}) == "4");
  CHECK(call.text("family", {call("ip", {s("::")})}) == "6");
  CHECK(asks(call, "isUnspecified", "0.0.0.0"));
  CHECK(asks(call, "isUnspecified", "::"));
  CHECK_FALSE(asks(call, "isUnspecified", "::1"));
  CHECK(asks(call, "isLoopback", "127.255.0.1"));
  CHECK(asks(call, "isLoopback", "::1"));
  CHECK_FALSE(asks(call, "isLoopback", "::101"));
  CHECK(asks(call, "isLinkLocalMulticast", "224.0.0.255"));
  CHECK_FALSE(asks(call, "isLinkLocalMulticast", "224.0.1.1"));
  CHECK(asks(call, "isLinkLocalMulticast", "ff12::1"));
  CHECK_FALSE(asks(call, "isLinkLocalMulticast", "ff01::1"));
  CHECK(asks(call, "isLinkLocalUnicast", "169.254.169.254"));
  CHECK(asks(call, "isLinkLocalUnicast", "febf::1"));
  CHECK_FALSE(asks(call, "isLinkLocalUnicast", "fec0::1"));
  for (const char* const global : {"192.168.0.1", "2001:db8::abcd", "fd00::1", "8.8.8.8"}) {
    CAPTURE(global);
    CHECK(asks(call, "isGlobalUnicast", global));
  }
  for (const char* const other : {"255.255.255.255", "0.0.0.0", "::", "127.0.0.1", "::1",
                                  "224.0.0.1", "ff00::1", "169.254.0.1", "fe80::1"}) {
    CAPTURE(other);
    CHECK_FALSE(asks(call, "isGlobalUnicast", other));
  }
  CHECK(call("ip.isCanonical", {s("127.0.0.1")}).is_true());
  CHECK(call("ip.isCanonical", {s("2001:DB8::68")}).is_false());
  CHECK(call("ip.isCanonical", {s("0:0::1")}).is_false());
  CHECK(call.text("ip.isCanonical", {s("127.0.0.1.0")}).starts_with("error: IP address parse"));
}

TEST_CASE("ranges are read with the length of their prefix", "[expr][network]") {
  LibraryCalls call(add_network);
  CHECK(read(call, "cidr", "10.1.2.3/8") == "10.1.2.3/8");
  CHECK(read(call, "cidr", "2001:DB8::/32") == "2001:db8::/32");
  CHECK(read(call, "cidr", "::/0") == "::/0");
  for (const char* const wrong : {"", "/", "/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33",
                                  "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/-1", "10.0.0.0/8 ",
                                  "::/129", "10.0.0.0/8/8", "10.0.0/8", "10.0.0.0/4294967304"}) {
    CAPTURE(wrong);
    CHECK(read(call, "cidr", wrong).starts_with("error: CIDR parse error"));
    CHECK(call("isCIDR", {s(wrong)}).is_false());
  }
  CHECK(read(call, "cidr", "fe80::1%en0/24").starts_with("error: CIDR with zone value"));
  CHECK(call("isCIDR", {s("10.0.0.0/8")}).is_true());
}

TEST_CASE("what a range answers", "[expr][network]") {
  LibraryCalls call(add_network);
  const auto cidr = [&](std::string_view text) { return call("cidr", {s(text)}); };
  const auto text = [&](const Value& value) {
    return std::string(call("string", {value}).as_string());
  };
  CHECK(call.text("prefixLength", {cidr("10.0.0.0/13")}) == "13");
  CHECK(text(call("ip", {cidr("10.1.2.3/8")})) == "10.1.2.3");
  CHECK(text(call("masked", {cidr("10.255.2.3/12")})) == "10.240.0.0/12");
  CHECK(text(call("masked", {cidr("2001:db8::ffff/121")})) == "2001:db8::ff80/121");
  CHECK(text(call("masked", {cidr("10.1.2.3/0")})) == "0.0.0.0/0");
  CHECK(text(call("masked", {cidr("10.1.2.3/32")})) == "10.1.2.3/32");
  CHECK(call("isMask", {cidr("10.0.0.0/8")}).is_true());
  CHECK(call("isMask", {cidr("10.0.0.1/8")}).is_false());
  CHECK(cel::equal(cidr("127.0.0.1/24"), cidr("127.0.0.1/24"), call.arena()));
  CHECK_FALSE(cel::equal(cidr("127.0.0.1/24"), cidr("127.0.0.0/24"), call.arena()));
  CHECK_FALSE(cel::equal(cidr("127.0.0.1/32"), call("ip", {s("127.0.0.1")}), call.arena()));
  CHECK(cel::to_text(cidr("10.0.0.0/8")).find("10.0.0.0/8") != std::string::npos);
}

TEST_CASE("ranges contain addresses and ranges of their family", "[expr][network]") {
  LibraryCalls call(add_network);
  const auto contains = [&](std::string_view function, std::string_view range,
                            std::string_view other) {
    const Value from = call("cidr", {s(range)});
    const bool found = call(function, {from, s(other)}).is_true();
    const Value value = call(function == "containsIP" ? "ip" : "cidr", {s(other)});
    CHECK(call(function, {from, value}).is_true() == found);
    return found;
  };
  CHECK(contains("containsIP", "192.168.0.0/24", "192.168.0.255"));
  CHECK_FALSE(contains("containsIP", "192.168.0.0/24", "192.168.1.0"));
  CHECK(contains("containsIP", "192.168.0.77/24", "192.168.0.1"));
  CHECK(contains("containsIP", "0.0.0.0/0", "255.255.255.255"));
  CHECK_FALSE(contains("containsIP", "::/0", "10.0.0.1"));
  CHECK_FALSE(contains("containsIP", "0.0.0.0/0", "::1"));
  CHECK(contains("containsIP", "2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(contains("containsIP", "2001:db8::/33", "2001:db8:8000::1"));
  CHECK(contains("containsCIDR", "10.0.0.0/8", "10.0.0.0/8"));
  CHECK(contains("containsCIDR", "10.0.0.0/8", "10.1.0.0/16"));
  CHECK_FALSE(contains("containsCIDR", "10.0.0.0/8", "10.0.0.0/7"));
  CHECK_FALSE(contains("containsCIDR", "0.0.0.0/0", "::/0"));
  const Value from = call("cidr", {s("10.0.0.0/8")});
  CHECK(call.text("containsIP", {from, s("10.0.0")}).starts_with("error: IP address parse"));
  CHECK(call.text("containsCIDR", {from, s("10.0.0.0")}).starts_with("error: CIDR parse"));
}

TEST_CASE("values of other types are not taken for addresses", "[expr][network]") {
  class Fake final : public Opaque {
   public:
    std::string_view type_name() const override { return "net.IP"; }
    bool equals(const Opaque&) const override { return true; }
    std::string_view text(Arena&) const override { return "fake"; }
  };
  LibraryCalls call(add_network);
  const Fake fake;
  CHECK(call.text("family", {Value::opaque(&fake)}) ==
        "error: found a net.IP that is not of the network library");
  CHECK_FALSE(cel::equal(call("ip", {s("::1")}), Value::opaque(&fake), call.arena()));
  CHECK_FALSE(call.accepted("isIP", {call("cidr", {s("::/0")})}));
  CHECK_FALSE(call.accepted("family", {call("cidr", {s("::/0")})}));
  CHECK_FALSE(call.accepted("masked", {call("ip", {s("::1")})}));
}

TEST_CASE("ids of network", "[expr][network]") {
  LibraryCalls call(add_network, 1);
  for (const char* const id : {"string_to_ip",
                               "string_to_cidr",
                               "ip_to_string",
                               "cidr_to_string",
                               "is_ip",
                               "is_cidr",
                               "ip_is_canonical",
                               "ip_family",
                               "ip_is_unspecified",
                               "ip_is_loopback",
                               "ip_is_global_unicast",
                               "ip_is_link_local_multicast",
                               "ip_is_link_local_unicast",
                               "cidr_contains_ip_ip",
                               "cidr_contains_ip_string",
                               "cidr_contains_cidr",
                               "cidr_contains_cidr_string",
                               "cidr_ip",
                               "cidr_masked",
                               "cidr_is_mask",
                               "cidr_prefix_length"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
