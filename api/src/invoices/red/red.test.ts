import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "../../platform/clock.ts";
import { lockUsage } from "../deduction/usage.service.ts";
import { readerFor, T1, T2, T3 } from "../testing.ts";
import { untouched } from "../untouched.testing.ts";
import {
  act,
  type Board,
  blueInvoice,
  buyer,
  faults,
  reversingBoard,
  rowsOf,
  seller,
} from "./red.testing.ts";
import { expireRedConfirmations } from "./red-expiry.ts";

let board: Board;
beforeAll(async () => {
  board = await reversingBoard();
});
afterAll(async () => {
  expect(await faults(board)).toEqual([]);
  await board.close();
});

const refused = <T>(work: () => Promise<T>) => untouched(board.environment.database, work);
const LATER = "2026-12-02T09:00:00+08:00";
const REASON = { reason: "GOODS_RETURNED" };
const part = (amount: string, taxAmount: string) => [{ blueLine: 1, amount, taxAmount }];
const create = (as: typeof seller, invoiceId: string, more: object = {}, at?: string) =>
  act(board, as, "createRedConfirmation", { invoiceId, ...REASON, ...more }, at);
const issue = (confirmationId: string, at?: string) =>
  act(board, seller, "issueRedInvoice", { confirmationId }, at);
const stateOf = async (id: string) =>
  (await rowsOf(board, "select status, red_status, red_amount::text from invoice where id = $1", [id]))[0];
const eventsOf = async (subject: string) =>
  (
    await rowsOf(board, "select type, taxpayer_id from outbox_event where subject = $1 order by seq", [
      subject,
    ])
  ).map(({ type }) => type);
const used = async () =>
  (
    await rowsOf(board, "select used::text from credit_line where taxpayer_id = $1 and month = '2026-11'", [
      T1,
    ])
  )[0].used;
const deduct = (ids: string[], usage = "DEDUCT", period = "2026-11", as = buyer) =>
  act(board, as, "selectForDeduction", { invoiceIds: ids, period, usage });

