import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issuerFor } from "../issuing/issuing.testing.ts";
import { statementsDuring, T1, T2 } from "../testing.ts";
import { BUYER, mobileBoard, order, orderLine, somebody } from "./mobile.testing.ts";
import { expireInvoiceRequests, forgetBuyerContacts } from "./request-chores.ts";
import { tokenOf, urlOf } from "./request-token.ts";

let board: Awaited<ReturnType<typeof mobileBoard>>;
const t1 = issuerFor(T1);
const t2 = { ...issuerFor(T2), personId: "pn_other" };
beforeAll(async () => {
  board = await mobileBoard();
  await board.verify(t1);
});
afterAll(() => board.close());

const filled = async (header: object = BUYER, input: object = order()) => {
  const request = await board.create(t1, input);
  expect((await board.fill(request.token, header)).codes).toEqual([]);
  return request;
};
const chore = (work: typeof expireInvoiceRequests, at: string) =>
  work({ database: board.environment.database, clock: { now: () => new Date(at) } });
const eventsOf = (id: string) =>
  board.sql("select type, taxpayer_id, data from outbox_event where subject = $1 order by seq", [id]);

describe("worked examples", () => {
  it("1. a QR code for 113.00 of one line at 13 % becomes an invoice of 100.00 and 13.00", async () => {
    const { id, token } = await board.create(t1, order({ orderRef: "POS-7" }));
    expect(await board.look(token)).toEqual({
      sellerName: "样例制造（杭州）有限公司",
      kind: "DIGITAL_PLAIN",
      amountInclTax: "113.00",
      lineNames: ["便携式计算机"],
      lineCount: 1,
      expiresAt: "2026-12-16T00:00:00+08:00",
      status: "CREATED",
    });
    const header = {
      ...BUYER,
      address: "杭州市西湖区天目山路226号",
      phone: "0571-88005678",
      email: "li@ex.cn",
      mobile: "13812345678",
    };
    expect((await board.fill(token, header)).payload.invoiceRequest.status).toBe("FILLED");
    const { payload, codes } = await board.issue(id, t1);
    expect(codes).toEqual([]);
    expect(payload.result).toMatchObject({
      request: { id, status: "ISSUED", failureCodes: null },
      invoice: { amount: "100.00", taxAmount: "13.00", total: "113.00" },
    });
    expect(payload.result.request.invoiceId).toBe(payload.result.invoice.id);
    expect(
      await board.sql(
        "select seller_id, buyer_id, buyer_name, buyer_tin, buyer_phone, issuer from invoice where id = $1",
        [payload.result.invoice.id],
      ),
    ).toEqual([
      {
        seller_id: T1,
        buyer_id: T2,
        buyer_name: BUYER.name,
        buyer_tin: BUYER.tin,
        buyer_phone: "0571-88005678",
        issuer: "张伟",
      },
    ]);
    expect(await eventsOf(id)).toEqual([
      { type: "invoice_request.filled", taxpayer_id: T1, data: { status: "FILLED", replaced: false } },
    ]);
    expect((await eventsOf(payload.result.invoice.id)).map(({ type }) => type)).toEqual([
      "invoice.issued",
      "invoice.received",
    ]);
    expect((await board.look(token)).status).toBe("ISSUED");
  });

  it("2. the name of B with the number of A does not agree, and says no more", async () => {
    const { token } = await board.create(t1);
    const before = await board.standing();
    const { codes, details } = await board.fill(token, { ...BUYER, name: "B Co." });
    expect(codes).toEqual(["BUYER_TIN_MISMATCH"]);
    expect(details).toBeNull();
    expect(await board.standing()).toEqual(before);
    const nobodys = { ...BUYER, tin: "92330106MA2GTH018K" };
    expect(await board.fill(token, nobodys)).toMatchObject({ codes: ["BUYER_TIN_MISMATCH"], details: null });
    expect(await board.standing()).toEqual(before);
  });

  it("3. a token serves once", async () => {
    const { id, token } = await filled();
    expect((await board.issue(id, t1)).codes).toEqual([]);
    const before = await board.standing();
    expect((await board.fill(token)).codes).toEqual(["QR_USED"]);
    expect((await board.issue(id, t1)).codes).toEqual(["QR_USED"]);
    expect((await board.write("cancelInvoiceRequest", t1, { requestId: id })).codes).toEqual(["QR_USED"]);
    expect(await board.standing()).toEqual(before);
  });
});

