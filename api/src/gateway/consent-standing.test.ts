import { expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { consentProblem } from "./consent-standing.ts";
import type { ConsentStanding, Revocations } from "./revocations.ts";

const caller: Caller = { kind: "APP_FOR_TAXPAYER", scopes: [], consentId: "cst_1", consentVersion: 2 };
const standing = (state: ConsentStanding): Revocations => ({
  state: (id, version) => (id === "cst_1" && version === 2 ? state : "ALIVE"),
  onRevoked: () => () => undefined,
  settle: async () => undefined,
  close: async () => undefined,
});

it.each<[ConsentStanding, string | undefined]>([
  ["ALIVE", undefined],
  ["REVOKED", "CONSENT_REVOKED"],
  ["SUSPENDED", "CONSENT_SUSPENDED"],
  ["EXPIRED", "CONSENT_EXPIRED"],
  ["NARROWED", "TOKEN_EXPIRED"],
  ["UNKNOWN", "SERVICE_UNAVAILABLE"],
])("a consent that is %s answers %s", (state, code) => {
  expect(consentProblem(standing(state), caller)?.code).toBe(code);
});

it("whoever calls without a consent has none that could have ended", () => {
  expect(consentProblem(standing("REVOKED"), { kind: "APP", scopes: [] })).toBeUndefined();
});
