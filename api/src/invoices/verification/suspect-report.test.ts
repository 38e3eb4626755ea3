import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSubgraph } from "../../platform/testing.ts";
import { invoices } from "../subgraph.ts";
import { BANK, bank } from "../testing.ts";
import { solved } from "./captcha.testing.ts";

const REPORT = `mutation ($input: ReportSuspectInvoiceInput!) { reportSuspectInvoice(input: $input) {
  suspectReport { id receivedAt } userErrors { code path }
} }`;

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices);
});
afterAll(() => board.close());

const input = (more: object = {}) => ({
  idempotencyKey: randomUUID(),
  number: "26332000000012345678",
  reason: "NO_SUCH_DEAL",
  statement: "我公司从未购买过票面所列货物。",
  ...more,
});
const report = async (more: object = {}, asked: object = {}) =>
  (await board.data(REPORT, { ...asked, input: input(more) })).reportSuspectInvoice;
/** The app's role may write reports and read them back; the readers' may not. */
const reports = async () =>
  (await board.environment.database.writer.query("select * from suspect_report order by received_at, id"))
    .rows;

describe("a report of a suspect invoice", () => {
  it("is taken from the public once, with a receipt", async () => {
    const idempotencyKey = randomUUID();
    const captchaToken = await solved(board);
    const first = await report({ idempotencyKey, captchaToken, issuedOn: "2026-11-20" });
    expect(first).toMatchObject({
      suspectReport: { receivedAt: "2026-11-23T12:00:00+08:00" },
      userErrors: [],
    });
    expect(first.suspectReport.id).toMatch(/^sus_/);
    expect(await report({ idempotencyKey, captchaToken, issuedOn: "2026-11-20" })).toEqual(first);
    expect(await reports()).toMatchObject([
      {
        id: first.suspectReport.id,
        identity: "26332000000012345678",
        issued_on: "2026-11-20",
        reason: "NO_SUCH_DEAL",
        app_id: null,
      },
    ]);
  });

  it("needs a captcha from the public and none from an app that verifies", async () => {
    expect(await report()).toMatchObject({
      suspectReport: null,
      userErrors: [{ code: "CAPTCHA_INVALID", path: ["input", "captchaToken"] }],
    });
    expect((await report({ code: "3300261130", number: "12345678" }, { as: bank })).userErrors).toEqual([]);
    expect((await reports()).at(-1)).toMatchObject({ identity: "3300261130-12345678", app_id: BANK });
  });

  it("is told everything that is wrong with it at once", async () => {
    const { suspectReport, userErrors } = await report(
      { number: "12345678", statement: " 假票 " },
      { as: bank },
    );
    expect(suspectReport).toBeNull();
    expect(userErrors.map(({ code }: { code: string }) => code)).toEqual([
      "SUSPECT_CODE_REQUIRED",
      "SUSPECT_STATEMENT_LENGTH",
    ]);
  });

  it.each([
    [4, 1],
    [5, 0],
    [500, 0],
    [501, 1],
  ])("of %i characters is refused for %i reasons", async (length, reasons) =>
    expect((await report({ statement: "票".repeat(length) }, { as: bank })).userErrors).toHaveLength(reasons),
  );

  it("is audited, done or refused, and closed to readers", async () => {
    const { rows } = await board.environment.database.writer.query(
      "select distinct outcome from audit_entry where event = 'SUSPECT_INVOICE_REPORTED'",
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(["DONE", "CAPTCHA_INVALID"]));
    await expect(
      board.environment.database.reader.query("select * from suspect_report"),
    ).rejects.toMatchObject({ code: "42501" });
  });
});
