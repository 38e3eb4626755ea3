import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { dateTime } from "../../platform/clock.ts";
import { parameterOn, verificationParameters } from "./parameters.ts";
import {
  agrees,
  type Compared,
  compared,
  identityOf,
  nextDay,
  numberIsOfKind,
  parametersMissing,
  proofOf,
  timing,
} from "./verification.rules.ts";
import type { VerificationRequest } from "./verification.ts";

const DIGITAL = "26332000000012345678";
const asked = (more: Partial<VerificationRequest> = {}): VerificationRequest => ({
  number: DIGITAL,
  issuedOn: "2026-11-23",
  ...more,
});
const missing = (request: VerificationRequest) =>
  parametersMissing(request, ["input"]).map(({ path, details }) =>
    [path!.at(-1), ...((details?.anyOf as string[]) ?? [])].join("|"),
  );

describe("what a kind is verified by", () => {
  it.each(Object.values(InvoiceKind))("%s: its proof, and nothing less", (kind) => {
    const number = kind.startsWith("DIGITAL") ? DIGITAL : "12345678";
    const code = kind.startsWith("DIGITAL") ? null : "033002600199";
    const proof = proofOf[kind];
    const value = proof === "checkCode6" ? "123456" : 100n;
    expect(missing(asked({ kind, number, code }))).toEqual([proof]);
    expect(missing(asked({ kind, number, code, [proof]: value }))).toEqual([]);
    for (const other of ["amountEx", "totalIncl", "checkCode6"].filter((name) => name !== proof))
      expect(
        missing(asked({ kind, number, code, [other]: other === "checkCode6" ? "123456" : 100n })),
      ).toEqual([proof]);
  });

  it("names everything that is missing at once", () => {
    expect(missing(asked({ kind: InvoiceKind.VAT_SPECIAL_PAPER, number: "12345678" }))).toEqual([
      "code",
      "amountEx",
    ]);
    expect(missing(asked({ number: "12345678" }))).toEqual([
      "code",
      "amountEx|amountEx|totalIncl|checkCode6",
    ]);
  });

  it.each([
    ["033002600111", ["checkCode6"]],
    ["033002600104", ["checkCode6"]],
    ["033002600106", ["checkCode6"]],
    ["033002600112", ["checkCode6"]],
    ["033002600113", ["amountEx"]],
  ])("is told by the ending of the code %s when no kind is given", (code, expected) => {
    expect(missing(asked({ number: "12345678", code }))).toEqual(expected);
    expect(missing(asked({ number: "12345678", code, totalIncl: 1n }))).toEqual(expected);
  });

  it("is only hinted at by position 8 of a 10-digit code, so any proof will do", () => {
    const special = asked({ number: "12345678", code: "3300261130" });
    expect(missing(special)).toEqual(["amountEx|amountEx|totalIncl|checkCode6"]);
    expect(missing(asked({ number: "12345678", code: "3300261330" }))).toEqual([
      "checkCode6|checkCode6|amountEx|totalIncl",
    ]);
    for (const proof of [{ amountEx: 1n }, { totalIncl: 1n }, { checkCode6: "123456" }])
      expect(missing({ ...special, ...proof })).toEqual([]);
  });

  it("of a 20-digit number without a kind is the total, or the amount of a railway ticket", () => {
    expect(missing(asked())).toEqual(["totalIncl|totalIncl|amountEx"]);
    expect(missing(asked({ totalIncl: 1n }))).toEqual([]);
    expect(missing(asked({ amountEx: 1n }))).toEqual([]);
    expect(missing(asked({ checkCode6: "123456" }))).toEqual(["totalIncl|totalIncl|amountEx"]);
  });
});

describe("the number", () => {
  it.each([
    [asked(), undefined],
    [asked({ number: "27332000000012345678" }), "INVOICE_NUMBER_FORMAT"],
    [asked({ kind: InvoiceKind.DIGITAL_PLAIN, number: "12345678" }), "INVOICE_NUMBER_FORMAT"],
    [asked({ kind: InvoiceKind.VAT_PLAIN_ROLL }), "INVOICE_NUMBER_FORMAT"],
    [asked({ kind: InvoiceKind.VAT_PLAIN_ROLL, number: "12345678" }), undefined],
    [asked({ kind: InvoiceKind.DIGITAL_PAPER_PLAIN, number: "12345678" }), undefined],
    [asked({ kind: InvoiceKind.DIGITAL_PAPER_PLAIN }), undefined],
  ])("of %j", (request, code) => expect(numberIsOfKind(request, "2026-11-23", ["input"])?.code).toBe(code));

  it("with its code is what look-ups are counted by", () => {
    expect(identityOf({ number: DIGITAL, code: "3300261130" })).toBe(DIGITAL);
    expect(identityOf({ number: "12345678", code: "3300261130" })).toBe("3300261130-12345678");
  });
});

