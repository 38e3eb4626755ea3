import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { addDays } from "../../platform/clock.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { Invoice } from "../invoice.ts";
import { invoices } from "../subgraph.ts";
import { type AnInvoice, anInvoice, bank, readerFor, statementsDuring, store, T1 } from "../testing.ts";
import { forgetPastDays } from "./verification.queries.ts";

const BATCH = `mutation ($input: VerifyInvoiceBatchInput!) { verifyInvoiceBatch(input: $input) {
  results { outcome status timesToday retryAt resultSign face { number total } }
  userErrors { code path details }
} }`;

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices);
});
afterAll(() => board.close());

const stored = async (count: number, differs: Partial<AnInvoice> = {}) => {
  const rows = Array.from({ length: count }, () => anInvoice(differs));
  await store(board.environment.database, Invoice, rows);
  return rows;
};
type Request = Record<string, unknown>;
const ask = ({ number }: AnInvoice, more: Request = {}): Request => ({
  number,
  issuedOn: "2026-11-23",
  totalIncl: "113.00",
  ...more,
});
interface Answer {
  results: { outcome: string; timesToday: number; resultSign: string; face: { number: string } | null }[];
  userErrors: { code: string; path: string[] }[];
}
const run = async (
  requests: Request[],
  idempotencyKey: string = randomUUID(),
  asked: object = {},
): Promise<Answer> =>
  (await board.data(BATCH, { as: bank, ...asked, input: { idempotencyKey, requests } })).verifyInvoiceBatch;
const countOf = async (...identities: string[]) => {
  const { rows } = await board.environment.database.reader.query(
    "select coalesce(sum(times), 0)::int as n from invoice_lookup where identity = any($1)",
    [identities],
  );
  return rows[0].n;
};

