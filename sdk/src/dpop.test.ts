import { createHash, createPublicKey, verify } from "node:crypto";
import { expect, it } from "vitest";
import { base64url, DpopKey } from "./dpop.ts";

const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

it("makes proofs as RFC 9449 has them", async () => {
  const key = await DpopKey.generate();
  const proof = await key.proof("POST", "https://tax.example.cn/graphql?x=1#y", "token");
  const [header = "", payload = "", signature = ""] = proof.split(".");
  const { typ, alg, jwk } = decoded(header);
  expect({ typ, alg }).toEqual({ typ: "dpop+jwt", alg: "ES256" });
  expect(Object.keys(jwk).sort()).toEqual(["crv", "kty", "x", "y"]);
  const claims = decoded(payload);
  expect(claims).toMatchObject({
    htm: "POST",
    htu: "https://tax.example.cn/graphql",
    ath: createHash("sha256").update("token").digest("base64url"),
  });
  expect(Math.abs(claims.iat - Date.now() / 1000)).toBeLessThan(2);
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const genuine = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(genuine).toBe(true);
});

it("is never the same twice, and keeps each address's nonce apart", async () => {
  const key = await DpopKey.generate();
  const [graph, oauth] = ["http://localhost:4000/graphql", "http://localhost:4000/oauth/token"];
  key.remember(graph, "one");
  key.remember(graph, null);
  const claims = async (url: string) => decoded((await key.proof("POST", url)).split(".")[1]!);
  const [first, second, other] = [await claims(graph), await claims(graph), await claims(oauth)];
  expect(first.nonce).toBe("one");
  expect(first.jti).not.toBe(second.jti);
  expect(other).not.toHaveProperty("nonce");
  expect(first).not.toHaveProperty("ath");
});

it("can be kept as text only if it was made for that", async () => {
  await expect((await DpopKey.generate()).toJwk()).rejects.toThrow();
  const key = await DpopKey.generate({ extractable: true });
  const again = await DpopKey.fromJwk(await key.toJwk());
  const header = async (of: DpopKey) => (await of.proof("POST", "http://127.0.0.1/")).split(".")[0];
  expect(await header(again)).toBe(await header(key));
});

it("writes strict base64url", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 89 + length) % 256);
    expect(base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
  }
});
