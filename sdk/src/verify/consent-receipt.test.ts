import { createPrivateKey, sign } from "node:crypto";
import { expect, it } from "vitest";
import { newKey, publicHalf } from "../testing/authorization.ts";
import { checkConsentReceipt, hashOfFields } from "./consent-receipt.ts";

const issuer = "http://localhost:4000/oauth";
const [key, other] = [newKey("results-1"), newKey("results-2")];
const keys = { keys: [publicHalf(key)] };
const fields = ["Invoice.number", "Invoice.total"];

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
async function receipt({
  header = {},
  claims = {},
  by = key,
}: {
  header?: object;
  claims?: object;
  by?: typeof key;
} = {}) {
  const payload = {
    iss: issuer,
    iat: 1_795_000_000,
    receiptNo: "SQ202611230123456789",
    consentId: "cst_1",
    version: 1,
    fields,
    fieldsHash: await hashOfFields(fields),
    ...claims,
  };
  const signed = `${encoded({ alg: "ES256", typ: "consent-receipt+jwt", kid: "results-1", ...header })}.${encoded(payload)}`;
  const signature = sign("sha256", Buffer.from(signed), {
    key: createPrivateKey({ key: by as never, format: "jwk" }),
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}
const reasonOf = async (text: string, expected: object = {}) =>
  checkConsentReceipt(text, keys, { issuer, ...expected }).then(
    () => "genuine",
    ({ problems }) => problems[0].details.reason as string,
  );

it("answers what was agreed", async () => {
  expect(await checkConsentReceipt(await receipt(), keys, { issuer, consentId: "cst_1" })).toMatchObject({
    receiptNo: "SQ202611230123456789",
    fields,
  });
});

it("hashes fields in their one order", async () => {
  expect(await hashOfFields([...fields].reverse())).toBe(await hashOfFields(fields));
});

it("refuses what proves nothing", async () => {
  expect(await reasonOf(await receipt({ by: other }))).toBe("the signature does not fit");
  expect(await reasonOf(await receipt({ header: { typ: "invoice-verification+jwt" } }))).toBe(
    "this is no consent-receipt+jwt",
  );
  expect(await reasonOf(await receipt({ claims: { iss: "http://localhost:4000/sandbox/oauth" } }))).toBe(
    "signed for another environment",
  );
  expect(await reasonOf(await receipt(), { consentId: "cst_2" })).toBe(
    "this is the receipt of another consent",
  );
  expect(await reasonOf(await receipt({ claims: { fields: ["Invoice.total"] } }))).toBe(
    "the fields do not fit their hash",
  );
});

it("refuses every change of a single character", async () => {
  const genuine = await receipt();
  for (let place = 0; place < genuine.length; place++) {
    const changed = genuine.slice(0, place) + (genuine[place] === "A" ? "B" : "A") + genuine.slice(place + 1);
    expect(await reasonOf(changed), `character ${place}`).not.toBe("genuine");
  }
});