describe("a reversal nobody else need confirm", () => {
  it("worked example 1: in two parts, then nothing is left", async () => {
    const blue = await blueInvoice(board);
    const before = Number(await used());
    const first = await create(seller, blue, { lines: part("-300.00", "-39.00") });
    expect(first).toMatchObject({ statusCode: "01", expiresAt: null, amount: "-300.00", redInvoiceId: null });
    expect((await issue(first.id)).redInvoiceId).toMatch(/^inv_/);
    expect(await stateOf(blue)).toEqual({
      status: "PARTLY_RED",
      red_status: "PARTIAL",
      red_amount: "300.00",
    });
    const second = await create(seller, blue, { lines: part("-700.00", "-91.00") });
    await issue(second.id);
    expect(await stateOf(blue)).toEqual({ status: "FULLY_RED", red_status: "FULL", red_amount: "1000.00" });
    expect(await refused(() => create(seller, blue, { lines: part("-0.01", "0.00") }))).toEqual([
      "INVOICE_ALREADY_RED",
    ]);
    expect(before - Number(await used())).toBe(1000);
    expect(await eventsOf(first.id)).toEqual(["invoice.red_requested", "invoice.red_requested"]);
    expect(await eventsOf(blue)).toContain("invoice.status_changed");
  });

  it("twenty at once never take more than there is", async () => {
    const blue = await blueInvoice(board);
    const wanted = await Promise.all(
      Array.from({ length: 20 }, () => create(seller, blue, { lines: part("-100.00", "-13.00") })),
    );
    const answers = await Promise.all(wanted.map(({ id }) => issue(id)));
    expect(answers.filter(({ redInvoiceId }) => redInvoiceId)).toHaveLength(10);
    expect(answers.filter((answer) => Array.isArray(answer)).flat()).toEqual(
      Array.from({ length: 10 }, () => "INVOICE_ALREADY_RED"),
    );
    expect(await stateOf(blue)).toMatchObject({ status: "FULLY_RED", red_amount: "1000.00" });
  });

  it("quick: in one go, once; an error in part is refused", async () => {
    const blue = await blueInvoice(board);
    const error = { reason: "ISSUED_IN_ERROR", lines: part("-1.00", "-0.13") };
    expect(await refused(() => create(seller, blue, error))).toEqual(["RED_REASON_REQUIRES_FULL"]);
    expect(await refused(() => create(seller, blue, { lines: part("-1000.01", "-130.00") }))).toEqual([
      "RED_EXCEEDS_BLUE",
    ]);
    const quick = () => act(board, seller, "quickFullRed", { invoiceId: blue, ...REASON });
    const answers = await Promise.all(Array.from({ length: 5 }, quick));
    expect(answers.filter(({ redInvoiceId }) => redInvoiceId)).toHaveLength(1);
    expect(
      await rowsOf(board, "select id from red_confirmation where blue_invoice_id = $1", [blue]),
    ).toHaveLength(1);
  });

  it("a buyer who has used nothing does not start it, a stranger sees nothing", async () => {
    const blue = await blueInvoice(board);
    expect(await refused(() => create(buyer, blue))).toEqual(["RED_SELLER_STARTS"]);
    expect(await refused(() => create(readerFor(T3, { scopes: seller.scopes }), blue))).toEqual([
      "INVOICE_NOT_FOUND",
    ]);
  });

  it("a seller at high risk neither starts nor issues", async () => {
    const blue = await blueInvoice(board);
    const { id } = await create(seller, blue);
    await rowsOf(board, "insert into seller_risk values ($1, 'RED', now(), '虚开')", [T1]);
    try {
      expect(await refused(() => create(seller, blue))).toEqual(["SELLER_RISK_RED"]);
      expect(await refused(() => issue(id))).toEqual(["SELLER_RISK_RED"]);
    } finally {
      await rowsOf(board, "delete from seller_risk");
    }
    expect(await stateOf(blue)).toMatchObject({ status: "NORMAL", red_amount: "0.00" });
  });
});

describe("for an invoicing system", () => {
  const LIST = "{ redConfirmations(first: 100) { nodes { id } totalCount } }";
  const ONE = "query ($id: ID!) { redConfirmation(id: $id) { id } }";

  it("what the taxpayer bought is out of reach: neither listed, nor read, nor confirmed", async () => {
    const sold = (await create(seller, await blueInvoice(board, { bookkept: true }))).id;
    const bought = await blueInvoice(board, { sellerId: T2, buyerId: T1, bookkept: true });
    const { id } = await create(buyer, bought);
    const as = { ...seller, purpose: "INVOICING" };
    const listed = await board.data(LIST, { as });
    const ids = listed.redConfirmations.nodes.map((node: { id: string }) => node.id);
    expect([ids.includes(sold), ids.includes(id)]).toEqual([true, false]);
    expect((await board.data(ONE, { as, id: sold })).redConfirmation).toEqual({ id: sold });
    expect((await board.data(ONE, { as, id })).redConfirmation).toBeNull();
    expect((await board.data(ONE, { as: seller, id })).redConfirmation).toEqual({ id });
    for (const action of ["confirmRed", "rejectRed", "issueRedInvoice"])
      expect(await act(board, as, action, { confirmationId: id })).toEqual(["RED_CONFIRMATION_NOT_FOUND"]);
  });
});

describe("the credit line", () => {
  it("gets nothing back for what it never counted: a blue invoice of another channel", async () => {
    const here = await blueInvoice(board);
    const elsewhere = await blueInvoice(board, { number: "26331000000000077001" });
    const before = Number(await used());
    expect((await issue((await create(seller, elsewhere)).id)).redInvoiceId).toMatch(/^inv_/);
    expect(Number(await used())).toBe(before);
    expect((await issue((await create(seller, here)).id)).redInvoiceId).toMatch(/^inv_/);
    expect(Number(await used())).toBe(before - 1000);
  });
});

