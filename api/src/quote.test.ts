import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { buildASTSchema, parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "./gateway/composition.ts";
import { publicSchema } from "./gateway/public-schema.ts";
import { Random } from "./sample-data/random.ts";
import { buildSubgraphs } from "./subgraphs.ts";
import { type Answer, type ConsentedApp, consentedApp, graphOf } from "./testing/app.ts";
import { anyRequest, type GeneratedRequest } from "./testing/generated-queries.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

const QUOTE = /* GraphQL */ `
  query Quote($document: String!, $operationName: String, $variables: JSON) {
    quote(document: $document, operationName: $operationName, variables: $variables) {
      hash operationName kind requested perOperation available restoreRate allowed problems { code message messageEn path }
    }
  }
`;
interface Quote {
  hash: string;
  operationName: string | null;
  kind: string | null;
  requested: number | null;
  perOperation: number;
  allowed: boolean;
  problems: { code: string }[];
}

let platform: TestPlatform;
let vendor: ConsentedApp;
beforeAll(async () => {
  platform = await startTestPlatform();
  vendor = await consentedApp(platform);
});
afterAll(() => platform.close());

/** Asks again when the points have come back. */
async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  const answer = await ask();
  if (answer.status !== 429) return answer;
  await sleep(Number(answer.headers.get("retry-after")) * 1_000);
  return patiently(ask);
}
async function quote(document: string, variables: object = {}, operationName?: string): Promise<Quote> {
  const { data, errors } = await patiently(() => vendor.ask(QUOTE, { document, variables, operationName }));
  if (!data?.quote) throw new Error(JSON.stringify(errors));
  return data.quote;
}

describe("a quote", () => {
  const INVOICES =
    "query Mine($n: Int!) { invoices(direction: SALES, first: $n) { nodes { id number } } } query Other { __typename }";

  it("says what an operation costs with these variables, and that it would run", async () => {
    expect(await quote(INVOICES, { n: 20 }, "Mine")).toMatchObject({
      operationName: "Mine",
      kind: "QUERY",
      perOperation: 5000,
      allowed: true,
      problems: [],
    });
    const [few, many] = [await quote(INVOICES, { n: 1 }, "Mine"), await quote(INVOICES, { n: 100 }, "Mine")];
    expect(many.requested! - few.requested!).toBeGreaterThanOrEqual(99);
  });

  it("can be had by anybody, at an anonymous caller's limits", async () => {
    const answer = await fetch(graphOf(platform), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUOTE, variables: { document: "{ myTaxpayer { name } }" } }),
    });
    expect(await answer.json()).toMatchObject({
      data: {
        quote: { perOperation: 1000, allowed: true, problems: [{ code: "FORBIDDEN_SCOPE" }] },
      },
    });
    expect(answer.headers.get("ratelimit")).toMatch(/^"address";r=\d+;t=\d+$/);
    expect(answer.headers.get("ratelimit-policy")).toBe('"address";q=6000;w=10');
  });

  it.each<[string, string, object, string]>([
    ["does not parse", "{", {}, "GRAPHQL_PARSE_FAILED"],
    ["does not fit the schema", "{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["names no operation of several", INVOICES, {}, "OPERATION_RESOLUTION_FAILURE"],
    ["lacks a variable", INVOICES.split(" query Other")[0]!, {}, "BAD_USER_INPUT"],
    ["asks for too large a page", INVOICES.split(" query Other")[0]!, { n: 101 }, "PAGE_TOO_LARGE"],
  ])("of a document that %s says why", async (_, document, variables, code) => {
    expect(await quote(document, variables)).toMatchObject({
      requested: null,
      allowed: false,
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });

  it("of an operation that costs too much says how much", async () => {
    const page = "invoices(direction: SALES, first: 100) { nodes { id } edges { node { id } } }";
    const many = `{ ${Array.from({ length: 40 }, (_, index) => `a${index}: ${page}`).join(" ")} }`;
    const { requested, allowed, problems } = await quote(many);
    expect(requested).toBeGreaterThan(5000);
    expect([allowed, problems.map(({ code }) => code)]).toEqual([false, ["QUERY_TOO_COMPLEX"]]);
  });
});

it("what an operation really costs is never more than its quote: 1,000 generated operations", async () => {
  const schema = buildASTSchema(parse(publicSchema(compose(buildSubgraphs())).sdl), { assumeValidSDL: true });
  const isRead = ({ query, variables }: GeneratedRequest) => {
    try {
      // Refused by name: U+0000, and halves of characters.
      if (/\\u0000|\\ud[89a-f][0-9a-f]{2}/.test(JSON.stringify([query, variables]))) return false;
      return query.startsWith("query") && validate(schema, parse(query)).length === 0;
    } catch {
      return false;
    }
  };
  let executed = 0;
  let spent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer()
        .map((seed) => anyRequest(new Random(seed), schema))
        .filter(isRead),
      async ({ query, variables }) => {
        const { requested, perOperation } = await quote(query, variables);
        fc.pre(requested !== null && requested <= Math.min(perOperation, 2_000));
        const { extensions } = await patiently(() => vendor.ask(query, variables));
        executed += 1;
        spent += extensions.cost.actual;
        expect(extensions.cost.requested).toBe(requested);
        expect(extensions.cost.actual).toBeLessThanOrEqual(requested!);
      },
    ),
    { numRuns: 1_000, seed: 7, maxSkipsPerRun: 100 },
  );
  expect(executed).toBeGreaterThanOrEqual(1_000);
  expect(spent).toBeGreaterThan(1_000);
}, 300_000);
