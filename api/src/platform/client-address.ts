import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP, isIPv4, SocketAddress } from "node:net";

/** The part of an HTTP request that tells where it comes from. */
export interface Arrived {
  headers: IncomingHttpHeaders;
  socket: { readonly remoteAddress?: string | undefined };
}

/** The proxies whose word about a caller's address is taken: those in front of us, told by `TRUSTED_PROXY`. */
export class TrustedProxies {
  static readonly none = new TrustedProxies(new BlockList(), false);
  readonly #list: BlockList;
  readonly #any: boolean;

  private constructor(list: BlockList, any: boolean) {
    this.#list = list;
    this.#any = any;
  }

  /** Addresses, ranges (`10.0.0.0/8`, `fd00::/8`) and `loopback`, separated by commas; nothing when one of them is none. */
  static parse(text: string): TrustedProxies | undefined {
    const entries = text.split(",").flatMap((entry) => {
      const trimmed = entry.trim();
      return trimmed === "loopback" ? ["127.0.0.0/8", "::1"] : trimmed === "" ? [] : [trimmed];
    });
    const list = new BlockList();
    for (const entry of entries) if (!rangeInto(list, entry)) return undefined;
    return new TrustedProxies(list, entries.length > 0);
  }

  /** True for the address of a proxy of ours, as `plainAddress` spells it. */
  has(address: string): boolean {
    return this.#any && this.#list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
  }
}

/** Adds an address or a range to a list; false when it is none. */
export function rangeInto(list: BlockList, entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(prefix >= 0 && prefix <= most)) return false;
  list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  return true;
}

/**
 * The caller's address: the peer of the connection, unless that is a proxy of ours. Then the right-most address its
 * `X-Forwarded-For` or `Forwarded` (RFC 7239) names that is none of ours, for whatever stands further left anybody may
 * have written. A proxy maintains one of the two headers and lets the other pass as the client sent it: where both are
 * present and do not agree, neither is believed. Empty when the connection is gone.
 */
export function clientAddress({ headers, socket }: Arrived, trusted: TrustedProxies): string {
  const peer = plainAddress(socket.remoteAddress ?? "") ?? "";
  if (!peer || !trusted.has(peer)) return peer;
  const xForwardedFor = joined(headers["x-forwarded-for"]);
  const forwarded = joined(headers.forwarded);
  const named = [
    ...(xForwardedFor === undefined ? [] : [beyond(peer, xForwardedFor.split(","), trusted)]),
    ...(forwarded === undefined ? [] : [beyond(peer, forwardedFor(forwarded), trusted)]),
  ];
  const [first = peer, second = first] = named;
  return first === second ? first : peer;
}

const joined = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : header?.join(",");

/** Follows the hops from the right for as long as a proxy of ours names the next one. */
function beyond(peer: string, hops: readonly string[], trusted: TrustedProxies): string {
  let known = peer;
  for (const hop of [...hops].reverse()) {
    const address = addressIn(hop);
    if (address === undefined) return known;
    known = address;
    if (!trusted.has(address)) return known;
  }
  return known;
}

/** The `for` of each hop of a Forwarded header; what has none, or no address, is an empty text. */
const forwardedFor = (header: string): string[] =>
  header.split(",").map((hop) => {
    const pair = hop.split(";").find((part) => /^\s*for\s*=/i.test(part));
    return (pair?.slice(pair.indexOf("=") + 1) ?? "").trim().replace(/^"(.*)"$/, "$1");
  });

/** The address of a hop: with or without a port, IPv6 with or without brackets; nothing for `unknown` and for names. */
function addressIn(hop: string): string | undefined {
  const text = hop.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return plainAddress(bracketed ?? withPort ?? text);
}

const MAPPED = "::ffff:";

/** One spelling for each address: IPv4 as such when it comes as IPv6 (`::ffff:192.0.2.1`), no zone; nothing for no address. */
export function plainAddress(address: string): string | undefined {
  const version = isIP(address);
  if (version === 4) return address;
  if (version === 0) return undefined;
  const canonical = new SocketAddress({ address: address.split("%")[0]!, family: "ipv6" }).address;
  const mapped = canonical.startsWith(MAPPED) ? canonical.slice(MAPPED.length) : "";
  return isIPv4(mapped) ? mapped : canonical;
}

/**
 * What limits count an address by: IPv4 whole; of IPv6 the first 64 bits, for that is what one household or server gets
 * and may change the rest of at will. What is no address is counted as it is.
 */
export function limitKey(address: string): string {
  const plain = plainAddress(address) ?? address;
  if (!plain.includes(":") || isIP(plain) !== 6) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${all.slice(0, 4).join(":")}::/64`;
}
