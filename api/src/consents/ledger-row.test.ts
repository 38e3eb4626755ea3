import { canonicalEntry } from "@open-tax/sdk/verify/ledger-format";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalValues, chained, ENTRY_COLUMNS, type EntryRow, ID_AT } from "./ledger-row.ts";

const NAMES = [...ENTRY_COLUMNS.matchAll(/ as "(\w+)"/g)].map(([, name]) => name ?? "");
const value = fc.option(fc.oneof(fc.string({ unit: "binary" }), fc.nat()), { nil: null });
const row = fc.array(value, { minLength: NAMES.length, maxLength: NAMES.length });

it("hashes the very text that whoever verifies an export hashes", () => {
  fc.assert(
    fc.property(row, fc.uuid(), (values, id) => {
      const whole = values.with(ID_AT, id);
      const named = Object.fromEntries(NAMES.map((name, at) => [name, whole[at]])) as EntryRow;
      expect(canonicalValues(whole)).toBe(canonicalEntry(chained(named)));
    }),
  );
});

it("names each column once, the id at its place", () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
  expect(NAMES[ID_AT]).toBe("id");
});
