import { buildSchema } from "graphql";
import { expect, it } from "vitest";
import type { ConsentStanding } from "../consents/facts.ts";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { TestClock } from "./credentials.testing.ts";
import { Documents } from "./documents.ts";
import { type AccessFacts, explaining } from "./explanation.ts";
import { DIRECTIVES } from "./gateway.testing.ts";
import { createLimits } from "./limits.ts";
import { refused } from "./release-documents.ts";

const schema = buildSchema(`${DIRECTIVES}
  enum InvoiceDirection { SALES PURCHASES }
  type Query {
    region: String
    invoice: Invoice @requiresScopes(scopes: [["invoice:read"]])
    invoices(direction: InvoiceDirection!): [Invoice!] @requiresScopes(scopes: [["invoice:read"]]) @listSize(assumedSize: 10)
    invoiceMonths: [InvoiceMonth!] @requiresScopes(scopes: [["invoice:read"]])
    filing: String @requiresScopes(scopes: [["filing:read"]])
    credit: String @requiresScopes(scopes: [["credit:read"]])
    verify: String @requiresScopes(scopes: [["invoice:verify"]])
    heavy: String @cost(weight: 900)
    tooHeavy: String @cost(weight: 9000)
  }
  type Invoice { number: String @requiresScopes(scopes: [["invoice:read"]]) total: String @class(level: "C3") @requiresScopes(scopes: [["invoice:read"]]) }
  type InvoiceMonth { amount: String @requiresScopes(scopes: [["invoice:read"]]) }
  type Mutation { issue: String @requiresScopes(scopes: [["invoice:issue"]]) @stepUp(acr: "L3") }
`);

const clock = new TestClock();
const app: Caller = {
  kind: "APP_FOR_TAXPAYER",
  appId: "app_1",
  scopes: ["public:read", "invoice:read"],
  taxpayerId: "tp_1",
};
const active: ConsentStanding = {
  id: "cst_1",
  appId: "app_1",
  taxpayerId: "tp_1",
  personId: "pn_1",
  role: "LEGAL_REP",
  scopes: ["invoice:read", "filing:read", "invoice:issue"],
  purpose: "BOOKKEEPING",
  periodFrom: "2025-01-01",
  periodTo: "2026-12-31",
  expiresAt: new Date("2027-01-01"),
  status: "ACTIVE" as ConsentStanding["status"],
  fieldsHash: null,
  version: 1,
};

interface Scene {
  caller?: Caller;
  consent?: Partial<ConsentStanding> | null;
  approved?: string[];
  most?: string[];
  release?: (typeof refuse)[keyof typeof refuse];
  request?: { taxpayerId?: string; periodFrom?: string; periodTo?: string };
  spent?: number;
}

async function why(document: string, scene: Scene = {}) {
  const { caller = app, consent = {}, release, request = {}, spent = 0 } = scene;
  const asked: string[] = [];
  const facts: AccessFacts = {
    consentOf: async (appId, taxpayerId) => {
      asked.push(`${appId} ${taxpayerId}`);
      return consent === null || taxpayerId !== "tp_1" ? undefined : { ...active, ...consent };
    },
    approvedScopes: async () =>
      scene.approved ?? ["invoice:read", "filing:read", "credit:read", "invoice:issue", "invoice:verify"],
    purposeScopes: () => scene.most ?? ["invoice:read", "filing:read", "invoice:issue", "credit:read"],
    isAppOwn: (scope) => scope === "invoice:verify",
  };
  const limits = createLimits({ clock });
  if (spent) await limits.take(caller, spent);
  const releases = release && { binds: () => true, find: () => refused(release) };
  const explain = explaining({
    schema,
    documents: new Documents(schema),
    limits,
    facts,
    clock,
    releases: releases as never,
  });
  const { problems, scopes } = await explain({ document, ...request }, caller);
  return { codes: problems.map(({ code }) => code), problems, scopes, asked };
}
const codes = async (document: string, scene?: Scene) => (await why(document, scene)).codes;

const INVOICE = "{ invoice { number } }";

it("has nothing to say against what would run", async () => {
  expect(await why(INVOICE)).toMatchObject({ codes: [], scopes: ["invoice:read"] });
  expect(await why("{ region }", { caller: { kind: "PUBLIC", scopes: ["public:read"] } })).toMatchObject({
    codes: [],
    scopes: [],
  });
  expect(
    await codes("{ verify }", { caller: { kind: "APP", appId: "app_1", scopes: ["public:read"] } }),
  ).toEqual([]);
});

it.each<[purpose: string, direction: string, found: string[]]>([
  ["INVOICING", "SALES", []],
  ["INVOICING", "PURCHASES", ["PURPOSE_MISMATCH"]],
  ["EXPENSE", "SALES", ["PURPOSE_MISMATCH"]],
  ["EXPENSE", "PURCHASES", []],
  ["BOOKKEEPING", "SALES", []],
  ["BOOKKEEPING", "PURCHASES", []],
])("tells %s which side of invoices it may not ask for: %s", async (purpose, direction, found) => {
  const consent = { purpose };
  expect(await codes(`{ invoices(direction: ${direction}) { number } }`, { consent })).toEqual(found);
  const variable = `query ($of: InvoiceDirection! = ${direction}) { invoices(direction: $of) { number } }`;
  expect(await codes(variable, { consent })).toEqual(found);
});

