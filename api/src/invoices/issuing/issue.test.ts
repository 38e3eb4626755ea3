import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testSubgraph } from "../../platform/testing.ts";
import { T1, T2, T3 } from "../testing.ts";
import { workBatch, workWhatWaits } from "./batch.service.ts";
import {
  aLineInput,
  anInvoiceInput,
  ISSUE,
  issuerFor,
  issuing,
  once,
  seedSellers,
} from "./issuing.testing.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(issuing, { seed: (database) => seedSellers(database) });
});
afterAll(() => board.close());

const t1 = issuerFor(T1);
const sql = <Row = any>(text: string, values: unknown[] = []) =>
  board.environment.database.writer.query(text, values).then(({ rows }) => rows as Row[]);
const issue = async (input: object, as = t1, at?: string) =>
  (await board.data(ISSUE, { as, input: once(input), ...(at ? { at } : {}) })).issueInvoice;
const codes = async (input: object, as = t1) =>
  (await issue(input, as)).userErrors.map(({ code }: { code: string }) => code);

/** Everything issuing writes, counted. */
const standing = async () =>
  (
    await sql(`select (select count(*) from invoice)::int as invoices, (select count(*) from invoice_line)::int as lines,
      (select count(*) from outbox_event)::int as events, (select coalesce(sum(last), 0) from invoice_counter)::text as numbers,
      (select sum(used) from credit_line)::text as used, (select count(*) from idempotency_key)::int as keys`)
  )[0];

describe("issuing an invoice", () => {
  it("gives it a number, takes the credit, freezes the face and tells both sides", async () => {
    const before = await standing();
    const { invoice, userErrors } = await issue(anInvoiceInput({ remark: "合同 7" }));
    expect(userErrors).toEqual([]);
    expect(invoice).toMatchObject({
      kind: "DIGITAL_PLAIN",
      issuedAt: "2026-11-23T12:00:00+08:00",
      total: "113.00",
      totalInWords: "壹佰壹拾叁元整",
    });
    expect(invoice.number).toMatch(/^26338\d{15}$/);
    expect(await sql("select * from invoice where id = $1", [invoice.id])).toMatchObject([
      {
        number: invoice.number,
        seller_id: T1,
        buyer_id: T2,
        seller_name: "样例制造（杭州）有限公司",
        issuer: "张伟",
        issued_on: "2026-11-23",
        remark: "合同 7",
        sign: "BLUE",
        status: "NORMAL",
      },
    ]);
    expect(await sql("select name, amount from invoice_line where invoice_id = $1", [invoice.id])).toEqual([
      { name: "*计算机设备*便携式计算机", amount: "100.00" },
    ]);
    expect(
      await sql("select type, taxpayer_id, app_id from outbox_event where subject = $1 order by seq", [
        invoice.id,
      ]),
    ).toEqual([
      { type: "invoice.issued", taxpayer_id: T1, app_id: t1.appId },
      { type: "invoice.received", taxpayer_id: T2, app_id: t1.appId },
    ]);
    const after = await standing();
    expect(Number(after.used) - Number(before.used)).toBe(100);
  });

  it("answers the same for the same key, and issues once", async () => {
    const input = once(anInvoiceInput());
    const first = await board.data(ISSUE, { as: t1, input });
    const before = await standing();
    expect(await board.data(ISSUE, { as: t1, input })).toEqual(first);
    expect(await standing()).toEqual(before);
  });

  it("numbers run on without gaps, whatever is refused between", async () => {
    const first = (await issue(anInvoiceInput())).invoice.number;
    await issue(anInvoiceInput({ total: "113.01" }));
    const second = (await issue(anInvoiceInput())).invoice.number;
    expect(BigInt(second)).toBe(BigInt(first) + 1n);
  });

  it("50 at once get 50 numbers that follow each other", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => issue(anInvoiceInput())));
    const numbers = answers.map(({ invoice }) => BigInt(invoice.number)).sort((a, b) => (a < b ? -1 : 1));
    expect(new Set(numbers).size).toBe(50);
    expect(numbers.at(-1)! - numbers[0]!).toBe(49n);
  });

  it("a new year begins its numbers anew, a new month its credit line", async () => {
    const { invoice } = await issue(anInvoiceInput(), t1, "2027-01-01T00:00:00+08:00");
    expect(invoice.number).toBe("27338000000000000001");
    expect(
      await sql("select granted, used from credit_line where taxpayer_id = $1 and month = '2027-01'", [T1]),
    ).toEqual([{ granted: "10000000.00", used: "100.00" }]);
  });
});