describe("a reversal both sides agree on", () => {
  it("worked example 3: 02 until 72 hours have passed, then 07, on read and stored", async () => {
    const blue = await blueInvoice(board, { bookkept: true });
    const { id, statusCode } = await create(seller, blue, {}, "2026-11-20T10:00:00+08:00");
    expect(statusCode).toBe("02");
    const QUERY = "query ($id: ID!) { redConfirmation(id: $id) { statusCode blue { id } lines { amount } } }";
    const at = async (now: string) => (await board.data(QUERY, { as: buyer, at: now, id })).redConfirmation;
    expect(await at("2026-11-23T09:59:59+08:00")).toEqual({
      statusCode: "02",
      blue: { id: blue },
      lines: [{ amount: "-1000.00" }],
    });
    expect((await at("2026-11-23T10:00:00+08:00")).statusCode).toBe("07");
    const { environment } = board;
    const expire = (now: string) => expireRedConfirmations({ ...environment, clock: fixedClock(now) });
    await expire("2026-11-23T09:59:59+08:00");
    expect(await rowsOf(board, "select state from red_confirmation where id = $1", [id])).toEqual([
      { state: "AWAITING_BUYER" },
    ]);
    const late = "2026-11-23T10:00:00+08:00";
    expect(await refused(() => act(board, buyer, "confirmRed", { confirmationId: id }, late))).toEqual([
      "RED_CONFIRMATION_EXPIRED",
    ]);
    expect(await refused(() => issue(id, late))).toEqual(["RED_CONFIRMATION_EXPIRED"]);
    expect(await expire(late)).toBeGreaterThan(0);
    expect(await expire(late)).toBe(0);
    expect(await eventsOf(id)).toContain("invoice.red_expired");
  });

  it("started by the buyer who deducted: confirmed, transferred out, issued; listed for both", async () => {
    const blue = await blueInvoice(board);
    expect(await deduct([blue])).toEqual({ invoiceIds: [blue], period: "2026-11" });
    const { id, statusCode } = await create(buyer, blue, { lines: part("-300.00", "-39.00") });
    expect(statusCode).toBe("03");
    expect(await refused(() => issue(id))).toEqual(["RED_NOT_CONFIRMED"]);
    expect(await refused(() => act(board, buyer, "confirmRed", { confirmationId: id }))).toEqual([
      "RED_STATE",
    ]);
    const confirmed = await act(board, seller, "confirmRed", { confirmationId: id });
    expect(confirmed).toMatchObject({ statusCode: "04", transferPeriod: "2026-11" });
    expect(await eventsOf(id)).toContain("invoice.red_confirmed");
    expect(await refused(() => deduct([blue], "NONE"))).toEqual(["RED_IN_PROGRESS"]);
    const POOL = '{ inputPool(period: "2026-11") { transferOut status } }';
    expect((await board.data(POOL, { as: buyer })).inputPool).toEqual({
      transferOut: "39.00",
      status: "OPEN",
    });
    expect((await issue(id)).redInvoiceId).toMatch(/^inv_/);
    expect(await refused(() => issue(id))).toEqual(["RED_STATE"]);
    expect(await refused(() => act(board, buyer, "cancelRed", { confirmationId: id }))).toEqual([
      "RED_STATE",
    ]);
    const LIST = "{ redConfirmations(role: ROLE, status: CONFIRMED, first: 5) { nodes { id } } }";
    for (const [as, role] of [
      [seller, "SELLER"],
      [buyer, "BUYER"],
    ] as const)
      expect((await board.data(LIST.replace("ROLE", role), { as })).redConfirmations.nodes).toEqual([{ id }]);
  });

  it.each([
    ["rejectRed", buyer, "05"],
    ["cancelRed", seller, "08"],
  ] as const)("%s", async (name, as, code) => {
    const blue = await blueInvoice(board, { bookkept: true });
    const { id } = await create(seller, blue);
    expect(await act(board, as, name, { confirmationId: id })).toMatchObject({ statusCode: code });
    expect(await refused(() => issue(id))).toEqual(["RED_NOT_CONFIRMED"]);
  });

  it("06: the seller refuses what the buyer started; nobody else may", async () => {
    const blue = await blueInvoice(board, { bookkept: true });
    const { id } = await create(buyer, blue);
    expect(await refused(() => act(board, buyer, "rejectRed", { confirmationId: id }))).toEqual([
      "RED_STATE",
    ]);
    expect(await refused(() => act(board, seller, "cancelRed", { confirmationId: id }))).toEqual([
      "RED_STATE",
    ]);
    expect(await act(board, seller, "rejectRed", { confirmationId: id })).toMatchObject({ statusCode: "06" });
    expect(await refused(() => act(board, seller, "confirmRed", { confirmationId: id }))).toEqual([
      "RED_STATE",
    ]);
  });

  it("09: withdrawn after both agreed; in the month nothing is transferred, later it is deducted again", async () => {
    const POOL = "query ($period: String!) { inputPool(period: $period) { transferOut } }";
    const out = async (period: string) =>
      Number((await board.data(POOL, { as: buyer, at: LATER, period })).inputPool.transferOut);
    const before = [await out("2026-11"), await out("2026-12")];
    for (const [at, october, restored] of [
      ["2026-11-25T09:00:00+08:00", null, null],
      [LATER, "2026-11", "2026-12"],
    ]) {
      const blue = await blueInvoice(board);
      await deduct([blue]);
      const { id } = await create(buyer, blue, { lines: part("-300.00", "-39.00") });
      expect(await act(board, seller, "confirmRed", { confirmationId: id })).toMatchObject({
        statusCode: "04",
      });
      expect(await refused(() => act(board, seller, "cancelRed", { confirmationId: id }))).toEqual([
        "RED_STATE",
      ]);
      const cancelled = await act(board, buyer, "cancelRed", { confirmationId: id }, at!);
      expect(cancelled).toMatchObject({ statusCode: "09", transferPeriod: october, restorePeriod: restored });
      expect(await refused(() => issue(id, at!))).toEqual(["RED_NOT_CONFIRMED"]);
      expect(await stateOf(blue)).toMatchObject({ status: "NORMAL", red_amount: "0.00" });
    }
    expect(await out("2026-11")).toBe(before[0]! + 39);
    expect(await out("2026-12")).toBe(before[1]! - 39);
  });

  it("a seller at high risk does not confirm, and may still refuse", async () => {
    const blue = await blueInvoice(board, { bookkept: true });
    const { id } = await create(buyer, blue);
    await rowsOf(board, "insert into seller_risk values ($1, 'RED', now(), '虚开')", [T1]);
    try {
      expect(await refused(() => act(board, seller, "confirmRed", { confirmationId: id }))).toEqual([
        "SELLER_RISK_RED",
      ]);
      expect(await act(board, seller, "rejectRed", { confirmationId: id })).toMatchObject({
        statusCode: "06",
      });
    } finally {
      await rowsOf(board, "delete from seller_risk");
    }
  });

  it("an invoice flagged as abnormal is neither confirmed nor reversed", async () => {
    const blue = await blueInvoice(board, { bookkept: true });
    const { id } = await create(seller, blue);
    const flag = (status: string) =>
      rowsOf(board, "update invoice set status = $2 where id = $1", [blue, status]);
    await flag("ABNORMAL");
    expect(await refused(() => create(seller, blue))).toEqual(["INVOICE_ABNORMAL"]);
    expect(await refused(() => act(board, buyer, "confirmRed", { confirmationId: id }))).toEqual([
      "INVOICE_ABNORMAL",
    ]);
    await flag("NORMAL");
    await act(board, buyer, "confirmRed", { confirmationId: id });
    await flag("ABNORMAL");
    expect(await refused(() => issue(id))).toEqual(["INVOICE_ABNORMAL"]);
    await flag("NORMAL");
    expect((await issue(id)).redInvoiceId).toMatch(/^inv_/);
  });

  it.each([
    ["-300.00", "-39.06", true],
    ["-300.00", "-39.07", false],
    ["-300.00", "-38.94", true],
    ["-300.00", "-38.93", false],
    ["-1000.00", "-130.00", true],
  ])("red %s carries its share of the tax: %s", async (amount, tax, fits) => {
    const blue = await blueInvoice(board);
    if (fits) expect((await create(seller, blue, { lines: part(amount, tax) })).id).toMatch(/^red_/);
    else
      expect(await refused(() => create(seller, blue, { lines: part(amount, tax) }))).toEqual([
        "LINE_TAX_TOLERANCE",
      ]);
  });

  it("what is used for an export refund waits for that to be undone", async () => {
    const blue = await blueInvoice(board);
    await deduct([blue], "EXPORT_REFUND");
    expect(await refused(() => create(seller, blue))).toEqual(["BLUE_USED_FOR_EXPORT"]);
    await deduct([blue], "NONE");
    expect(await create(seller, blue)).toMatchObject({ statusCode: "01" });
  });
});