describe("the token", () => {
  it("is 256 bits, leads to the portal, and is stored nowhere", async () => {
    const request = await board.create(t1);
    expect(request.token).toMatch(/^sandbox~[\w-]{43}$/);
    expect(request.url).toBe(`http://127.0.0.1/i/${request.token}`);
    expect(request.qrText).toBe(request.url);
    const [row] = await board.sql("select * from invoice_request where id = $1", [request.id]);
    expect(row!.token_hash).toBe(hash("sha256", request.token, "hex"));
    const secret = request.token.slice("sandbox~".length);
    const kept = await board.sql("select encode(answer, 'escape') as answer, body_hash from idempotency_key");
    expect(JSON.stringify([row, kept, await board.sql("select * from audit_entry")])).not.toContain(secret);
  });

  it("is the same when the seller asks again, and gone once it serves no more", async () => {
    const { id, token } = await board.create(t1);
    const ask = async () =>
      (
        await board.data(`query ($id: ID!) { invoiceRequest(id: $id) { token url qrText status } }`, {
          as: t1,
          id,
        })
      ).invoiceRequest;
    expect((await ask()).token).toBe(token);
    await board.write("cancelInvoiceRequest", t1, { requestId: id });
    expect(await ask()).toEqual({ token: null, url: null, qrText: null, status: "CANCELLED" });
  });

  it("is no other than the database's secret makes it, and bare in production", () => {
    const { database } = board.environment;
    const token = tokenOf({ database, name: "production" }, "ivq_1");
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(tokenOf({ database, name: "production" }, "ivq_2")).not.toBe(token);
    expect(urlOf({ portalOrigin: "https://tax.example.cn" }, token)).toBe(
      `https://tax.example.cn/i/${token}`,
    );
  });

  it("that never was, has expired or was cancelled is the same", async () => {
    const expired = await board.create(t1, order({ expiresAt: "2026-11-23T12:00:01+08:00" }));
    const cancelled = await board.create(t1);
    await board.write("cancelInvoiceRequest", t1, { requestId: cancelled.id });
    const tokens = ["sandbox~nothing", "", "null", expired.token, cancelled.token];
    const before = await board.standing();
    for (const token of tokens) {
      expect(await board.look(token, "2026-11-23T12:00:01+08:00")).toBeNull();
      expect(await board.fill(token, { ...BUYER, name: "B Co." }, "2026-11-23T12:00:01+08:00")).toEqual({
        payload: { invoiceRequest: null, userErrors: [{ code: "QR_EXPIRED", path: null, details: null }] },
        codes: ["QR_EXPIRED"],
        details: null,
      });
    }
    expect(await board.standing()).toEqual(before);
  });
});

describe("a token that is of no use", () => {
  it("is answered by the same statements, whether it never was, has expired or was used", async () => {
    const expired = await board.create(t1, order({ expiresAt: "2026-11-23T12:00:01+08:00" }));
    const used = await filled();
    expect((await board.issue(used.id, t1)).codes).toEqual([]);
    const at = "2026-11-23T12:00:02+08:00";
    const tokens = [`sandbox~${"A".repeat(43)}`, expired.token, used.token];
    const looks = [];
    const fills = [];
    for (const token of tokens) {
      looks.push(await statementsDuring(board.environment.database, () => board.look(token, at)));
      fills.push(await statementsDuring(board.environment.database, () => board.fill(token, BUYER, at)));
    }
    expect(looks[0]).toContain("invoice_request:by-token");
    expect(new Set(looks.map(String)).size).toBe(1);
    expect(fills[0]).toContain("registry:taxpayer-by-tin");
    expect(new Set(fills.map(String)).size).toBe(1);
  });
});

