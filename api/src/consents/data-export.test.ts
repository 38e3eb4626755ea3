import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import { grantConsent } from "./commands.ts";
import { agreement, inside, PORTAL, T1, T2 } from "./consents.testing.ts";
import { consents } from "./subgraph.ts";

const ENTRIES = 10_000;
/** More than a page of everything would take, less than all of it. */
const MOST_BYTES = 200_000;

let board: Awaited<ReturnType<typeof testSubgraph>>;
let given: string;
beforeAll(async () => {
  board = await testSubgraph(consents);
  const { database } = board.environment;
  given = (await inside(database, (client) => grantConsent(client, agreement()))).id;
  await inside(database, (client) => grantConsent(client, agreement({ taxpayerId: T2, personId: "pn_2" })));
  const many = (taxpayer: string, count: number) =>
    database.writer.query(
      "select ledger.record_access((select jsonb_agg($1::jsonb || jsonb_build_object('id', 'aud_' || gen_random_uuid())) from generate_series(1, $2)))",
      [
        JSON.stringify({
          environment: "sandbox",
          kind: "READ",
          operation: "invoices",
          outcome: "DONE",
          callerKind: "APP_FOR_TAXPAYER",
          appId: "app_books",
          consentId: given,
          personId: "pn_secret",
          taxpayerId: taxpayer,
          requestId: `of ${taxpayer}`,
          argsHash: "ab".repeat(32),
        }),
        count,
      ],
    );
  await many(T1, ENTRIES);
  await many(T2, 5);
});
afterAll(() => board.close());

const owner = (more: Partial<Caller> = {}): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: PORTAL,
  taxpayerId: T1,
  personId: "pn_1",
  consentId: "cst_portal",
  scopes: ["public:read", "consent:manage"],
  purpose: "OWN_USE",
  ...more,
});
const EXPORT =
  "query ($first: Int!, $after: String) { exportMyData(first: $first, after: $after) { lines next } }";

interface Exported {
  exportMyData: { lines: string[]; next: string | null };
}

interface Line {
  type: "CONSENT" | "RECEIPT" | "ACCESS";
  id: string;
  [name: string]: unknown;
}

it("gives a taxpayer's whole copy, each line once, a bounded page at a time", async () => {
  const found: Line[] = [];
  let largest = 0;
  let pages = 0;
  for (let after: string | null = null, done = false; !done; pages += 1) {
    const { exportMyData }: Exported = await board.data<Exported>(EXPORT, {
      as: owner(),
      first: 100,
      after,
    });
    largest = Math.max(largest, exportMyData.lines.join("\n").length);
    found.push(...exportMyData.lines.map((line) => JSON.parse(line) as Line));
    after = exportMyData.next;
    done = after === null;
  }
  const of = (type: Line["type"]) => found.filter((line) => line.type === type);
  expect(of("CONSENT").map(({ id }) => id)).toEqual([given]);
  const accesses = of("ACCESS").filter(({ requestId }) => requestId === `of ${T1}`);
  expect(new Set(accesses.map(({ id }) => id)).size).toBe(ENTRIES);
  expect(of("ACCESS")).toHaveLength(accesses.length);
  expect(pages).toBe(1 + ENTRIES / 100);
  expect(largest).toBeLessThan(MOST_BYTES);
  expect(accesses[0]).toMatchObject({ operation: "invoices", outcome: "DONE", consentId: given });
  expect(JSON.stringify(found)).not.toMatch(new RegExp(`pn_secret|${T2}`));
}, 60_000);

it.each<[string, Caller, object, string]>([
  ["another scope", owner({ scopes: ["profile:read"] }), { first: 10 }, "FORBIDDEN_SCOPE"],
  ["a page too large", owner(), { first: 101 }, "PAGE_TOO_LARGE"],
  ["a cursor of nowhere", owner(), { first: 10, after: "access:x" }, "CURSOR_INVALID"],
])("refuses %s", async (_, as, variables, code) => {
  const { errors } = await board.run(EXPORT, { as, ...variables });
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
});

it("shows another taxpayer its own alone", async () => {
  const after = "access:";
  const { exportMyData }: Exported = await board.data<Exported>(EXPORT, {
    as: owner({ taxpayerId: T2, personId: "pn_2" }),
    first: 100,
    after,
  });
  expect(exportMyData.lines).toHaveLength(5);
  expect(exportMyData.next).toBeNull();
});