describe("what purchases are used for", () => {
  it("tells every reason of every invoice, and changes none", async () => {
    const [good, abnormal, plain] = await Promise.all([
      blueInvoice(board),
      blueInvoice(board, { status: "ABNORMAL" as never }),
      blueInvoice(board, { kind: "DIGITAL_PLAIN" as never }),
    ]);
    const answer = await deduct([good, abnormal, plain, "inv_none"]);
    expect(answer).toEqual(["INVOICE_ABNORMAL", "INVOICE_NOT_DEDUCTIBLE", "INVOICE_NOT_FOUND"]);
    expect(await refused(() => deduct([good], "DEDUCT", "2026-11", seller))).toEqual(["INVOICE_WRONG_BUYER"]);
    expect(await refused(() => deduct([good], "DEDUCT", "2026-12"))).toEqual(["USAGE_PERIOD_INVALID"]);
    expect(await rowsOf(board, "select usage from invoice where id = $1", [good])).toEqual([
      { usage: "NONE" },
    ]);
  });

  it("is confirmed, revoked, and locked once the period is filed", async () => {
    const blue = await blueInvoice(board, { issuedAt: new Date("2026-10-10T09:00:00+08:00") });
    const period = { period: "2026-10" };
    await deduct([blue], "DEDUCT", "2026-10");
    expect(await refused(() => deduct([blue], "DEDUCT", "2026-11"))).toEqual(["INVOICE_USED"]);
    const confirmed = { count: 1, amount: "1000.00", tax: "130.00", status: "CONFIRMED" };
    expect(await act(board, buyer, "confirmUsage", period)).toMatchObject(confirmed);
    expect(await refused(() => deduct([blue], "NONE", "2026-10"))).toEqual(["USAGE_CONFIRMED"]);
    expect(await act(board, buyer, "revokeUsage", period)).toMatchObject({ status: "REVOKED" });
    expect(await refused(() => act(board, buyer, "revokeUsage", period))).toEqual(["USAGE_NOT_CONFIRMED"]);
    await act(board, buyer, "confirmUsage", period);
    await lockUsage(board.environment.database.writer, T2, "2026-10", new Date());
    for (const name of ["confirmUsage", "revokeUsage"])
      expect(await act(board, buyer, name, period)).toContain("USAGE_LOCKED");
    expect(await deduct([blue], "NONE", "2026-10")).toContain("USAGE_LOCKED");
  });

  it("transferred out of another use: TRANSFER is a use like others, and the period's totals count deductions alone", async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(() => blueInvoice(board, { issuedAt: new Date("2026-09-10T09:00:00+08:00") })),
    );
    for (const [i, usage] of ["TRANSFER", "NOT_DEDUCT", "DEDUCT"].entries())
      expect(await deduct([ids[i]!], usage, "2026-09")).toEqual({ invoiceIds: [ids[i]], period: "2026-09" });
    const totals = { count: 1, amount: "1000.00", tax: "130.00", status: "CONFIRMED" };
    expect(await act(board, buyer, "confirmUsage", { period: "2026-09" })).toMatchObject(totals);
    expect(await act(board, seller, "quickFullRed", { invoiceId: ids[0]!, ...REASON })).toEqual([
      "RED_NOT_CONFIRMED",
    ]);
  });

  it("shows what is open to use page by page, filtered, within the period", async () => {
    const august = { issuedAt: new Date("2026-08-03T09:00:00+08:00") };
    const ids = await Promise.all(Array.from({ length: 5 }, () => blueInvoice(board, august)));
    await blueInvoice(board, { ...august, kind: "DIGITAL_PLAIN" as never });
    await blueInvoice(board, { ...august, kind: "DIGITAL_RAIL" as never });
    const PAGE = `query ($after: String, $kind: InvoiceKind) { inputPool(period: "2026-08") {
      available { count } invoices(first: 2, after: $after, kind: $kind) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { inputPool }: any = await board.data(PAGE, { as: buyer, after, kind: "DIGITAL_SPECIAL" });
      expect(inputPool.available.count).toBe(6);
      seen.push(...inputPool.invoices.nodes.map(({ id }: { id: string }) => id));
      ({ hasNextPage: more, endCursor: after } = inputPool.invoices.pageInfo);
    }
    expect(seen.sort()).toEqual(ids.sort());
  });

  it("in the books: reversing takes both sides", async () => {
    const blue = await blueInvoice(board);
    expect(await refused(() => act(board, seller, "markBookkept", { invoiceIds: [blue] }))).toEqual([
      "INVOICE_WRONG_BUYER",
    ]);
    await act(board, buyer, "markBookkept", { invoiceIds: [blue] });
    expect(await refused(() => act(board, seller, "quickFullRed", { invoiceId: blue, ...REASON }))).toEqual([
      "RED_NOT_CONFIRMED",
    ]);
    expect(await rowsOf(board, "select id from red_confirmation where blue_invoice_id = $1", [blue])).toEqual(
      [],
    );
  });
});

describe("worked example 5: voiding", () => {
  const recovered = (invoiceId: string, at?: string) =>
    act(board, seller, "voidPaperInvoice", { invoiceId, copiesRecovered: true }, at);
  const paper = (day: string) =>
    blueInvoice(board, {
      kind: "VAT_SPECIAL_PAPER" as never,
      code: "3300261130",
      number: String(Math.floor(Math.random() * 90_000_000) + 10_000_000),
      issuedAt: new Date(`${day}T09:00:00+08:00`),
    });
  it("a digital invoice is never voided, one on paper in its month alone", async () => {
    const digital = await blueInvoice(board);
    expect(await refused(() => recovered(digital))).toEqual(["VOID_NOT_ALLOWED_ELECTRONIC"]);
    const old = await paper("2026-10-31");
    expect(await refused(() => recovered(old, "2026-11-01T00:00:00+08:00"))).toEqual(["VOID_PERIOD_PASSED"]);
    expect(
      await refused(() =>
        act(
          board,
          seller,
          "voidPaperInvoice",
          { invoiceId: old, copiesRecovered: false },
          "2026-10-31T12:00:00+08:00",
        ),
      ),
    ).toEqual(["VOID_COPIES_MISSING"]);
    const used = await paper("2026-11-20");
    await act(board, buyer, "markBookkept", { invoiceIds: [used] });
    expect(await refused(() => recovered(used))).toEqual(["VOID_USED"]);
    expect(await recovered(old, "2026-10-31T23:59:59+08:00")).toEqual({ id: old, status: "VOIDED" });
    expect(await refused(() => recovered(old, "2026-10-31T23:59:59+08:00"))).toEqual(["VOID_STATE"]);
    expect(await eventsOf(old)).toContain("invoice.voided");
  });
});
