import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { fen, yuan } from "../../platform/money.ts";
import { BuyerKind } from "../issuing/issue-input.ts";
import { tidied, uniformName, whyNotHeader } from "./buyer-header.rules.ts";
import { faceCounts } from "./face.rules.ts";
import { invoiceLine, orderedInvoice, type StoredOrderLine, unitPriceOf } from "./order-lines.ts";
import {
  contactsAreDue,
  earliestDeadline,
  filingMonthOf,
  prefixIsLong,
  termOf,
  whyNotMove,
} from "./request.rules.ts";
import {
  afterMove,
  InvoiceRequestStatus,
  REQUEST_MOVES,
  type RequestMove,
  requestStateAt,
} from "./request-states.ts";

const at = (text: string) => new Date(`${text}+08:00`);
const STATES = Object.values(InvoiceRequestStatus);
const MOVES = Object.keys(REQUEST_MOVES) as RequestMove[];

describe("the states of a request", () => {
  it.each<[RequestMove, Partial<Record<string, string>>]>([
    ["FILL", { CREATED: "FILLED", FILLED: "FILLED" }],
    ["START", { FILLED: "ISSUING" }],
    ["SUCCEED", { ISSUING: "ISSUED" }],
    ["FAIL", { ISSUING: "FAILED" }],
    ["EXPIRE", { CREATED: "EXPIRED", FILLED: "EXPIRED" }],
    ["CANCEL", { CREATED: "CANCELLED", FILLED: "CANCELLED" }],
  ])("%s goes from %j and from nowhere else", (move, legal) => {
    for (const state of STATES) {
      expect(afterMove(state, move)).toBe(legal[state]);
      expect(whyNotMove(move, state) === undefined).toBe(state in legal);
    }
  });

  it("whatever is done to a request, it is issued once at most, and never leaves its end", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 30 }), (moves) => {
        let state = InvoiceRequestStatus.CREATED;
        let issued = 0;
        const ended = new Set(["ISSUED", "FAILED", "EXPIRED", "CANCELLED"]);
        for (const move of moves) {
          const next = afterMove(state, move);
          if (ended.has(state)) expect(next).toBeUndefined();
          if (next === InvoiceRequestStatus.ISSUING) expect(state).toBe("FILLED");
          if (next === InvoiceRequestStatus.ISSUED) issued += 1;
          state = next ?? state;
        }
        expect(issued).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ["CREATED", "FILL", undefined],
    ["ISSUING", "FILL", "QR_USED"],
    ["ISSUED", "FILL", "QR_USED"],
    ["FAILED", "FILL", "QR_USED"],
    ["EXPIRED", "FILL", "QR_EXPIRED"],
    ["CANCELLED", "FILL", "QR_EXPIRED"],
    ["CREATED", "START", "HEADER_INCOMPLETE"],
    ["ISSUED", "START", "QR_USED"],
    ["EXPIRED", "START", "QR_EXPIRED"],
    ["CANCELLED", "START", "INVOICE_REQUEST_STATE"],
    ["FAILED", "START", "INVOICE_REQUEST_STATE"],
    ["ISSUED", "CANCEL", "QR_USED"],
    ["CANCELLED", "CANCEL", "INVOICE_REQUEST_STATE"],
  ] as const)("%s, %s: %s", (state, move, code) => {
    expect(whyNotMove(move, InvoiceRequestStatus[state])?.code).toBe(code);
  });

  it.each([
    ["CREATED", "2026-12-15T23:59:59.999", "CREATED"],
    ["CREATED", "2026-12-16T00:00:00", "EXPIRED"],
    ["FILLED", "2026-12-16T00:00:00", "EXPIRED"],
    ["ISSUED", "2027-12-16T00:00:00", "ISSUED"],
    ["CANCELLED", "2027-12-16T00:00:00", "CANCELLED"],
  ] as const)("%s at %s is %s", (state, now, expected) => {
    const end = at("2026-12-16T00:00:00");
    expect(requestStateAt(InvoiceRequestStatus[state], end, at(now))).toBe(expected);
  });
});

