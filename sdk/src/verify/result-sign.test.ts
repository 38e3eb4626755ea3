import { createPrivateKey, sign } from "node:crypto";
import { expect, it } from "vitest";
import { newKey, publicHalf } from "../testing/authorization.ts";
import { checkResultSign, requestHash } from "./result-sign.ts";

const issuer = "http://localhost:4000/sandbox/oauth";
const request = { number: "24332000000012345678", issuedOn: "2026-11-23", totalIncl: "113.00" };
const [key, other] = [newKey("results-1"), newKey("results-2")];
const keys = { keys: [publicHalf(key)] };

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
async function proof({
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
    requestHash: await requestHash(request),
    outcome: "MATCH",
    status: "NORMAL",
    ...claims,
  };
  const signed = `${encoded({ alg: "ES256", typ: "invoice-verification+jwt", kid: "results-1", ...header })}.${encoded(payload)}`;
  const signature = sign("sha256", Buffer.from(signed), {
    key: createPrivateKey({ key: by as never, format: "jwk" }),
    dsaEncoding: "ieee-p1363",
  });
  return `${signed}.${signature.toString("base64url")}`;
}
const reasonOf = async (resultSign: string, expected: object = {}) =>
  checkResultSign(resultSign, keys, { issuer, request, ...expected }).then(
    () => "genuine",
    ({ problems }) => problems[0].details.reason as string,
  );

it("answers what was signed", async () => {
  expect(await checkResultSign(await proof(), keys, { issuer, request })).toMatchObject({
    outcome: "MATCH",
    status: "NORMAL",
    iss: issuer,
  });
});

it("hashes a request as the platform does: in order, without what is absent", async () => {
  expect(
    await requestHash({
      totalIncl: "113.00",
      issuedOn: "2026-11-23",
      number: "24332000000012345678",
      code: null,
      captchaToken: "x",
    }),
  ).toBe(await requestHash(request));
  expect(await requestHash({ number: "1" })).toBe(
    "14cb2f1405c2d1dca1306ab8daaa93950caf83cbbd255f19e80a0f5732517672",
  );
});

it("refuses what proves nothing", async () => {
  expect(await reasonOf(await proof({ by: other }))).toBe("the signature does not fit");
  expect(await reasonOf(await proof({ header: { kid: "results-2" } }))).toBe(
    "signed by a key that is not among the published ones",
  );
  expect(await reasonOf(await proof({ header: { alg: "none" } }))).toBe(
    "signed by an algorithm that is not accepted",
  );
  expect(await reasonOf(await proof({ header: { crit: ["b64"] } }))).toBe(
    "signed by an algorithm that is not accepted",
  );
  expect(await reasonOf(await proof({ header: { typ: "at+jwt" } }))).toBe(
    "this is no invoice-verification+jwt",
  );
  expect(await reasonOf(await proof({ claims: { iss: "http://localhost:4000/oauth" } }))).toBe(
    "signed for another environment",
  );
  expect(await reasonOf(await proof(), { request: { ...request, totalIncl: "113.01" } })).toBe(
    "this answers another question",
  );
});

it("refuses every change of a single character", async () => {
  const genuine = await proof();
  for (let place = 0; place < genuine.length; place++) {
    const changed = genuine.slice(0, place) + (genuine[place] === "A" ? "B" : "A") + genuine.slice(place + 1);
    expect(await reasonOf(changed), `character ${place}`).not.toBe("genuine");
  }
  for (const spelling of [
    `${genuine}=`,
    `${genuine} `,
    ` ${genuine}`,
    `${genuine}.`,
    genuine.replaceAll(".", ""),
    "",
  ])
    expect(await reasonOf(spelling)).not.toBe("genuine");
});
