import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { bank, statementsDuring } from "../testing.ts";
import { type Asked, digital, verificationBoard } from "./verification.testing.ts";

let v: Awaited<ReturnType<typeof verificationBoard>>;
beforeAll(async () => {
  v = await verificationBoard();
});
afterAll(() => v.board.close());

describe("a verification", () => {
  it("1: matches the exact total of a digital invoice on its day, and nothing else", async () => {
    const invoice = await v.stored();
    const match = await v.verify(digital(invoice));
    expect(match).toMatchObject({
      outcome: "MATCH",
      status: "NORMAL",
      timesToday: 1,
      retryAt: null,
      verifiedAt: "2026-11-23T12:00:00+08:00",
      face: {
        kind: "DIGITAL_PLAIN",
        number: invoice.number,
        amount: "100.00",
        taxAmount: "13.00",
        total: "113.00",
        totalInWords: "壹佰壹拾叁元整",
      },
    });
    expect(await v.verify(digital(invoice, { totalIncl: "113.01" }))).toMatchObject({
      outcome: "MISMATCH",
      status: null,
      face: null,
      timesToday: 2,
    });
  });

  it("2: is limited to five a day, and free again at midnight in Shanghai", async () => {
    const invoice = await v.stored();
    for (const times of [1, 2, 3, 4, 5])
      expect(await v.verify(digital(invoice, { totalIncl: "1.00" }))).toMatchObject({
        outcome: "MISMATCH",
        timesToday: times,
      });
    const late = { at: "2026-11-23T23:59:59+08:00" };
    expect(await v.verify(digital(invoice), late)).toMatchObject({
      outcome: "LIMIT_REACHED",
      face: null,
      timesToday: 5,
      retryAt: "2026-11-24T00:00:00+08:00",
    });
    expect(await v.verify(digital(invoice), { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it("3: ends five years after the day of issue", async () => {
    const invoice = await v.stored({
      issuedAt: new Date("2021-11-23T10:00:00+08:00"),
      number: "21332000000000000001",
    });
    const input = digital(invoice, { issuedOn: "2021-11-23" });
    expect(await v.verify(input, { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "OUT_OF_WINDOW",
      face: null,
      retryAt: null,
      timesToday: 0,
    });
    expect(await v.verify(input, { at: "2026-11-23T23:59:59+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it("4: of a paper invoice begins the next day, and costs no look-up before", async () => {
    const invoice = await v.stored({
      kind: InvoiceKind.VAT_SPECIAL_PAPER,
      code: "3300261130",
      number: "10000001",
    });
    const input = { code: invoice.code, number: invoice.number, issuedOn: "2026-11-23", amountEx: "100.00" };
    expect(await v.verify(input)).toMatchObject({
      outcome: "NOT_YET",
      face: null,
      timesToday: 0,
      retryAt: "2026-11-24T00:00:00+08:00",
    });
    expect(await v.countOf("3300261130-10000001")).toEqual([]);
    expect(await v.verify(input, { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it("of what does not exist is counted like any other", async () => {
    const nothing = { number: "26332000000099999999", issuedOn: "2026-11-23", totalIncl: "113.00" };
    for (const timesToday of [1, 2, 3, 4, 5])
      expect(await v.verify(nothing)).toMatchObject({
        outcome: "NOT_FOUND",
        status: null,
        face: null,
        timesToday,
      });
    expect(await v.verify(nothing)).toMatchObject({ outcome: "LIMIT_REACHED", timesToday: 5 });
  });

  it("does the same work whether the invoice differs or does not exist", async () => {
    const invoice = await v.stored();
    const work = (input: Asked, outcome: string) =>
      statementsDuring(v.board.environment.database, async () => {
        expect(await v.verify(input)).toMatchObject({ outcome, resultSign: expect.any(String) });
      });
    const mismatch = await work(digital(invoice, { totalIncl: "1.00" }), "MISMATCH");
    const nothing = await work(digital({ ...invoice, number: "26332000000088888888" }), "NOT_FOUND");
    expect(mismatch).toEqual(nothing);
    expect(mismatch).toContain("invoice_lookup:count");
  });

  it("counts each alias of a document", async () => {
    const { number } = await v.stored();
    const one = `verifyInvoice(input: { number: "${number}", issuedOn: "2026-11-23", totalIncl: "1.00" }) { outcome }`;
    const data = await v.board.data(`{ ${[1, 2, 3, 4, 5, 6, 7].map((i) => `a${i}: ${one}`).join(" ")} }`, {
      as: bank,
    });
    const outcomes = Object.values(data).map((result) => (result as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === "MISMATCH")).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === "LIMIT_REACHED")).toHaveLength(2);
  });

  it("asked for a thousand times at once is counted exactly five times", async () => {
    const invoice = await v.stored();
    const asked = digital(invoice, { totalIncl: "1.00" });
    // This is about counting, not about speed: on a busy machine a call may wait long for a connection.
    const { reader, writer } = v.board.environment.database;
    for (const pool of [reader, writer]) pool.options.connectionTimeoutMillis = 60_000;
    const answers: { outcome: string; timesToday: number }[] = await Promise.all(
      Array.from({ length: 1000 }, () => v.verify(asked)),
    );
    const outcomes = Map.groupBy(answers, ({ outcome }) => outcome);
    expect(outcomes.get("MISMATCH")).toHaveLength(5);
    expect(outcomes.get("LIMIT_REACHED")).toHaveLength(995);
    expect(
      outcomes
        .get("MISMATCH")!
        .map(({ timesToday }) => timesToday)
        .sort(),
    ).toEqual([1, 2, 3, 4, 5]);
    expect(await v.countOf(invoice.number)).toEqual([5]);
  }, 60_000);
});
