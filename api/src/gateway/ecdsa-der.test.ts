import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { derSignature } from "./ecdsa-der.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const halves = fc.uint8Array({ minLength: 64, maxLength: 64 });

it("says of every signature what OpenSSL says of its own form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const der = derSignature(sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }));
      expect(verify("sha256", data, publicKey, der!)).toBe(true);
      expect(verify("sha256", Buffer.concat([data, Buffer.from("x")]), publicKey, der!)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

it("refuses whatever OpenSSL refuses, and never throws", () => {
  const data = Buffer.from("proof");
  fc.assert(
    fc.property(halves, (signature) => {
      const options = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
      expect(verify("sha256", data, publicKey, derSignature(signature)!)).toBe(
        verify("sha256", data, options, signature),
      );
    }),
    { numRuns: 200, examples: [[new Uint8Array(64)], [new Uint8Array(64).fill(0xff)]] },
  );
});

it.each([
  ["zeros keep one byte", 0x00, 0x00, [0x30, 6, 2, 1, 0, 2, 1, 0]],
  ["a first bit gets a zero before it", 0x80, 0x7f, [0x30, 7, 2, 2, 0, 0x80, 2, 1, 0x7f]],
])("writes the shortest integers: %s", (_, r, s, der) => {
  const signature = new Uint8Array(64);
  signature[31] = r;
  signature[63] = s;
  expect([...derSignature(signature)!]).toEqual(der);
});

it.each([0, 63, 65, 70, 128])("takes no signature of %i bytes", (length) => {
  expect(derSignature(new Uint8Array(length))).toBeUndefined();
});
