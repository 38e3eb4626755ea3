import type { Scope } from "../platform/operation.ts";

/** On what terms a scope is given. The sentences come from the subgraph that owns the scope; the terms stand here. */
export type ScopeTerms = Scope & {
  /** The level of assurance at which it must be given. */
  acr?: "L3";
  /** Whether the app only reads, or does things in the taxpayer's name. */
  writes?: boolean;
};

type Terms = Pick<ScopeTerms, "maxMonths" | "grantors" | "acr" | "writes">;

const officers = ["LEGAL_REP", "FIN_OFFICER", "SELF"] as const;
const anybody = ["TAXPAYER"] as const;
const self = ["SELF"] as const;

const TERMS: Readonly<Record<string, Terms>> = {
  openid: { maxMonths: 24, grantors: anybody },
  "profile:read": { maxMonths: 24, grantors: anybody },
  "taxpayer:read": { maxMonths: 24, grantors: anybody },
  "taxpayer:write": { maxMonths: 12, grantors: officers, writes: true },
  "hall:apply": { maxMonths: 12, grantors: anybody, writes: true },
  "hall:read": { maxMonths: 12, grantors: anybody },
  "invoice:read": { maxMonths: 12, grantors: officers },
  "invoice:issue": { maxMonths: 12, grantors: officers, acr: "L3", writes: true },
  "invoice:red": { maxMonths: 12, grantors: officers, writes: true },
  "invoice:deduct": { maxMonths: 12, grantors: officers, writes: true },
  "invoice:verify": { maxMonths: 24 },
  "invoice:quota": { maxMonths: 12, grantors: anybody },
  "filing:read": { maxMonths: 12, grantors: anybody },
  "filing:prepare": { maxMonths: 12, grantors: anybody },
  "filing:submit": { maxMonths: 12, grantors: anybody, acr: "L3", writes: true },
  "payment:read": { maxMonths: 12, grantors: anybody },
  "payment:initiate": { maxMonths: 6, grantors: officers, acr: "L3", writes: true },
  "agreement:write": { maxMonths: 1, grantors: officers, writes: true },
  "refund:read": { maxMonths: 12, grantors: anybody },
  "refund:apply": { maxMonths: 12, grantors: anybody, writes: true },
  "iit:read": { maxMonths: 6, grantors: self },
  "iit:file": { maxMonths: 6, grantors: self, writes: true },
  "credit:read": { maxMonths: 12, grantors: officers },
  "certificate:issue": { maxMonths: 12, grantors: anybody, writes: true },
  "lottery:enter": { maxMonths: 12, grantors: self, writes: true },
  "lottery:claim": { maxMonths: 12, grantors: self, writes: true },
  "notify:subscribe": { maxMonths: 24, grantors: anybody },
  "advisory:ask": { maxMonths: 24, grantors: anybody },
  "academy:enrol": { maxMonths: 24, grantors: anybody },
};

/** The scopes an app holds in its own right, by client credentials: no taxpayer consents to them. */
export const APP_SCOPES: readonly string[] = [
  "public:read",
  "invoice:verify",
  "webhook:manage",
  "platform:report",
  "bank:settle",
  "psp:settle",
  "customs:verify",
  "tourist:refund",
];

const IMPLIED: Readonly<Record<string, readonly string[]>> = { "filing:submit": ["filing:prepare"] };
export const implied = (scope: string): readonly string[] => IMPLIED[scope] ?? [];

/** The catalogue with its terms: what a subgraph declares goes before the table. */
export const withTerms = (scopes: Readonly<Record<string, Scope>>): Record<string, ScopeTerms> =>
  Object.fromEntries(
    Object.entries(scopes).map(([scope, declared]) => [scope, { ...TERMS[scope], ...declared }]),
  );