describe("how long a code is good", () => {
  it.each([
    ["2026-10-31", "MONTH", 2026, 11],
    ["2026-12-01", "MONTH", 2027, 1],
    ["2026-11-23", "QUARTER", 2027, 1],
    ["2026-09-30", "QUARTER", 2026, 10],
    ["2026-01-01", "QUARTER", 2026, 4],
    ["2026-06-30", "HALF_YEAR", 2026, 7],
    ["2026-02-01", "YEAR", 2027, 1],
    ["2026-02-28", "ONCE", 2026, 3],
  ] as const)("a sale of %s, filed by %s, is filed in %i-%i", (day, cycle, year, month) => {
    expect(filingMonthOf(day, cycle)).toEqual({ year, month });
  });

  it("knows the earliest end of a filing whose holidays are not announced", () => {
    expect(earliestDeadline({ year: 2027, month: 1 })).toBe("2027-01-15");
  });

  const now = at("2026-11-23T12:00:00");
  it.each([
    ["30 days", { soldAt: at("2026-11-01T09:00:00"), closesOn: "2026-12-15" }, "2026-12-01T09:00:00"],
    ["not past the period", { soldAt: now, closesOn: "2026-12-15" }, "2026-12-16T00:00:00"],
    [
      "as asked for",
      { soldAt: now, asked: at("2026-11-23T12:00:01"), closesOn: "2026-12-15" },
      "2026-11-23T12:00:01",
    ],
    [
      "up to the last instant",
      { soldAt: now, asked: at("2026-12-16T00:00:00"), closesOn: "2026-12-15" },
      "2026-12-16T00:00:00",
    ],
  ])("%s", (_, given, expected) => {
    const { expiresAt, problem } = termOf({ days: 30, ...given }, now);
    expect(problem).toBeUndefined();
    expect(expiresAt).toEqual(at(expected));
  });

  it.each([
    ["a sale of tomorrow", { soldAt: at("2026-11-24T00:00:00"), closesOn: "2026-12-15" }],
    ["an end that is now", { soldAt: now, asked: now, closesOn: "2026-12-15" }],
    ["an end past the period", { soldAt: now, asked: at("2026-12-16T00:00:00.001"), closesOn: "2026-12-15" }],
    ["a sale whose period is closed", { soldAt: at("2026-10-20T00:00:00"), closesOn: "2026-11-16" }],
  ])("is refused: %s", (_, given) => {
    expect(termOf({ days: 30, ...given }, now).problem?.code).toBe("QR_TERM_INVALID");
  });

  it("what a buyer is reached by is due after 90 days to the millisecond", () => {
    const filled = at("2026-08-25T12:00:00");
    expect(contactsAreDue(filled, 90, at("2026-11-23T11:59:59.999"))).toBe(false);
    expect(contactsAreDue(filled, 90, at("2026-11-23T12:00:00"))).toBe(true);
  });
});

describe("the header", () => {
  const A = { name: "样例制造（杭州）有限公司", kind: "ENTERPRISE" };
  const header = (differs: object = {}) =>
    tidied({ kind: BuyerKind.ENTERPRISE, name: A.name, tin: "91330106MA2DEM017U", ...differs });
  const codes = (differs: object, kind = InvoiceKind.DIGITAL_PLAIN, registered: typeof A | undefined = A) =>
    whyNotHeader(header(differs), kind, registered).map(({ code, path }) => [code, path!.at(-1)]);

  it.each<[string, object, [string, string][]]>([
    ["complete", {}, []],
    ["half-width brackets and spaces", { name: " 样例制造(杭州)有限公司 " }, []],
    ["no number", { tin: null }, [["HEADER_INCOMPLETE", "tin"]]],
    ["no name", { name: "  " }, [["HEADER_INCOMPLETE", "name"]]],
    ["the name of another", { name: "B Co." }, [["BUYER_TIN_MISMATCH", "tin"]]],
    ["a person without a number", { kind: BuyerKind.PERSON, name: "张伟", tin: null }, []],
    ["a body without a number", { kind: BuyerKind.GOV, name: "某局", tin: null }, []],
    ["a wrong e-mail", { email: "nobody" }, [["CONTACT_INVALID", "email"]]],
    ["a wrong mobile", { mobile: "12345678901" }, [["CONTACT_INVALID", "mobile"]]],
    ["contacts", { email: "li@ex.cn", mobile: "13812345678" }, []],
    ["an address too long", { address: "路".repeat(101) }, [["INVOICE_TEXT_LENGTH", "address"]]],
    [
      "all at once",
      { tin: null, email: "x", phone: "1".repeat(31) },
      [
        ["HEADER_INCOMPLETE", "tin"],
        ["INVOICE_TEXT_LENGTH", "phone"],
        ["CONTACT_INVALID", "email"],
      ],
    ],
  ])("%s", (_, differs, expected) => expect(codes(differs)).toEqual(expected));

  it("for a special invoice is nobody's without a number, and no natural person's", () => {
    const special = InvoiceKind.DIGITAL_SPECIAL;
    expect(codes({ kind: BuyerKind.GOV, tin: null }, special)).toEqual([["HEADER_INCOMPLETE", "tin"]]);
    expect(codes({ kind: BuyerKind.PERSON, tin: null }, special)).toEqual([
      ["SPECIAL_TO_NATURAL_PERSON", "kind"],
    ]);
  });

  it("treats a number nobody has, and a natural person's, as one of another name", () => {
    const person = { name: A.name, kind: "NATURAL_PERSON" };
    expect(codes({}, InvoiceKind.DIGITAL_PLAIN, person)).toEqual([["BUYER_TIN_MISMATCH", "tin"]]);
    expect(whyNotHeader(header(), InvoiceKind.DIGITAL_PLAIN, undefined)).toMatchObject([
      { code: "BUYER_TIN_MISMATCH" },
    ]);
    expect(whyNotHeader(header(), InvoiceKind.DIGITAL_PLAIN, undefined)[0]!.details).toBeUndefined();
  });

  it.each([
    ["a  b\tc", "a b c"],
    ["样例(杭州)", "样例（杭州）"],
    ["e\u0301", "\u00e9"],
  ])("makes %j uniform", (name, expected) => expect(uniformName(name)).toBe(expected));

  it("search begins with the fourth character", () => {
    expect(prefixIsLong("杭州")?.code).toBe("QUERY_TOO_SHORT");
    expect(prefixIsLong("杭州西")?.code).toBe("QUERY_TOO_SHORT");
    expect(prefixIsLong("杭州西湖")).toBeUndefined();
  });
});

