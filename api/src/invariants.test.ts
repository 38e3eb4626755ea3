import { Kind, parse, valueFromASTUntyped } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantConsent, requestConsent } from "./consents/commands.ts";
import { agreement, codesOf, inside } from "./consents/consents.testing.ts";
import { scopeCatalogue as grantableCatalogue } from "./consents/facts.ts";
import { PURPOSES } from "./consents/purposes.ts";
import { APP_SCOPES } from "./consents/scope-terms.ts";
import { consents } from "./consents/subgraph.ts";
import type { Caller } from "./platform/caller.ts";
import { testSubgraph } from "./platform/testing.ts";
import { buildSubgraphs, scopeCatalogue } from "./subgraphs.ts";

/** Mutations that anybody, or an app in its own right, may call: none changes a taxpayer's position. */
const NO_POSITION = new Set([
  "acknowledgePayout", // a payer's report of what became of a payment it was given
  "attestDeletion", // an app about itself
  "fillBuyerHeader", // the bearer of a seller's code says whose invoice it shall be; the seller issues
  "reportSuspectInvoice", // a hint to the authority
  "verifyInvoiceBatch", // questions, each answered as `verifyInvoice` answers
]);

/** The mutations of a subgraph, each with the alternatives of scopes it demands. */
const mutationsOf = (sdl: string) =>
  parse(sdl)
    .definitions.filter(
      (definition) =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION,
    )
    .filter(({ name }) => name.value === "Mutation")
    .flatMap(({ fields }) => fields ?? [])
    .map((field): [string, string[][]] => {
      const scopes = field.directives
        ?.find(({ name }) => name.value === "requiresScopes")
        ?.arguments?.find(({ name }) => name.value === "scopes")?.value;
      return [field.name.value, scopes ? (valueFromASTUntyped(scopes) as string[][]) : []];
    });

describe("every mutation of the platform", () => {
  const mutations = buildSubgraphs().flatMap(({ sdl }) => mutationsOf(sdl));

  it("is looked at", () => expect(mutations.map(([name]) => name)).toContain("revokeConsent"));

  it.each(mutations)(
    "%s is beyond anonymous callers and apps in their own right, or changes no position",
    (name, alternatives) => {
      const personal = (all: readonly string[]) => all.some((scope) => !APP_SCOPES.includes(scope));
      expect(alternatives.length).toBeGreaterThan(0);
      expect(alternatives.every(personal)).toBe(!NO_POSITION.has(name));
    },
  );
});

describe("an officer's or a reviewer's scope", () => {
  let board: Awaited<ReturnType<typeof testSubgraph>>;
  beforeAll(async () => void (board = await testSubgraph(consents)));
  afterAll(() => board.close());
  const catalogue = grantableCatalogue(scopeCatalogue());
  const ofPosts = [
    ...Object.keys(catalogue).filter((scope) => /^(officer|review):/.test(scope)),
    "officer:anything",
    "review:release",
  ];

  it.each(ofPosts)("%s is under no purpose, and no consent gives it, whoever gives it", async (scope) => {
    for (const { code, scopes } of PURPOSES) {
      expect(scopes).not.toContain(scope);
      const asked = { purpose: code, scopes: [scope], ticked: [scope], catalogue };
      for (const role of ["LEGAL_REP", "SELF"] as const)
        expect(
          await codesOf(
            inside(board.environment.database, (client) =>
              grantConsent(client, agreement({ ...asked, role })),
            ),
          ),
        ).toContain("SCOPE_NOT_GRANTABLE");
      expect(
        await codesOf(
          inside(board.environment.database, (client) =>
            requestConsent(client, agreement({ ...asked, role: "TAX_HANDLER" })),
          ),
        ),
      ).toContain("SCOPE_NOT_GRANTABLE");
    }
  });

  it("is not granted to the portal either", async () => {
    const own = agreement({
      purpose: "OWN_USE",
      scopes: ["officer:anything"],
      periodFrom: null,
      periodTo: null,
      months: 1,
      catalogue: { "officer:anything": { zh: "", en: "", class: "C2" } },
    });
    expect(await codesOf(inside(board.environment.database, (client) => grantConsent(client, own)))).toEqual([
      "ROLE_DENIED",
    ]);
  });

  it("reads nothing of consents without a consent of its own", async () => {
    const officer: Caller = { kind: "OFFICER", scopes: ["public:read", "officer:taxpayer"], postId: "pst_1" };
    const { errors } = await board.run("{ myConsents { nodes { id } } }", { as: officer });
    expect(errors?.[0]?.extensions?.code).toBe("FORBIDDEN_SCOPE");
  });
});