describe("a header", () => {
  it.each<[string, object, string[]]>([
    ["an enterprise without number", { kind: "ENTERPRISE", name: "某公司" }, ["HEADER_INCOMPLETE"]],
    [
      "a wrong e-mail and mobile",
      { ...BUYER, email: "x", mobile: "1" },
      ["CONTACT_INVALID", "CONTACT_INVALID"],
    ],
    ["an address too long", { ...BUYER, address: "路".repeat(101) }, ["INVOICE_TEXT_LENGTH"]],
  ])("is refused: %s", async (_, header, codes) => {
    const { token } = await board.create(t1);
    const before = await board.standing();
    expect((await board.fill(token, header)).codes).toEqual(codes);
    expect(await board.standing()).toEqual(before);
  });

  it("of a person is none for a special invoice", async () => {
    const { token } = await board.create(t1, order({ kind: "DIGITAL_SPECIAL" }));
    expect((await board.fill(token, { kind: "PERSON", name: "李娜" })).codes).toEqual([
      "SPECIAL_TO_NATURAL_PERSON",
    ]);
  });

  it("filled in again takes the place of the first and tells the seller anew", async () => {
    const { id, token } = await filled({ kind: "PERSON", name: "李娜" });
    const before = (await board.sql("select count(*)::int as n from notice where about = $1", [id]))[0];
    expect(before).toEqual({ n: 1 });
    expect((await board.fill(token)).codes).toEqual([]);
    expect((await eventsOf(id)).map(({ data }) => data)).toEqual([
      { status: "FILLED", replaced: false },
      { status: "FILLED", replaced: true },
    ]);
    expect(await board.sql("select kind, taxpayer_id from notice where about = $1", [id])).toEqual([
      { kind: "INVOICE_REQUEST_FILLED", taxpayer_id: T1 },
      { kind: "INVOICE_REQUEST_FILLED", taxpayer_id: T1 },
    ]);
    const { payload } = await board.issue(id, t1);
    expect(
      await board.sql("select buyer_name, buyer_is_person from invoice where id = $1", [
        payload.result.invoice.id,
      ]),
    ).toEqual([{ buyer_name: BUYER.name, buyer_is_person: false }]);
  });

  const READ = `query ($id: ID!) { invoiceRequest(id: $id) { status buyer { kind name tin address phone bankAccount email mobile } } }`;
  it("is read by the seller with what the buyer is reached by masked, for 90 days", async () => {
    const contact = { email: "li@ex.cn", mobile: "13812345678", phone: "13900001111" };
    const { id } = await filled({
      kind: "PERSON",
      name: "李娜",
      tin: "330106199003074517",
      address: "浙江省杭州市西湖区文三路9号",
      ...contact,
    });
    const read = async (at: string) => (await board.data(READ, { as: t1, at, id })).invoiceRequest.buyer;
    const masked = { email: "l*@ex.cn", mobile: "138****5678", phone: "139****1111" };
    const rest = {
      kind: "PERSON",
      name: "李娜",
      tin: "330***********4517",
      address: "浙江省杭州市西湖区***",
      bankAccount: null,
    };
    expect(await read("2027-02-21T11:59:59+08:00")).toEqual({ ...rest, ...masked });
    expect(await read("2027-02-21T12:00:00+08:00")).toEqual({
      ...rest,
      email: null,
      mobile: null,
      phone: null,
    });
    await chore(forgetBuyerContacts, "2027-02-21T11:59:59+08:00");
    const row = () =>
      board.sql("select buyer_email, buyer_mobile, header from invoice_request where id = $1", [id]);
    expect((await row())[0]).toMatchObject({ buyer_email: "li@ex.cn", buyer_mobile: "13812345678" });
    expect(await chore(forgetBuyerContacts, "2027-02-21T12:00:00+08:00")).toBeGreaterThan(0);
    expect((await row())[0]).toEqual({ buyer_email: null, buyer_mobile: null, header: null });
    expect(await chore(forgetBuyerContacts, "2027-02-21T12:00:00+08:00")).toBe(0);
  });
});

