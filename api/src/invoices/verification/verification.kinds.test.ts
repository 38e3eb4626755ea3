import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import { type Asked, digital, verificationBoard } from "./verification.testing.ts";

let v: Awaited<ReturnType<typeof verificationBoard>>;
beforeAll(async () => {
  v = await verificationBoard();
});
afterAll(() => v.board.close());

describe("a verification", () => {
  it.each([
    [InvoiceStatus.FULLY_RED],
    [InvoiceStatus.PARTLY_RED],
    [InvoiceStatus.VOIDED],
    [InvoiceStatus.ABNORMAL],
  ])("5: of an invoice that is %s matches and says so", async (status) => {
    const invoice = await v.stored({ status });
    expect(await v.verify(digital(invoice))).toMatchObject({ outcome: "MATCH", status });
  });

  it.each<[InvoiceKind, string | null, string, Asked, Asked]>([
    [InvoiceKind.VAT_SPECIAL_PAPER, "3300261130", "20000001", { amountEx: "100.00" }, { amountEx: "100.01" }],
    [
      InvoiceKind.VAT_SPECIAL_ELECTRONIC,
      "033002600113",
      "20000002",
      { amountEx: "100.00" },
      { amountEx: "99.99" },
    ],
    [InvoiceKind.MOTOR_VEHICLE, "133002600001", "20000003", { amountEx: "100.00" }, { amountEx: "113.00" }],
    [
      InvoiceKind.VAT_PLAIN_PAPER,
      "033002600104",
      "20000004",
      { checkCode6: "567890" },
      { checkCode6: "567891" },
    ],
    [
      InvoiceKind.VAT_PLAIN_ROLL,
      "033002600106",
      "20000005",
      { checkCode6: "567890" },
      { checkCode6: "123456" },
    ],
    [
      InvoiceKind.VAT_PLAIN_ELECTRONIC,
      "033002600111",
      "20000006",
      { checkCode6: "567890" },
      { checkCode6: "000000" },
    ],
    [
      InvoiceKind.TOLL_ELECTRONIC,
      "033002600112",
      "20000007",
      { checkCode6: "567890" },
      { checkCode6: "567899" },
    ],
    [InvoiceKind.USED_VEHICLE, "133002600017", "20000008", { totalIncl: "113.00" }, { totalIncl: "100.00" }],
    [InvoiceKind.DIGITAL_RAIL, null, "26332000000030000001", { amountEx: "100.00" }, { amountEx: "113.00" }],
    [InvoiceKind.DIGITAL_AIR, null, "26332000000030000002", { totalIncl: "113.00" }, { totalIncl: "113.01" }],
    [
      InvoiceKind.DIGITAL_PAPER_SPECIAL,
      null,
      "26332000000030000003",
      { amountEx: "100.00" },
      { amountEx: "100.10" },
    ],
  ])("of %s takes what its kind demands", async (kind, code, number, right, wrong) => {
    await v.stored({
      kind,
      code,
      number,
      checkCode: "12345678901234567890",
      issuedAt: new Date("2026-11-20T10:00:00+08:00"),
    });
    const input = { kind, code, number, issuedOn: "2026-11-20" };
    expect(await v.verify({ ...input, ...wrong })).toMatchObject({ outcome: "MISMATCH", face: null });
    expect(await v.verify({ ...input, ...right })).toMatchObject({
      outcome: "MATCH",
      face: { kind, number },
    });
    expect(await v.verify({ ...input, ...right, issuedOn: "2026-11-19" })).toMatchObject({
      outcome: "MISMATCH",
      face: null,
    });
  });

  it("of a digital invoice on paper counts it once, by whichever number it is asked for", async () => {
    const invoice = await v.stored({
      kind: InvoiceKind.DIGITAL_PAPER_PLAIN,
      code: "3300261330",
      paperNumber: "30000001",
    });
    const printed = {
      kind: invoice.kind,
      code: invoice.code,
      number: "30000001",
      issuedOn: "2026-11-23",
      amountEx: "100.00",
    };
    expect(await v.publicly(printed)).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
      face: { number: invoice.number },
    });
    expect(
      await v.publicly({ number: invoice.number, issuedOn: "2026-11-23", amountEx: "100.00" }),
    ).toMatchObject({ outcome: "MATCH", timesToday: 2 });
  });

  it("that is too early or too late tells nothing of the invoice, not even how often it was looked up", async () => {
    const invoice = await v.stored({
      kind: InvoiceKind.DIGITAL_PAPER_PLAIN,
      code: "3300261330",
      paperNumber: "30000002",
    });
    await v.verify({ number: invoice.number, issuedOn: "2026-11-23", amountEx: "100.00" });
    for (const number of ["30000002", "39999999"])
      expect(
        await v.verify({ code: invoice.code, number, issuedOn: "2026-11-23", amountEx: "100.00" }),
      ).toMatchObject({ outcome: "NOT_YET", status: null, face: null, timesToday: 0 });
  });
});