it("tells a purpose that gets sums alone which fields are of single records", async () => {
  const consent = { purpose: "CREDIT_ASSESSMENT" };
  const { problems } = await why(INVOICE, { consent });
  expect(problems.map(({ code, details }) => [code, details?.field])).toEqual([
    ["PURPOSE_MISMATCH", "Query.invoice"],
  ]);
  expect(await codes("{ invoiceMonths { amount } }", { consent })).toEqual([]);
  expect(await codes(INVOICE, { consent: { purpose: "INVOICING" } })).toEqual([]);
});

const LATELY = { acr: "L3", authenticatedAt: clock.seconds - 60 } as const;

const CAUSES: [string, string, string, Scene][] = [
  [
    "nobody is signed in",
    "UNAUTHENTICATED",
    INVOICE,
    { caller: { kind: "PUBLIC", scopes: ["public:read"] } },
  ],
  ["the document does not parse", "GRAPHQL_PARSE_FAILED", "{ invoice {", {}],
  ["the document does not fit the schema", "GRAPHQL_VALIDATION_FAILED", "{ nothing }", {}],
  ["the operation costs too much", "QUERY_TOO_COMPLEX", "{ tooHeavy }", {}],
  [
    "the app has spent its points",
    "RATE_LIMITED",
    "{ heavy }",
    { spent: 5900, caller: { ...app, kind: "PUBLIC", appId: undefined as never } },
  ],
  [
    "the release does not hold the operation",
    "OPERATION_NOT_APPROVED",
    INVOICE,
    { release: refuse.OPERATION_NOT_APPROVED },
  ],
  ["the release is suspended", "RELEASE_SUSPENDED", INVOICE, { release: refuse.RELEASE_SUSPENDED }],
  ["the release was superseded", "RELEASE_SUPERSEDED", INVOICE, { release: refuse.RELEASE_SUPERSEDED }],
  ["the app was not approved for the scope", "SCOPE_NOT_APPROVED", INVOICE, { approved: [] }],
  ["there is no consent", "CONSENT_REQUIRED", INVOICE, { consent: null }],
  [
    "the consent waits for approval",
    "CONSENT_PENDING",
    INVOICE,
    { consent: { status: "AWAITING_APPROVAL" as never } },
  ],
  ["the consent is suspended", "CONSENT_SUSPENDED", INVOICE, { consent: { status: "SUSPENDED" as never } }],
  ["the consent was withdrawn", "CONSENT_REVOKED", INVOICE, { consent: { status: "REVOKED" as never } }],
  ["the consent has expired", "CONSENT_EXPIRED", INVOICE, { consent: { expiresAt: new Date("2020-01-01") } }],
  ["the consent gives no such scope", "FORBIDDEN_SCOPE", "{ credit }", {}],
  [
    "the consent names other fields",
    "FIELD_NOT_CONSENTED",
    "{ invoice { total } }",
    { consent: { fields: ["Query.invoice", "Invoice.number"] } },
  ],
  ["the purpose does not go so far", "PURPOSE_MISMATCH", "{ credit }", { most: ["invoice:read"] }],
  ["the periods lie outside", "CONSENT_PERIOD_EXCEEDED", INVOICE, { request: { periodFrom: "2024-12-31" } }],
  [
    "the person signed in too long ago",
    "STEP_UP_REQUIRED",
    "mutation { issue }",
    { caller: { ...app, ...LATELY, authenticatedAt: clock.seconds - 400 } },
  ],
];

it.each(CAUSES)("says that %s: %s", async (_, code, document, scene) => {
  const { codes: found, problems } = await why(document, scene);
  expect(found).toEqual([code]);
  const [problem] = problems;
  expect(problem?.message).toMatch(/[\u4e00-\u9fff]/);
  expect(problem?.messageEn).toMatch(/[a-z]/);
  expect(["APP", "TAXPAYER", "USER", "PLATFORM"]).toContain(problem?.actor);
});

it("gives every cause a code of its own", () => {
  const all = CAUSES.map(([, code]) => code);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(12);
});

it("says all reasons at once", async () => {
  expect(
    await codes("mutation { issue }", {
      release: refuse.OPERATION_NOT_APPROVED,
      consent: { scopes: [] },
      request: { periodTo: "2027-01-31" },
    }),
  ).toEqual(["OPERATION_NOT_APPROVED", "FORBIDDEN_SCOPE", "CONSENT_PERIOD_EXCEEDED", "STEP_UP_REQUIRED"]);
});

it("needs no step-up right after one", async () => {
  expect(await codes("mutation { issue }", { caller: { ...app, ...LATELY } })).toEqual([]);
});

it("answers for a taxpayer that does not exist as for one that has not consented, by the same look-ups", async () => {
  const unknown = await why(INVOICE, { request: { taxpayerId: "tp_none" } });
  const unwilling = await why(INVOICE, { consent: null, request: { taxpayerId: "tp_1" } });
  expect(unknown.problems).toEqual(unwilling.problems);
  expect(unknown.asked.length).toBe(unwilling.asked.length);
});