describe("the end of a code", () => {
  it("is exact on read, and the chore tells the seller once", async () => {
    const { id, token } = await board.create(t1, order({ expiresAt: "2026-11-24T12:00:00+08:00" }));
    const status = async (at: string) =>
      (await board.data(`query ($id: ID!) { invoiceRequest(id: $id) { status } }`, { as: t1, at, id }))
        .invoiceRequest.status;
    expect((await board.fill(token, BUYER, "2026-11-24T11:59:59+08:00")).codes).toEqual([]);
    expect(await status("2026-11-24T11:59:59+08:00")).toBe("FILLED");
    expect(await status("2026-11-24T12:00:00+08:00")).toBe("EXPIRED");
    const before = await board.standing();
    expect((await board.fill(token, BUYER, "2026-11-24T12:00:00+08:00")).codes).toEqual(["QR_EXPIRED"]);
    expect((await board.issue(id, t1, "2026-11-24T12:00:00+08:00")).codes).toEqual(["QR_EXPIRED"]);
    expect(await board.standing()).toEqual(before);
    const list = `query ($status: InvoiceRequestStatus) { invoiceRequests(status: $status) { nodes { id } } }`;
    const listed = async (state: string) =>
      (
        await board.data(list, { as: t1, at: "2026-11-24T12:00:00+08:00", status: state })
      ).invoiceRequests.nodes.map((node: { id: string }) => node.id);
    expect(await listed("EXPIRED")).toContain(id);
    expect(await listed("FILLED")).not.toContain(id);
    await chore(expireInvoiceRequests, "2026-11-24T12:00:00+08:00");
    await chore(expireInvoiceRequests, "2026-11-24T12:00:00+08:00");
    expect((await eventsOf(id)).filter(({ type }) => type === "invoice_request.expired")).toEqual([
      { type: "invoice_request.expired", taxpayer_id: T1, data: { status: "EXPIRED" } },
    ]);
    expect(await board.sql("select state from invoice_request where id = $1", [id])).toEqual([
      { state: "EXPIRED" },
    ]);
  });

  it.each([
    ["a sale of 1 November", { soldAt: "2026-11-01T09:00:00+08:00" }, "2026-12-01T09:00:00+08:00", undefined],
    ["the close of the period", {}, "2026-12-16T00:00:00+08:00", undefined],
    ["a year whose holidays are not announced", {}, "2027-01-16T00:00:00+08:00", "2026-12-20T12:00:00+08:00"],
  ])("is %s", async (_, differs, expiresAt, at) => {
    expect((await board.create(t1, order(differs), at)).expiresAt).toBe(expiresAt);
  });

  it("of a taxpayer who files by quarter comes after the quarter's filing", async () => {
    await board.sql(
      "insert into tax_type_registration (id, taxpayer_id, tax_type_code, levy_method, cycle, valid_from) values ('ttr_q', $1, '10101', 'AUDIT', 'QUARTER', '2025-01-01')",
      [T2],
    );
    const line = orderLine({ amountInclTax: "101.00", taxRate: "0.01" });
    const { expiresAt } = await board.create(t2, {
      amountInclTax: "101.00",
      lines: [line],
      soldAt: "2026-10-01T00:00:00+08:00",
      expiresAt: "2027-01-16T00:00:00+08:00",
    });
    expect(expiresAt).toBe("2027-01-16T00:00:00+08:00");
  });

  it.each([
    ["a sale of tomorrow", { soldAt: "2026-11-24T00:00:00+08:00" }, ["QR_TERM_INVALID"]],
    ["an end past the period", { expiresAt: "2026-12-16T00:00:01+08:00" }, ["QR_TERM_INVALID"]],
    ["a period that is closed", { soldAt: "2026-09-30T23:59:59+08:00" }, ["QR_TERM_INVALID"]],
    ["a sum that is wrong by 0.01", { amountInclTax: "113.01" }, ["SUM_MISMATCH"]],
    ["no lines", { lines: [] }, ["LINE_COUNT"]],
    ["a rate that is not the class's", { lines: [orderLine({ taxRate: "0.09" })] }, ["RATE_NOT_ALLOWED"]],
    [
      "a class that is no leaf",
      { lines: [orderLine({ taxClassCode: "1090000000000000000" })] },
      ["TAX_CLASS_NOT_LEAF"],
    ],
    ["a kind that was not approved", { kind: "DIGITAL_RAIL" }, ["SELLER_NOT_QUALIFIED"]],
    [
      "all at once",
      { amountInclTax: "1.00", expiresAt: "2020-01-01T00:00:00+08:00" },
      ["SUM_MISMATCH", "QR_TERM_INVALID"],
    ],
  ])("a code is not made for %s", async (_, differs, codes) => {
    const before = await board.standing();
    expect((await board.write("createInvoiceQr", t1, order(differs))).codes).toEqual(codes);
    expect(await board.standing()).toEqual(before);
  });
});

describe("others", () => {
  it("neither see a seller's requests nor touch them", async () => {
    const { id } = await filled();
    const before = await board.standing();
    expect(
      (await board.data(`query ($id: ID!) { invoiceRequest(id: $id) { id } }`, { as: t2, id }))
        .invoiceRequest,
    ).toBeNull();
    for (const mutation of ["issueFromRequest", "cancelInvoiceRequest"] as const)
      expect((await board.write(mutation, t2, { requestId: id })).codes).toEqual([
        "INVOICE_REQUEST_NOT_FOUND",
      ]);
    expect(await board.standing()).toEqual(before);
  });

  it("with no more than a token see no more than the face", async () => {
    const { errors } = await board.run(`query { invoiceRequests { nodes { id } } }`, { as: somebody() });
    expect(errors?.[0]?.extensions?.code).toBe("FORBIDDEN_SCOPE");
  });
});
