import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { inJurisdiction, jurisdictionSql } from "./jurisdiction.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Codes close to each other: a province with a separately planned city, and layers that end in zero. */
const pair = fc.constantFrom("00", "01", "02", "10", "20", "06");
const code = fc.oneof(
  fc.constant("00000000000"),
  fc
    .tuple(fc.constantFrom("33", "44", "21"), pair, pair, pair, fc.constantFrom("00", "01"))
    .map((layers) => `1${layers.join("")}`),
);

it("is the same in rules and in rows, for any two authorities", async () => {
  const pairs = fc.sample(fc.tuple(code, code), { numRuns: 4000, seed: 2026 });
  const { rows } = await database.reader.query<{ within: boolean }>(
    `select ${jurisdictionSql("c.child", "c.above")} as within from unnest($1::text[], $2::text[]) with ordinality as c (child, above, no) order by c.no`,
    [pairs.map(([child]) => child), pairs.map(([, above]) => above)],
  );
  const expected = pairs.map(([child, above]) => inJurisdiction(child, above));
  expect(rows.map(({ within }) => within)).toEqual(expected);
  expect(expected.filter(Boolean).length).toBeGreaterThan(200);
});

it("is nobody's without an authority", async () => {
  const { rows } = await database.reader.query<{ within: boolean }>(
    `select ${jurisdictionSql("'13301060000'", "null")} as within`,
  );
  expect(rows).toEqual([{ within: false }]);
});