describe("the window", () => {
  const outcome = (request: VerificationRequest, today: string) => timing(request, today)?.outcome;
  const paper = asked({ number: "12345678", code: "3300261130" });

  it.each([
    [asked({ issuedOn: "2021-11-23" }), "2026-11-23", undefined],
    [asked({ issuedOn: "2021-11-23" }), "2026-11-24", "OUT_OF_WINDOW"],
    [asked({ issuedOn: "2024-02-29" }), "2029-02-28", undefined],
    [asked({ issuedOn: "2024-02-29" }), "2029-03-01", "OUT_OF_WINDOW"],
    [asked(), "2026-11-23", undefined],
    [asked(), "2026-11-22", "NOT_YET"],
    [paper, "2026-11-23", "NOT_YET"],
    [paper, "2026-11-24", undefined],
    [{ ...paper, kind: InvoiceKind.DIGITAL_PAPER_SPECIAL }, "2026-11-23", undefined],
    [{ ...paper, issuedOn: "2021-11-23" }, "2026-11-23", undefined],
    [{ ...paper, issuedOn: "2021-11-23" }, "2026-11-24", "OUT_OF_WINDOW"],
  ])("%j on %s", (request, today, expected) => expect(outcome(request, today)).toBe(expected));

  it("says from when on to ask", () => {
    expect(dateTime(timing(paper, "2026-11-23")!.retryAt!)).toBe("2026-11-24T00:00:00+08:00");
    expect(dateTime(timing(asked(), "2026-11-22")!.retryAt!)).toBe("2026-11-23T00:00:00+08:00");
    expect(timing(asked({ issuedOn: "2020-01-01" }), "2026-11-23")!.retryAt).toBeNull();
  });

  it("was one year once", () => {
    expect(outcome({ ...paper, issuedOn: "2019-01-01" }, "2020-01-01")).toBeUndefined();
    expect(outcome({ ...paper, issuedOn: "2019-01-01" }, "2020-01-02")).toBe("OUT_OF_WINDOW");
  });

  it("and the counters turn at midnight in Shanghai", () =>
    expect(nextDay("2026-11-23").toISOString()).toBe("2026-11-23T16:00:00.000Z"));
});

describe("parameters", () => {
  it.each(Object.keys(verificationParameters) as (keyof typeof verificationParameters)[])(
    "%s has one value on each day, with its source",
    (name) => {
      const rows = verificationParameters[name];
      for (const [i, { validFrom, validTo, source }] of rows.entries()) {
        expect(source).not.toBe("");
        const next = rows[i + 1];
        if (!next) expect(validTo).toBeUndefined();
        else
          expect(
            new Date(`${next.validFrom}T00:00:00Z`).getTime() - new Date(`${validTo}T00:00:00Z`).getTime(),
          ).toBe(86_400_000);
        expect(validFrom < (validTo ?? "9999")).toBe(true);
      }
      expect(() => parameterOn(name, "2016-12-31")).toThrow("no value");
    },
  );
});

describe("the comparison", () => {
  const invoice: Compared = {
    kind: InvoiceKind.DIGITAL_PLAIN,
    code: null,
    issuedOn: "2026-11-23",
    amount: 100_00n,
    total: 113_00n,
    checkCode: null,
  };

  const cases: [Partial<VerificationRequest>, string][] = [
    [{ totalIncl: 113_00n }, "MATCH"],
    [{ totalIncl: 113_01n }, "MISMATCH"],
    [{ totalIncl: 112_99n }, "MISMATCH"],
    [{ totalIncl: 113_00n, amountEx: 100_00n }, "MATCH"],
    [{ totalIncl: 113_00n, amountEx: 100_01n }, "MISMATCH"],
    [{ amountEx: 100_00n }, "MISMATCH"],
    [{ totalIncl: 113_00n, issuedOn: "2026-11-22" }, "MISMATCH"],
    [{ totalIncl: 113_00n, kind: InvoiceKind.DIGITAL_PLAIN }, "MATCH"],
    [{ totalIncl: 113_00n, kind: InvoiceKind.DIGITAL_SPECIAL }, "MISMATCH"],
    [{ totalIncl: 113_00n, code: "3300261130" }, "MISMATCH"],
    [{ totalIncl: 113_00n, checkCode6: "000000" }, "MISMATCH"],
    [{ totalIncl: -113_00n }, "MISMATCH"],
  ];
  it.each(cases.map(([more, outcome]) => [Object.entries(more).join(" "), outcome, more] as const))(
    "of %s is a %s",
    (_, outcome, more) => expect(compared(asked(more), invoice)).toBe(outcome),
  );

  it("takes the last six digits of the check code", () => {
    const plain = {
      ...invoice,
      kind: InvoiceKind.VAT_PLAIN_PAPER,
      code: "033002600104",
      checkCode: "12345678901234567890",
    };
    const request = asked({ number: "12345678", code: "033002600104" });
    expect(agrees({ ...request, checkCode6: "567890" }, plain)).toBe(true);
    expect(agrees({ ...request, checkCode6: "123456" }, plain)).toBe(false);
  });

  it("wants the kind's own proof, also where the request does not say the kind", () => {
    const plain = {
      ...invoice,
      kind: InvoiceKind.VAT_PLAIN_PAPER,
      code: "3300261320",
      checkCode: "12345678901234567890",
    };
    const request = asked({ number: "12345678", code: "3300261320" });
    expect(parametersMissing({ ...request, amountEx: 100_00n }, [])).toEqual([]);
    expect(agrees({ ...request, amountEx: 100_00n, totalIncl: 113_00n }, plain)).toBe(false);
    expect(agrees({ ...request, checkCode6: "567890" }, plain)).toBe(true);
  });

  it("finds nothing where there is nothing, whatever is asked", () =>
    fc.assert(
      fc.property(
        fc.record({ totalIncl: fc.bigInt(-10n, 10n), amountEx: fc.option(fc.bigInt(-10n, 10n)) }),
        (more) => {
          expect(compared(asked({ ...more, issuedOn: "" }), undefined)).toBe("NOT_FOUND");
        },
      ),
    ));

  it("matches only when every given amount is equal", () =>
    fc.assert(
      fc.property(
        fc.bigInt(11_299n, 11_301n),
        fc.option(fc.bigInt(9_999n, 10_001n)),
        (totalIncl, amountEx) => {
          const equal = totalIncl === invoice.total && (amountEx === null || amountEx === invoice.amount);
          expect(compared(asked({ totalIncl, amountEx }), invoice)).toBe(equal ? "MATCH" : "MISMATCH");
        },
      ),
    ));
});
