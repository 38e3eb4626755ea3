import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SampleInvoice } from "./invoice.ts";
import { InvoiceStream, type Load } from "./invoices.ts";

const load = (count: number, more: Partial<Load> = {}): Load => ({
  load: 1,
  count,
  before: 0,
  counters: {},
  ...more,
});

describe("a load of invoices", () => {
  it("is the same each time", () => {
    const again = [...new InvoiceStream(load(500))];
    expect([...new InvoiceStream(load(500))]).toEqual(again);
  });

  it("has exactly as many as asked for, however few", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 50 }), (count, number) => {
        const made = [...new InvoiceStream(load(count, { load: number }))];
        const blues = new Set(made.map(({ id }) => id));
        return (
          made.length === count &&
          made.every(({ blueInvoiceId }) => blueInvoiceId === null || blues.has(blueInvoiceId))
        );
      }),
      { numRuns: 40 },
    ));

  it("prints no code and number twice, whatever the kinds", () => {
    const printed = [...new InvoiceStream(load(20_000))].flatMap(({ code, number, paperNumber }) =>
      code ? [`${code}-${paperNumber ?? number}`] : [],
    );
    expect(printed.length).toBeGreaterThan(1_000);
    expect(new Set(printed).size).toBe(printed.length);
  });

  it("takes goods back and stops services, never the other way round", () => {
    const whole = [...new InvoiceStream(load(20_000))].filter(({ remark }) => /退回|中止/.test(remark ?? ""));
    expect(whole.filter(({ remark }) => remark!.includes("中止")).length).toBeGreaterThan(0);
    for (const { remark, lines } of whole)
      expect(remark!.includes("退回")).toBe(lines[0]!.taxClassCode.startsWith("1"));
  });

  it("repeats no number and no id of an earlier one", () => {
    const stream = new InvoiceStream(load(20_000));
    const invoices = [...stream];
    const byId = new Set(invoices.map(({ id }) => id));
    const later = [
      ...new InvoiceStream({ load: 2, count: 2_000, before: 20_000, counters: stream.counters() }),
    ];
    const key = ({ code, number }: SampleInvoice) => (number.length === 20 ? number : `${code}-${number}`);
    const taken = new Set(invoices.map(key));
    expect(later.filter((invoice) => taken.has(key(invoice)) || byId.has(invoice.id))).toEqual([]);
  });
});
