import { afterAll, beforeAll, expect, it } from "vitest";
import { plant } from "./commands/audit-tenancy-canaries.ts";
import { asked, curious, type Pair, pairs } from "./commands/audit-tenancy-oracle.ts";
import { allScopes } from "./commands/audit-tenancy-run.ts";
import { testEnvironment } from "./platform/testing.ts";
import { buildSubgraphs, entities } from "./subgraphs.ts";

/* A record of another taxpayer and one that does not exist look alike, for every root and record that takes an id. */

let environment: Awaited<ReturnType<typeof testEnvironment>>;
let all: Pair[];
const subgraphs = buildSubgraphs();

beforeAll(async () => {
  environment = await testEnvironment(entities);
  all = pairs(subgraphs, await plant(environment.database, entities), entities);
});
afterAll(() => environment.close());

it("there is something to ask", () => {
  expect(new Set(all.map(({ root }) => root)).size).toBeGreaterThan(8);
});

it("answers the same to both, and asks the database the same", async () => {
  const told: object[] = [];
  for (const pair of all) {
    // The first time a connection may be made and a statement be prepared.
    await asked(environment, pair, pair.unknown, curious(allScopes(subgraphs)));
    const anothers = await asked(environment, pair, pair.anothers, curious(allScopes(subgraphs)));
    const unknown = await asked(environment, pair, pair.unknown, curious(allScopes(subgraphs)));
    if (
      anothers.answer !== unknown.answer ||
      anothers.statements.join("\n") !== unknown.statements.join("\n")
    )
      told.push({ root: pair.root, source: pair.anothers.source, anothers, unknown });
  }
  expect(told).toEqual([]);
});
