import { compactVerify, createLocalJWKSet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APP, readerFor, T1, T2 } from "../testing.ts";
import { digital, verificationBoard } from "./verification.testing.ts";

let v: Awaited<ReturnType<typeof verificationBoard>>;
beforeAll(async () => {
  v = await verificationBoard();
});
afterAll(() => v.board.close());

describe("a match", () => {
  it("is given again to the same client the same day without a look-up, also after the limit", async () => {
    const invoice = await v.stored();
    const first = await v.verify(digital(invoice));
    for (const _ of [1, 2, 3, 4]) await v.publicly(digital(invoice, { totalIncl: "1.00" }));
    expect(await v.publicly(digital(invoice))).toMatchObject({ outcome: "LIMIT_REACHED" });
    expect(await v.verify(digital(invoice), { at: "2026-11-23T18:00:00+08:00" })).toEqual(first);
    expect(await v.countOf(invoice.number)).toEqual([5]);
    expect(await v.verify(digital(invoice, { amountEx: "100.00" }))).toMatchObject({
      outcome: "LIMIT_REACHED",
    });
  });

  it("is not shared between apps, nor between the taxpayers of an app", async () => {
    const invoice = await v.stored();
    const forT1 = readerFor(T1, { scopes: ["invoice:verify"] });
    await v.verify(digital(invoice));
    expect(await v.verify(digital(invoice), { as: forT1 })).toMatchObject({ timesToday: 2 });
    expect(await v.verify(digital(invoice), { as: forT1 })).toMatchObject({ timesToday: 2 });
    expect(await v.verify(digital(invoice), { as: { ...forT1, taxpayerId: T2 } })).toMatchObject({
      timesToday: 3,
    });
    expect(
      await v.verify(digital(invoice), { as: { kind: "APP", appId: APP, scopes: ["invoice:verify"] } }),
    ).toMatchObject({ timesToday: 4 });
    expect(await v.countOf(invoice.number)).toEqual([4]);
  });

  it("is looked up anew the next day", async () => {
    const invoice = await v.stored();
    await v.verify(digital(invoice));
    expect(await v.verify(digital(invoice), { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      timesToday: 1,
      verifiedAt: "2026-11-24T00:00:00+08:00",
    });
  });
});

describe("the signature", () => {
  const open = async (sign: string) => {
    const { payload, protectedHeader } = await compactVerify(
      sign,
      createLocalJWKSet(v.board.environment.keys.jwks("results")),
    );
    return { header: protectedHeader, payload: JSON.parse(new TextDecoder().decode(payload)) };
  };

  it("proves the whole answer and the request, with the published keys alone", async () => {
    const invoice = await v.stored();
    const { resultSign, ...answer } = await v.verify(digital(invoice));
    const { header, payload } = await open(resultSign);
    expect(header).toMatchObject({
      alg: "ES256",
      typ: "invoice-verification+jwt",
      kid: v.board.environment.keys.current("results").kid,
    });
    const { iss, iat, requestHash, ...signedAnswer } = payload;
    expect(signedAnswer).toEqual(answer);
    expect(iss).toBe(v.board.environment.issuer);
    expect(iat).toBe(Date.parse("2026-11-23T12:00:00+08:00") / 1000);
    const request = new TextEncoder().encode(
      `{"issuedOn":"2026-11-23","number":"${invoice.number}","totalIncl":"113.00"}`,
    );
    expect(requestHash).toBe(Buffer.from(await crypto.subtle.digest("SHA-256", request)).toString("hex"));
  });

  it("covers every outcome and breaks with any change", async () => {
    const invoice = await v.stored();
    const { resultSign } = await v.verify(digital(invoice, { totalIncl: "1.00" }));
    expect((await open(resultSign)).payload).toMatchObject({ outcome: "MISMATCH", face: null, status: null });
    const [header, payload, signature] = resultSign.split(".");
    const forged = Buffer.from(
      Buffer.from(payload, "base64url").toString().replace("MISMATCH", "MATCH"),
    ).toString("base64url");
    await expect(open(`${header}.${forged}.${signature}`)).rejects.toThrow();
  });
});
