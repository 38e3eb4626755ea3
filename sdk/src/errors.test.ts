import { expect, expectTypeOf, it } from "vitest";
import { OpenTaxError, problemFrom, sdkError, unwrap } from "./errors.ts";

interface Consent {
  id: string;
}
interface RevokePayload {
  consent: Consent | null;
  userErrors: Array<{ code: string; message: string; messageEn: string; retryable: boolean }>;
}

it("unwraps what a mutation made, with its type", () => {
  const payload: RevokePayload = { consent: { id: "cns_1" }, userErrors: [] };
  const consent = unwrap(payload);
  expectTypeOf(consent).toEqualTypeOf<Consent>();
  expect(consent).toEqual({ id: "cns_1" });
});

it("throws every reason why there is nothing to unwrap", () => {
  const userErrors = ["CONSENT_STATE", "CONSENT_NOT_FOUND"].map((code) => ({
    code,
    message: "中",
    messageEn: "en",
    retryable: false,
  }));
  expect(() => unwrap({ consent: null, userErrors })).toThrow(OpenTaxError);
  expect(() => unwrap({ consent: null, userErrors })).toThrow(/CONSENT_STATE.*CONSENT_NOT_FOUND/);
  expect(() => unwrap({ consent: null, userErrors: [] } as RevokePayload)).toThrow(/UNEXPECTED_ANSWER/);
});

it("keeps of a problem what is there, and no more", () => {
  expect(problemFrom({ code: "X", message: "中" })).toEqual({
    code: "X",
    message: "中",
    messageEn: "中",
    actor: "PLATFORM",
    docUrl: "/docs/errors#X",
    retryable: false,
  });
  expect(problemFrom(null)).toMatchObject({ code: "UNEXPECTED_ANSWER" });
  expect(
    problemFrom({ code: "X", path: ["input", 0], details: { a: 1 }, retryAfterSeconds: 2 }),
  ).toMatchObject({ path: ["input", "0"], details: { a: 1 }, retryAfterSeconds: 2 });
});

it("is worth a retry only if that can help against every problem, and then after the longest wait", () => {
  const once = { ...problemFrom({ code: "A" }), retryable: true, retryAfterSeconds: 1 };
  const slow = { ...once, code: "B", retryAfterSeconds: 9 };
  expect(new OpenTaxError([once, slow])).toMatchObject({ retryable: true, retryAfterSeconds: 9 });
  expect(new OpenTaxError([once, problemFrom({ code: "C" })]).retryable).toBe(false);
  expect(sdkError("NETWORK_ERROR").retryAfterSeconds).toBeUndefined();
});
