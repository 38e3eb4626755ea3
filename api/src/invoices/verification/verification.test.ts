import { compactVerify, createLocalJWKSet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import { invoices } from "../subgraph.ts";
import {
  type AnInvoice,
  APP,
  anInvoice,
  bank,
  readerFor,
  statementsDuring,
  store,
  T1,
  T2,
} from "../testing.ts";
import { solved } from "./captcha.testing.ts";

const VERIFY = `query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) {
  outcome status timesToday retryAt verifiedAt resultSign
  face { kind code number issuedAt amount taxAmount total totalInWords sign
    seller { name tin address phone bank bankAccount } buyer { name tin address phone bank bankAccount } }
} }`;

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices);
});
afterAll(() => board.close());

async function stored(differs: Partial<AnInvoice> = {}): Promise<AnInvoice> {
  const invoice = anInvoice(differs);
  await store(board.environment.database, Invoice, [invoice]);
  return invoice;
}

type Asked = Record<string, unknown>;
const verify = async (input: Asked, asked: Asked = {}) =>
  (await board.data(VERIFY, { as: bank, ...asked, input })).verifyInvoice;
const publicly = async (input: Asked, asked: Asked = {}) =>
  (await board.data(VERIFY, { ...asked, input: { ...input, captchaToken: await solved(board) } }))
    .verifyInvoice;
const digital = ({ number }: AnInvoice, more: Asked = {}) => ({
  number,
  issuedOn: "2026-11-23",
  totalIncl: "113.00",
  ...more,
});
const codeOf = async (input: Asked, asked: Asked = {}) =>
  (await board.run(VERIFY, { as: bank, ...asked, input })).errors?.[0]?.extensions;
const countOf = async (identity: string) => {
  const { rows } = await board.environment.database.reader.query(
    "select times from invoice_lookup where identity = $1",
    [identity],
  );
  return rows.map(({ times }) => times);
};

