import { describe, expect, it } from "vitest";
import { clientAddress, limitKey, plainAddress, TrustedProxies } from "./client-address.ts";

const proxies = TrustedProxies.parse("loopback, 10.0.0.0/8, 2001:db8:1::/48")!;
const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) => ({
  headers,
  socket: { remoteAddress },
});

describe("a caller's address", () => {
  it("is the peer of the connection", () => {
    expect(clientAddress(from("192.0.2.7"), proxies)).toBe("192.0.2.7");
    expect(clientAddress(from("::ffff:192.0.2.7"), TrustedProxies.none)).toBe("192.0.2.7");
    expect(clientAddress(from(undefined), proxies)).toBe("");
  });

  it("is not what a stranger writes into a header", () => {
    const written = { "x-forwarded-for": "198.51.100.1", forwarded: "for=198.51.100.1" };
    expect(clientAddress(from("192.0.2.7", written), proxies)).toBe("192.0.2.7");
    expect(clientAddress(from("127.0.0.1", written), TrustedProxies.none)).toBe("127.0.0.1");
  });

  it.each([
    ["what the proxy has added", "198.51.100.1", "198.51.100.1"],
    ["not what the client had sent along", "203.0.113.99, 198.51.100.1", "198.51.100.1"],
    ["not a proxy of ours that the client claims to be", "10.9.9.9, 198.51.100.1", "198.51.100.1"],
    ["beyond several proxies of ours", "203.0.113.99, 198.51.100.1, 10.1.2.3, 2001:db8:1::5", "198.51.100.1"],
    ["without its port", "198.51.100.1:4711", "198.51.100.1"],
    ["IPv6 in brackets", "[2001:db8:9::1]:4711", "2001:db8:9::1"],
    ["IPv4 written as IPv6", "::ffff:198.51.100.1", "198.51.100.1"],
    ["the last hop known, where the next is not told", "198.51.100.1, unknown, 10.1.2.3", "10.1.2.3"],
    ["the left-most of ours, when all are", "10.3.3.3, 10.4.4.4", "10.3.3.3"],
    ["the proxy itself, when it says nothing of use", "evil\u0000", "127.0.0.1"],
    ["the proxy itself, when it says nothing", "", "127.0.0.1"],
  ])("behind a proxy is %s", (_, header, address) => {
    expect(clientAddress(from("127.0.0.1", { "x-forwarded-for": header }), proxies)).toBe(address);
  });

  it.each([
    ["for=198.51.100.1;proto=https;by=10.0.0.1", "198.51.100.1"],
    ['For="[2001:db8:9::1]:4711"', "2001:db8:9::1"],
    ["for=203.0.113.99, for=198.51.100.1, for=10.0.0.2", "198.51.100.1"],
    ["for=_hidden", "10.0.0.1"],
    ["for=198.51.100.1, proto=https", "10.0.0.1"],
  ])("reads Forwarded: %s", (forwarded, address) => {
    expect(clientAddress(from("10.0.0.1", { forwarded }), proxies)).toBe(address);
  });

  it("is the proxy when one header is the proxy's and the other the client's own", () => {
    const both = (xForwardedFor: string, forwarded: string) =>
      clientAddress(from("10.0.0.1", { "x-forwarded-for": xForwardedFor, forwarded }), proxies);
    expect(both("198.51.100.1", "for=203.0.113.99")).toBe("10.0.0.1");
    expect(both("203.0.113.99", "for=198.51.100.1")).toBe("10.0.0.1");
    expect(both("198.51.100.1", "for=198.51.100.1")).toBe("198.51.100.1");
  });
});

describe("trusted proxies", () => {
  it.each([
    "10.0.0.0/33",
    "::/129",
    "10.0.0/8",
    "proxy.example.cn",
    "10.0.0.1/8/8",
    "10.0.0.1/-1",
    "10.0.0.1/",
  ])("are not %s", (text) => expect(TrustedProxies.parse(text)).toBeUndefined());
  it("are none of none", () => {
    expect(TrustedProxies.parse("")!.has("127.0.0.1")).toBe(false);
  });
  it("may be everybody in front of an isolated network", () => {
    expect(TrustedProxies.parse("0.0.0.0/0")!.has("192.0.2.1")).toBe(true);
  });
});

it.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::ffff:c000:207", "192.0.2.7"],
  ["2001:0DB8:0000:0001:0000:0000:0000:0009", "2001:db8:0:1::/64"],
  ["2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
])("limits count %s by %s", (address, key) => {
  expect(limitKey(address)).toBe(key);
});

it("spells an address one way, and knows what is none", () => {
  expect(["2001:DB8::0:1", "fe80::1%eth0", "1.2.3", "localhost"].map(plainAddress)).toEqual([
    "2001:db8::1",
    "fe80::1",
    undefined,
    undefined,
  ]);
});