describe("worked examples", () => {
  it.each([
    ["13.06", []],
    ["12.94", []],
    ["13.07", ["LINE_TAX_TOLERANCE"]],
    ["12.93", ["LINE_TAX_TOLERANCE"]],
  ])("100.00 at 0.13 with tax %s: %j", async (taxAmount, expected) => {
    const total = (100 + Number(taxAmount)).toFixed(2);
    const input = anInvoiceInput({ lines: [aLineInput({ taxAmount })], taxAmount, total });
    expect(await codes(input)).toEqual(expected);
  });

  it.each([
    ["33.333333", []],
    ["33.336666", []],
    ["33.34", ["LINE_AMOUNT_TOLERANCE"]],
  ])("3 × %s is 100.00: %j", async (unitPrice, expected) => {
    expect(await codes(anInvoiceInput({ lines: [aLineInput({ quantity: "3", unitPrice })] }))).toEqual(
      expected,
    );
  });
});

describe("a refusal leaves nothing half-written", () => {
  const special = { kind: "DIGITAL_SPECIAL" };
  it.each<[string, object, string[]]>([
    [
      "a class that is no leaf",
      { lines: [aLineInput({ taxClassCode: "1090000000000000000" })] },
      ["TAX_CLASS_NOT_LEAF"],
    ],
    [
      "an unknown class",
      { lines: [aLineInput({ taxClassCode: "1999999999999999999" })] },
      ["TAX_CLASS_UNKNOWN"],
    ],
    [
      "a rate that is not the class's",
      { lines: [aLineInput({ taxRate: "0.09", taxAmount: "9.00" })], taxAmount: "9.00", total: "109.00" },
      ["RATE_NOT_ALLOWED"],
    ],
    ["a sum that is wrong by 0.01", { total: "113.01" }, ["SUM_MISMATCH"]],
    [
      "an enterprise without number",
      { buyer: { kind: "ENTERPRISE", name: "某公司" } },
      ["BUYER_TIN_REQUIRED"],
    ],
    [
      "专票 for a natural person",
      { ...special, buyer: { kind: "PERSON", name: "张伟" } },
      ["SPECIAL_TO_NATURAL_PERSON"],
    ],
    [
      "what is exempt on a 专票",
      {
        ...special,
        lines: [aLineInput({ taxRate: "0", taxAmount: "0.00", preferential: "EXEMPT" })],
        taxAmount: "0.00",
        total: "100.00",
      },
      ["EXEMPT_ON_SPECIAL"],
    ],
    ["no line", { lines: [], amount: "0.00", taxAmount: "0.00", total: "0.00" }, ["LINE_COUNT"]],
    ["a kind nobody approved", { kind: "DIGITAL_RAIL" }, ["SELLER_NOT_QUALIFIED"]],
    [
      "more than is left, by 0.01",
      {
        lines: [aLineInput({ amount: "10000000.01", taxAmount: "1300000.00" })],
        amount: "10000000.01",
        taxAmount: "1300000.00",
        total: "11300000.01",
      },
      ["QUOTA_EXCEEDED"],
    ],
    [
      "several at once",
      { ...special, buyer: { kind: "PERSON", name: "" }, total: "1.00" },
      ["SPECIAL_TO_NATURAL_PERSON", "SUM_MISMATCH", "INVOICE_TEXT_LENGTH"],
    ],
  ])("%s", async (_, differs, expected) => {
    const before = await standing();
    expect(await codes(anInvoiceInput(differs))).toEqual(expected);
    expect(await standing()).toEqual(before);
  });

  it.each([
    ["SUSPENDED", "TAXPAYER_SUSPENDED"],
    ["ABNORMAL", "TAXPAYER_ABNORMAL"],
    ["DEREGISTERED", "TAXPAYER_DEREGISTERED"],
  ])("a seller that is %s", async (status, expected) => {
    await sql("update taxpayer set status = $2 where id = $1", [T2, status]);
    const input = anInvoiceInput({
      lines: [aLineInput({ taxRate: "0.01", taxAmount: "1.00" })],
      taxAmount: "1.00",
      total: "101.00",
    });
    const before = await standing();
    expect(await codes(input, issuerFor(T2))).toEqual([expected]);
    expect(await standing()).toEqual(before);
    await sql("update taxpayer set status = 'NORMAL' where id = $1", [T2]);
    expect(await codes(input, issuerFor(T2))).toEqual([]);
  });

  it("a seller at high risk", async () => {
    await sql("insert into seller_risk values ($1, 'RED', now(), '虚开风险')", [T1]);
    const before = await standing();
    expect(await codes(anInvoiceInput())).toEqual(["SELLER_RISK_RED"]);
    expect(await standing()).toEqual(before);
    await sql("delete from seller_risk");
  });

  it("an app without the scope", async () => {
    const { errors } = await board.run(ISSUE, {
      as: { ...t1, scopes: ["invoice:read"] },
      input: once(anInvoiceInput()),
    });
    expect(errors?.[0]?.extensions?.code).toBe("FORBIDDEN_SCOPE");
  });
});