describe("a batch", () => {
  it("answers each request in its place, with its own outcome", async () => {
    const [a, b] = (await stored(2)) as [AnInvoice, AnInvoice];
    const [paper] = (await stored(1, {
      kind: InvoiceKind.VAT_SPECIAL_PAPER,
      code: "3300261130",
      number: "40000001",
    })) as [AnInvoice];
    const { results, userErrors } = await run([
      ask(b),
      ask(a, { totalIncl: "113.01" }),
      { number: "26332000000077777777", issuedOn: "2026-11-23", totalIncl: "1.00" },
      { code: paper.code, number: paper.number, issuedOn: "2026-11-23", amountEx: "100.00" },
      ask(a, { issuedOn: "2020-01-01" }),
      ask(a),
    ]);
    expect(userErrors).toEqual([]);
    expect(results.map(({ outcome, timesToday, face }) => [outcome, timesToday, face?.number])).toEqual([
      ["MATCH", 1, b.number],
      ["MISMATCH", 1, undefined],
      ["NOT_FOUND", 1, undefined],
      ["NOT_YET", 0, undefined],
      ["OUT_OF_WINDOW", 1, undefined],
      ["MATCH", 2, a.number],
    ]);
    expect(new Set(results.map(({ resultSign }) => resultSign)).size).toBe(6);
  });

  it("counts an invoice as often as it occurs, and shares the count with all others", async () => {
    const [invoice] = (await stored(1)) as [AnInvoice];
    const wrong = ask(invoice, { totalIncl: "1.00" });
    const first = await run([wrong, wrong, wrong]);
    expect(first.results.map(({ timesToday }) => timesToday)).toEqual([1, 2, 3]);
    const second = await run([wrong, wrong, wrong, wrong]);
    expect(second.results.map(({ outcome }) => outcome)).toEqual([
      "MISMATCH",
      "MISMATCH",
      "LIMIT_REACHED",
      "LIMIT_REACHED",
    ]);
    const { verifyInvoice } = await board.data(
      `query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome timesToday } }`,
      { as: bank, input: ask(invoice) },
    );
    expect(verifyInvoice).toEqual({ outcome: "LIMIT_REACHED", timesToday: 5 });
  });

  it("gives matches again without a look-up", async () => {
    const rows = await stored(3);
    const first = await run(rows.map((row) => ask(row)));
    const second = await run(rows.map((row) => ask(row)));
    expect(second.results).toEqual(first.results);
    expect(await countOf(...rows.map(({ number }) => number))).toBe(3);
  });

  it("sent twice under one key counts once and answers the same", async () => {
    const [invoice] = (await stored(1)) as [AnInvoice];
    const key = randomUUID();
    const requests = [ask(invoice, { totalIncl: "1.00" })];
    const answers = await Promise.all([1, 2, 3].map(() => run(requests, key)));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await countOf(invoice.number)).toBe(1);
    const conflict = await run([ask(invoice)], key);
    expect(conflict).toMatchObject({ results: null, userErrors: [{ code: "IDEMPOTENCY_CONFLICT" }] });
  });

  it.each([0, 51])("of %i is refused, and counts nothing", async (size) => {
    const [invoice] = (await stored(1)) as [AnInvoice];
    const answer = await run(Array.from({ length: size }, () => ask(invoice)));
    expect(answer).toEqual({
      results: null,
      userErrors: [
        { code: "VERIFY_BATCH_SIZE", path: ["input", "requests"], details: { given: size, maximum: 50 } },
      ],
    });
    expect(await countOf(invoice.number)).toBe(0);
  });

  it("of 50 takes as many statements as one of 1", async () => {
    const statements = async (size: number) => {
      const requests = (await stored(size)).map((row) => ask(row));
      return statementsDuring(board.environment.database, async () => {
        const { results } = await run(requests);
        expect(results.filter(({ outcome }) => outcome === "MATCH")).toHaveLength(size);
      });
    };
    expect(await statements(50)).toEqual(await statements(1));
  });

  it("lacking something is told all of it, and counts nothing", async () => {
    const [invoice] = (await stored(1)) as [AnInvoice];
    const { results, userErrors } = await run([
      ask(invoice),
      ask(invoice, { totalIncl: null }),
      { kind: "VAT_PLAIN_ROLL", number: "12345678", issuedOn: "2026-11-20" },
    ]);
    expect(results).toBeNull();
    expect(userErrors.map(({ code, path }) => [code, path.join(".")])).toEqual([
      ["VERIFY_PARAM_REQUIRED", "input.requests.1.totalIncl"],
      ["VERIFY_PARAM_REQUIRED", "input.requests.2.code"],
      ["VERIFY_PARAM_REQUIRED", "input.requests.2.checkCode6"],
    ]);
    expect(await countOf(invoice.number)).toBe(0);
  });

  it("is for apps with invoice:verify only, and audited", async () => {
    const { errors: [error] = [] } = await board.run(BATCH, {
      as: readerFor(T1),
      input: { idempotencyKey: randomUUID(), requests: [] },
    });
    expect(error?.extensions.code).toBe("FORBIDDEN_SCOPE");
    const { rows } = await board.environment.database.writer.query(
      "select distinct outcome from audit_entry where event = 'INVOICES_VERIFIED' order by outcome",
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(["DONE", "VERIFY_BATCH_SIZE"]));
  });

  it("never waits in a circle, whatever the orders, and counts each invoice five times", async () => {
    const rows = await stored(20);
    const forth = rows.map((row) => ask(row, { totalIncl: "1.00" }));
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) => run(i % 2 ? forth : forth.toReversed())),
    );
    const outcomes = answers.flatMap(({ results }) => results.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === "MISMATCH")).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === "LIMIT_REACHED")).toHaveLength(380);
  });
});

describe("what a day leaves behind", () => {
  it("is forgotten the day after, and only then", async () => {
    const [invoice] = (await stored(1)) as [AnInvoice];
    await run([ask(invoice)]);
    const { writer } = board.environment.database;
    const left = async () => {
      const { rows } = await writer.query(
        "select (select count(*)::int from invoice_lookup) as lookups, (select count(*)::int from verified_match) as matches",
      );
      return rows[0];
    };
    const before = await left();
    await forgetPastDays(writer, "2026-11-23", new Date("2026-11-23T12:00:00+08:00"));
    expect(await left()).toEqual(before);
    await forgetPastDays(writer, addDays("2026-11-23", 1), new Date("2026-11-24T00:00:00+08:00"));
    expect(await left()).toEqual({ lookups: 0, matches: 0 });
  });
});