describe("an order", () => {
  const line = (differs: Partial<StoredOrderLine> = {}): StoredOrderLine => ({
    name: "便携式计算机",
    taxClassCode: "1090511010000000000",
    model: null,
    unit: null,
    quantity: null,
    amountInclTax: "113.00",
    taxRate: "0.13",
    preferential: null,
    discountOf: null,
    ...differs,
  });
  const buyer = { kind: BuyerKind.PERSON, name: "张伟" };

  it("of 113.00 at 13 % is 100.00 and 13.00", () => {
    const { amount, taxAmount, total } = orderedInvoice(InvoiceKind.DIGITAL_PLAIN, [line()], buyer);
    expect([amount, taxAmount, total]).toEqual([100_00n, 13_00n, 113_00n]);
  });

  it.each([
    ["3", "33.3333333333333"],
    ["7", "14.2857142857143"],
    ["100", "1"],
    ["0.001", "100000"],
    ["0", null],
    ["x", null],
  ])("of %s has the unit price %s", (quantity, price) => {
    expect(unitPriceOf(100_00n, quantity)).toBe(price);
  });

  it("its parts always add up, and its prices fit on an invoice", () => {
    const cents = fc.bigInt({ min: 1n, max: 99_999_999_999n });
    const rate = fc.constantFrom("0.13", "0.09", "0.06", "0.03", "0.01", "0");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cents, rate, fc.integer({ min: 1, max: 9999 })), { minLength: 1 }),
        (parts) => {
          const lines = parts.map(([gross, taxRate, quantity]) =>
            line({ amountInclTax: yuan(gross), taxRate, quantity: String(quantity) }),
          );
          const { amount, taxAmount, total } = orderedInvoice(InvoiceKind.DIGITAL_PLAIN, lines, buyer);
          expect(amount + taxAmount).toBe(total);
          for (const stored of lines) {
            const { unitPrice, amount: net, taxAmount: tax } = invoiceLine(stored);
            expect(net + tax).toBe(fen(stored.amountInclTax));
            expect(unitPrice!.length).toBeLessThanOrEqual(17);
          }
        },
      ),
    );
  });
});

describe("a verification", () => {
  const now = at("2026-11-23T12:00:00");
  const on = (lastFaceAt: string | null, faceSpentAt: string | null = null) => ({
    bound: true,
    lastFaceAt: lastFaceAt ? at(lastFaceAt) : null,
    faceSpentAt: faceSpentAt ? at(faceSpentAt) : null,
  });
  it.each([
    ["never", on(null), 30, false],
    ["30 days ago", on("2026-10-24T12:00:00"), 30, true],
    ["a moment more", on("2026-10-24T11:59:59"), 30, false],
    ["used, where it holds for days", on("2026-11-23T11:58:00", "2026-11-23T11:58:00"), 30, true],
    ["at hand, where each invoice needs one", on("2026-11-23T11:58:00"), 0, true],
    ["used, where each invoice needs one", on("2026-11-23T11:58:00", "2026-11-23T11:58:00"), 0, false],
    ["newer than the one that was used", on("2026-11-23T11:58:00", "2026-11-23T11:50:00"), 0, true],
    ["an hour old, where each invoice needs one", on("2026-11-23T11:00:00"), 0, false],
    ["on a device that is unbound", { ...on("2026-11-23T11:58:00"), bound: false }, 30, false],
  ] as const)("%s", (_, device, days, expected) => expect(faceCounts(device, days, now)).toBe(expected));
});