it("the last 分 of the line may be used, and not one more", async () => {
  await sql("update credit_line set granted = used + 100.00 where taxpayer_id = $1 and month = '2026-11'", [
    T1,
  ]);
  const race = await Promise.all([issue(anInvoiceInput()), issue(anInvoiceInput())]);
  const refused = race.flatMap(({ userErrors }) => userErrors);
  expect(refused).toMatchObject([{ code: "QUOTA_EXCEEDED", details: { left: "0.00" } }]);
  await sql("update credit_line set granted = 10000000 where taxpayer_id = $1", [T1]);
});

describe("a batch", () => {
  const BATCH = `mutation ($input: IssueInvoiceBatchInput!) { issueInvoiceBatch(input: $input) { requestId userErrors { code } } }`;
  const RESULT = `query ($id: ID!) { issueResult(requestId: $id) { state total issued refused
    items { state invoice { id number total issuedAt } userErrors { code path } } } }`;
  const accept = async (invoices: object[]) =>
    (await board.data(BATCH, { as: t1, input: once({ invoices }) })).issueInvoiceBatch;
  const result = async (id: string, as = t1) => (await board.data(RESULT, { as, id })).issueResult;

  it("is issued in order with one block of numbers, and one that is refused stops no other", async () => {
    const invoices = Array.from({ length: 60 }, (_, i) => anInvoiceInput(i === 30 ? { total: "1.00" } : {}));
    const { requestId } = await accept(invoices);
    expect(await result(requestId)).toMatchObject({ state: "PENDING", total: 60, issued: 0 });
    await Promise.all([
      workBatch(board.environment, requestId),
      workBatch(board.environment, requestId),
      workWhatWaits(board.environment),
    ]);
    await workWhatWaits(board.environment);
    const done = await result(requestId);
    expect(done).toMatchObject({ state: "DONE", total: 60, issued: 59, refused: 1 });
    expect(done.items[30]).toMatchObject({
      state: "REFUSED",
      invoice: null,
      userErrors: [{ code: "SUM_MISMATCH", path: ["input", "invoices", "30", "total"] }],
    });
    const numbers = done.items.flatMap(({ invoice }: any) => (invoice ? [BigInt(invoice.number)] : []));
    expect(numbers.at(-1) - numbers[0]).toBe(58n);
    expect(await sql("select 1 from issue_request_item where draft is not null")).toEqual([]);
  });

  it("refuses what the line no longer covers, in order", async () => {
    await sql("update credit_line set granted = used + 150.00 where taxpayer_id = $1 and month = '2026-11'", [
      T1,
    ]);
    const { requestId } = await accept([anInvoiceInput(), anInvoiceInput()]);
    await workBatch(board.environment, requestId);
    const { items } = await result(requestId);
    expect(items).toMatchObject([
      { state: "ISSUED" },
      { state: "REFUSED", userErrors: [{ code: "QUOTA_EXCEEDED" }] },
    ]);
    await sql("update credit_line set granted = 10000000 where taxpayer_id = $1", [T1]);
  });

  it("ends with a consent that ended, was narrowed, or is another app's or taxpayer's", async () => {
    const consentId = "cs_batch";
    await sql(
      `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, asked_scopes, scopes, purpose_code, requested_at, granted_at,
         expires_at, separate_consents, items, parties, version, channel, acr, status, receipt_no, text_version, text_sha256, changed_at)
       values ($1, $2, $3, $4, 'LEGAL_REP', '{invoice:issue}', '{invoice:issue}', 'INVOICING', '2026-11-01', '2026-11-01',
         '2027-11-01', '[]', '[]', '{}', 1, 'WEB', 'L3', 'ACTIVE', 'r', '1', 'ab', now())`,
      [consentId, t1.appId, T1, t1.personId],
    );
    const worked = async (change: string) => {
      // As it was when the batch was accepted.
      await sql(
        "update consent set scopes = '{invoice:issue}', app_id = $2, expires_at = now() + interval '1 year' where id = $1",
        [consentId, t1.appId],
      );
      const { issueInvoiceBatch } = await board.data(BATCH, {
        as: { ...t1, consentId },
        input: once({ invoices: [anInvoiceInput()] }),
      });
      await sql(`update consent set ${change} where id = $1`, [consentId]);
      await workBatch(board.environment, issueInvoiceBatch.requestId);
      const { items } = await result(issueInvoiceBatch.requestId);
      return items[0].userErrors.map(({ code }: { code: string }) => code);
    };
    expect(await worked("status = 'ACTIVE'")).toEqual([]);
    expect(await worked("scopes = '{invoice:read}'")).toEqual(["FORBIDDEN_SCOPE"]);
    expect(await worked("app_id = 'app_other'")).toEqual(["CONSENT_REVOKED"]);
    expect(await worked("expires_at = now() - interval '1 s'")).toEqual(["CONSENT_EXPIRED"]);
  });

  it("that fails keeps no other waiting", async () => {
    await sql(
      `insert into issue_request (id, taxpayer_id, caller, state, total, issued, refused, requested_at)
       values ('irq_bad', $1, $2, 'PENDING', 1, 0, 0, '2020-01-01')`,
      [T1, JSON.stringify(t1)],
    );
    await sql(
      `insert into issue_request_item (issue_request_id, no, state, draft) values ('irq_bad', 1, 'PENDING', '{}')`,
    );
    const { requestId } = await accept([anInvoiceInput()]);
    await expect(workWhatWaits(board.environment)).rejects.toThrow("1 batches");
    expect(await result(requestId)).toMatchObject({ state: "DONE", issued: 1 });
    await sql("delete from issue_request where id = 'irq_bad'");
  });

  it("is seen by the app and taxpayer that asked alone", async () => {
    const { requestId } = await accept([anInvoiceInput()]);
    expect(await result(requestId, issuerFor(T3))).toBeNull();
    expect(await result(requestId, { ...t1, appId: "app_other" })).toBeNull();
  });

  it.each([0, 101])("of %i is refused whole", async (size) => {
    const { userErrors } = await accept(Array.from({ length: size }, () => anInvoiceInput()));
    expect(userErrors).toEqual([{ code: "ISSUE_BATCH_SIZE" }]);
  });
});

it("quota and credit line are the taxpayer's to see", async () => {
  const { creditLine, invoiceQuota } = await board.data(
    "{ creditLine { month granted used } invoiceQuota { kind perInvoice } }",
    { as: issuerFor(T3) },
  );
  expect(creditLine).toEqual({ month: "2026-11", granted: "10000000.00", used: "0.00" });
  expect(invoiceQuota).toEqual([
    { kind: "DIGITAL_PLAIN", perInvoice: null },
    { kind: "DIGITAL_SPECIAL", perInvoice: null },
  ]);
});

it("tax classes and their rates are public", async () => {
  const { taxClasses, general, small } = await board.data(`{
    taxClasses(search: "运输服务") { nodes { code shortName leaf } }
    general: allowedRates(taxClass: "3010102010000000000")
    small: allowedRates(taxClass: "3010102010000000000", seller: SMALL_SCALE) }`);
  expect(taxClasses.nodes).toContainEqual({ code: "3010102010000000000", shortName: "运输服务", leaf: true });
  expect([general, small]).toEqual([["0.09"], ["0.03", "0.01"]]);
});