describe("a verification", () => {
  it("1: matches the exact total of a digital invoice on its day, and nothing else", async () => {
    const invoice = await stored();
    const match = await verify(digital(invoice));
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
    expect(await verify(digital(invoice, { totalIncl: "113.01" }))).toMatchObject({
      outcome: "MISMATCH",
      status: null,
      face: null,
      timesToday: 2,
    });
  });

  it("2: is limited to five a day, and free again at midnight in Shanghai", async () => {
    const invoice = await stored();
    for (const times of [1, 2, 3, 4, 5])
      expect(await verify(digital(invoice, { totalIncl: "1.00" }))).toMatchObject({
        outcome: "MISMATCH",
        timesToday: times,
      });
    const late = { at: "2026-11-23T23:59:59+08:00" };
    expect(await verify(digital(invoice), late)).toMatchObject({
      outcome: "LIMIT_REACHED",
      face: null,
      timesToday: 5,
      retryAt: "2026-11-24T00:00:00+08:00",
    });
    expect(await verify(digital(invoice), { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it("3: ends five years after the day of issue", async () => {
    const invoice = await stored({
      issuedAt: new Date("2021-11-23T10:00:00+08:00"),
      number: "21332000000000000001",
    });
    const input = digital(invoice, { issuedOn: "2021-11-23" });
    expect(await verify(input, { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "OUT_OF_WINDOW",
      face: null,
      retryAt: null,
      timesToday: 0,
    });
    expect(await verify(input, { at: "2026-11-23T23:59:59+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it("4: of a paper invoice begins the next day, and costs no look-up before", async () => {
    const invoice = await stored({
      kind: InvoiceKind.VAT_SPECIAL_PAPER,
      code: "3300261130",
      number: "10000001",
    });
    const input = { code: invoice.code, number: invoice.number, issuedOn: "2026-11-23", amountEx: "100.00" };
    expect(await verify(input)).toMatchObject({
      outcome: "NOT_YET",
      face: null,
      timesToday: 0,
      retryAt: "2026-11-24T00:00:00+08:00",
    });
    expect(await countOf("3300261130-10000001")).toEqual([]);
    expect(await verify(input, { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
    });
  });

  it.each([
    [InvoiceStatus.FULLY_RED],
    [InvoiceStatus.PARTLY_RED],
    [InvoiceStatus.VOIDED],
    [InvoiceStatus.ABNORMAL],
  ])("5: of an invoice that is %s matches and says so", async (status) => {
    const invoice = await stored({ status });
    expect(await verify(digital(invoice))).toMatchObject({ outcome: "MATCH", status });
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
    await stored({
      kind,
      code,
      number,
      checkCode: "12345678901234567890",
      issuedAt: new Date("2026-11-20T10:00:00+08:00"),
    });
    const input = { kind, code, number, issuedOn: "2026-11-20" };
    expect(await verify({ ...input, ...wrong })).toMatchObject({ outcome: "MISMATCH", face: null });
    expect(await verify({ ...input, ...right })).toMatchObject({ outcome: "MATCH", face: { kind, number } });
    expect(await verify({ ...input, ...right, issuedOn: "2026-11-19" })).toMatchObject({
      outcome: "MISMATCH",
      face: null,
    });
  });

  it("of a digital invoice on paper counts it once, by whichever number it is asked for", async () => {
    const invoice = await stored({
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
    expect(await publicly(printed)).toMatchObject({
      outcome: "MATCH",
      timesToday: 1,
      face: { number: invoice.number },
    });
    expect(
      await publicly({ number: invoice.number, issuedOn: "2026-11-23", amountEx: "100.00" }),
    ).toMatchObject({ outcome: "MATCH", timesToday: 2 });
  });

  it("of what does not exist is counted like any other", async () => {
    const nothing = { number: "26332000000099999999", issuedOn: "2026-11-23", totalIncl: "113.00" };
    for (const timesToday of [1, 2, 3, 4, 5])
      expect(await verify(nothing)).toMatchObject({
        outcome: "NOT_FOUND",
        status: null,
        face: null,
        timesToday,
      });
    expect(await verify(nothing)).toMatchObject({ outcome: "LIMIT_REACHED", timesToday: 5 });
  });

  it("does the same work whether the invoice differs or does not exist", async () => {
    const invoice = await stored();
    const work = (input: Asked, outcome: string) =>
      statementsDuring(board.environment.database, async () => {
        expect(await verify(input)).toMatchObject({ outcome, resultSign: expect.any(String) });
      });
    const mismatch = await work(digital(invoice, { totalIncl: "1.00" }), "MISMATCH");
    const nothing = await work(digital({ ...invoice, number: "26332000000088888888" }), "NOT_FOUND");
    expect(mismatch).toEqual(nothing);
    expect(mismatch).toContain("invoice_lookup:count");
  });

  it("counts each alias of a document", async () => {
    const { number } = await stored();
    const one = `verifyInvoice(input: { number: "${number}", issuedOn: "2026-11-23", totalIncl: "1.00" }) { outcome }`;
    const data = await board.data(`{ ${[1, 2, 3, 4, 5, 6, 7].map((i) => `a${i}: ${one}`).join(" ")} }`, {
      as: bank,
    });
    const outcomes = Object.values(data).map((result) => (result as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === "MISMATCH")).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === "LIMIT_REACHED")).toHaveLength(2);
  });

  it("asked for a thousand times at once is counted exactly five times", async () => {
    const invoice = await stored();
    const asked = digital(invoice, { totalIncl: "1.00" });
    // This is about counting, not about speed: on a busy machine a call may wait long for a connection.
    const { reader, writer } = board.environment.database;
    for (const pool of [reader, writer]) pool.options.connectionTimeoutMillis = 60_000;
    const answers: { outcome: string; timesToday: number }[] = await Promise.all(
      Array.from({ length: 1000 }, () => verify(asked)),
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
    expect(await countOf(invoice.number)).toEqual([5]);
  }, 60_000);
});

describe("a match", () => {
  it("is given again to the same client the same day without a look-up, also after the limit", async () => {
    const invoice = await stored();
    const first = await verify(digital(invoice));
    for (const _ of [1, 2, 3, 4]) await publicly(digital(invoice, { totalIncl: "1.00" }));
    expect(await publicly(digital(invoice))).toMatchObject({ outcome: "LIMIT_REACHED" });
    expect(await verify(digital(invoice), { at: "2026-11-23T18:00:00+08:00" })).toEqual(first);
    expect(await countOf(invoice.number)).toEqual([5]);
    expect(await verify(digital(invoice, { amountEx: "100.00" }))).toMatchObject({
      outcome: "LIMIT_REACHED",
    });
  });

  it("is not shared between apps, nor between the taxpayers of an app", async () => {
    const invoice = await stored();
    const forT1 = readerFor(T1, { scopes: ["invoice:verify"] });
    await verify(digital(invoice));
    expect(await verify(digital(invoice), { as: forT1 })).toMatchObject({ timesToday: 2 });
    expect(await verify(digital(invoice), { as: forT1 })).toMatchObject({ timesToday: 2 });
    expect(await verify(digital(invoice), { as: { ...forT1, taxpayerId: T2 } })).toMatchObject({
      timesToday: 3,
    });
    expect(
      await verify(digital(invoice), { as: { kind: "APP", appId: APP, scopes: ["invoice:verify"] } }),
    ).toMatchObject({ timesToday: 4 });
    expect(await countOf(invoice.number)).toEqual([4]);
  });

  it("is looked up anew the next day", async () => {
    const invoice = await stored();
    await verify(digital(invoice));
    expect(await verify(digital(invoice), { at: "2026-11-24T00:00:00+08:00" })).toMatchObject({
      timesToday: 1,
      verifiedAt: "2026-11-24T00:00:00+08:00",
    });
  });
});

describe("the signature", () => {
  const open = async (sign: string) => {
    const { payload, protectedHeader } = await compactVerify(
      sign,
      createLocalJWKSet(board.environment.keys.jwks("results")),
    );
    return { header: protectedHeader, payload: JSON.parse(new TextDecoder().decode(payload)) };
  };

  it("proves the whole answer and the request, with the published keys alone", async () => {
    const invoice = await stored();
    const { resultSign, ...answer } = await verify(digital(invoice));
    const { header, payload } = await open(resultSign);
    expect(header).toMatchObject({
      alg: "ES256",
      typ: "invoice-verification+jwt",
      kid: board.environment.keys.current("results").kid,
    });
    const { iss, iat, requestHash, ...signedAnswer } = payload;
    expect(signedAnswer).toEqual(answer);
    expect(iss).toBe(board.environment.issuer);
    expect(iat).toBe(Date.parse("2026-11-23T12:00:00+08:00") / 1000);
    const request = new TextEncoder().encode(
      `{"issuedOn":"2026-11-23","number":"${invoice.number}","totalIncl":"113.00"}`,
    );
    expect(requestHash).toBe(Buffer.from(await crypto.subtle.digest("SHA-256", request)).toString("hex"));
  });

  it("covers every outcome and breaks with any change", async () => {
    const invoice = await stored();
    const { resultSign } = await verify(digital(invoice, { totalIncl: "1.00" }));
    expect((await open(resultSign)).payload).toMatchObject({ outcome: "MISMATCH", face: null, status: null });
    const [header, payload, signature] = resultSign.split(".");
    const forged = Buffer.from(
      Buffer.from(payload, "base64url").toString().replace("MISMATCH", "MATCH"),
    ).toString("base64url");
    await expect(open(`${header}.${forged}.${signature}`)).rejects.toThrow();
  });
});

describe("the face", () => {
  const person = {
    buyerId: null,
    buyerName: "欧阳小明",
    buyerTin: "330106199003074517",
    buyerIsPerson: true,
    buyerAddress: "浙江省杭州市西湖区文三路9号",
    buyerPhone: "13812345678",
    buyerBankAccount: "6222021234567890123",
  };

  it("hides a person's name, phones and accounts from the public", async () => {
    const { face } = await publicly(digital(await stored(person)));
    expect(face).toMatchObject({
      total: "113.00",
      seller: {
        name: "样例制造（杭州）有限公司",
        tin: "91330106MA2DEM017U",
        phone: "057******1234",
        bankAccount: "***************0123",
      },
      buyer: {
        name: "欧阳**",
        tin: "330***********4517",
        address: "浙江省杭州市西湖区***",
        phone: "138****5678",
        bankAccount: "***************0123",
      },
    });
  });

  it("shows an app the names and the seller's data, but never a person's number", async () => {
    const { face } = await verify(digital(await stored(person)));
    expect(face).toMatchObject({
      seller: { phone: "0571-88001234", bankAccount: "6222021234567890123" },
      buyer: {
        name: "欧阳小明",
        tin: "330***********4517",
        address: "浙江省杭州市西湖区***",
        phone: "138****5678",
        bankAccount: "***************0123",
      },
    });
  });
});

describe("a request", () => {
  it.each([
    [{ number: "12345678", issuedOn: "2026-11-20", kind: "VAT_SPECIAL_PAPER" }, ["code", "amountEx"]],
    [
      { number: "26332000000012345678", issuedOn: "2026-11-20", kind: "DIGITAL_RAIL", totalIncl: "1.00" },
      ["amountEx"],
    ],
    [{ number: "26332000000012345678", issuedOn: "2026-11-20" }, ["totalIncl"]],
  ])("%j is told everything it lacks at once", async (input, lacking) => {
    const extensions = await codeOf(input);
    expect(extensions?.code).toBe("VERIFY_PARAM_REQUIRED");
    const problems = extensions?.problems as { code: string; path: string[] }[];
    expect(problems.map(({ path }) => path)).toEqual(lacking.map((name) => ["input", name]));
    expect(await countOf(input.number)).toEqual([]);
  });

  it.each([
    [{ number: "1234567", issuedOn: "2026-11-20", totalIncl: "1.00" }, "INVOICE_NUMBER_FORMAT"],
    [{ number: "27332000000012345678", issuedOn: "2026-11-20", totalIncl: "1.00" }, "INVOICE_NUMBER_FORMAT"],
    [{ number: "12345678", code: "123", issuedOn: "2026-11-20", amountEx: "1.00" }, "INVOICE_CODE_FORMAT"],
    [{ number: "26332000000012345678", issuedOn: "2026-02-30", totalIncl: "1.00" }, "DATE_FORMAT"],
    [{ number: "26332000000012345678", issuedOn: "2026-11-20", totalIncl: "1.0" }, "AMOUNT_SCALE"],
    [
      { number: "12345678", code: "033002600104", issuedOn: "2026-11-20", checkCode6: "12345" },
      "CHECK_CODE_FORMAT",
    ],
  ])("%j is refused with %s", async (input, code) => expect((await codeOf(input))?.code).toBe(code));
});
