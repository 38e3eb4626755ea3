import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { Invoice } from "../invoices/invoice.ts";
import { InvoiceLine } from "../invoices/invoice-line.ts";
import { registry } from "../registry/subgraph.ts";
import { InvoiceStream } from "./invoices.ts";
import { loadSampleData } from "./load.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeEach(async () => void (database = await testDatabase([...registry.models, Invoice, InvoiceLine])));
afterEach(() => database.drop());

const counts = async () => {
  const { rows } = await database.reader.query(
    `select (select count(*)::int from region) as regions, (select count(*)::int from taxpayer) as taxpayers,
            (select count(*)::int from invoice) as invoices, (select count(distinct number)::int from invoice where length(number) = 20) as digital,
            (select count(*)::int from invoice_line) as lines`,
  );
  return rows[0];
};
/** A hash over every stored invoice and line, in the order of their ids. */
const fingerprint = async () => {
  const { rows } = await database.reader.query<{ hash: string }>(
    `select md5(string_agg(i::text, '' order by i.id)) || md5((select string_agg(l::text, '' order by l.invoice_id, l.no) from invoice_line l)) as hash from invoice i`,
  );
  return rows[0]!.hash;
};

describe("loading the sample", () => {
  it("stores the registry and the invoices with their lines, as they were made", async () => {
    const loaded = await loadSampleData(database, { invoices: 300, chunk: 100 });
    const made = [...new InvoiceStream({ load: 1, count: 300, before: 0, counters: {} })];
    const lines = made.reduce((sum, invoice) => sum + invoice.lines.length, 0);
    expect(await counts()).toMatchObject({ taxpayers: 213, invoices: 300, lines });
    expect(loaded.invoices).toBe(300);
    const one = made.find(({ lines: [first] }) => first!.quantity?.includes("."))!;
    const { rows } = await database.reader.query(
      `select i.number, i.issued_at as "issuedAt", i.issued_on as "issuedOn", i.total, i.seller_name as "sellerName", i.bookkept, l.quantity, l.unit_price as "unitPrice", l.tax_rate as "taxRate"
       from invoice i join invoice_line l on l.invoice_id = i.id where i.id = $1 and l.no = 1`,
      [one.id],
    );
    expect(rows[0]).toMatchObject({
      number: one.number,
      issuedAt: new Date(one.issuedAt),
      issuedOn: one.issuedOn,
      sellerName: one.sellerName,
      bookkept: one.bookkept,
    });
    expect(rows[0].total.replace(".", "")).toBe(String(one.total));
    expect(Number(rows[0].quantity)).toBe(Number(one.lines[0]!.quantity));
    expect(Number(rows[0].unitPrice)).toBe(Number(one.lines[0]!.unitPrice));
    expect(Number(rows[0].taxRate)).toBe(Number(one.lines[0]!.taxRate));
  });

  it("happens once, also when many start at the same time", async () => {
    await Promise.all([1, 2, 3].map(() => loadSampleData(database, { invoices: 200 })));
    const before = await counts();
    expect(before).toMatchObject({ taxpayers: 213, invoices: 200 });
    expect(await loadSampleData(database, { invoices: 200 })).toMatchObject({ invoices: 0, rows: 0 });
    expect(await counts()).toEqual(before);
  });

  it("does not wait for another's long load when it has enough", async () => {
    await loadSampleData(database, { invoices: 100 });
    const other = await database.writer.connect();
    try {
      await other.query("select pg_advisory_lock(hashtext('sample_load'))");
      expect(await loadSampleData(database, { invoices: 100 })).toMatchObject({ rows: 0 });
    } finally {
      other.release(true);
    }
  });

  it("that was stopped half-way is continued to the same end", async () => {
    await loadSampleData(database, { invoices: 300, chunk: 50 });
    const whole = await fingerprint();
    await database.writer.query("delete from invoice_line");
    await database.writer.query("delete from invoice");
    await database.writer.query("delete from sample_load where load > 0");

    const stop = new Error("the machine stopped");
    const stopped = loadSampleData(database, {
      invoices: 300,
      chunk: 50,
      progress: (done) => {
        if (done === 150) throw stop;
      },
    });
    await expect(stopped).rejects.toBe(stop);
    expect(await counts()).toMatchObject({ invoices: 150 });
    expect(await loadSampleData(database, { invoices: 300, chunk: 70 })).toMatchObject({ invoices: 150 });
    expect(await fingerprint()).toBe(whole);
  });

  it("grows to a larger number without giving a number twice", async () => {
    await loadSampleData(database, { invoices: 200 });
    const told: [number, number][] = [];
    expect(
      await loadSampleData(database, { invoices: 450, chunk: 100, progress: (...at) => told.push(at) }),
    ).toMatchObject({ invoices: 250 });
    expect(told).toEqual([
      [200, 450],
      [300, 450],
      [400, 450],
      [450, 450],
    ]);
    const { invoices, digital } = await counts();
    expect(invoices).toBe(450);
    const { rows } = await database.reader.query(
      "select count(*)::int as n from invoice where length(number) = 20",
    );
    expect(digital).toBe(rows[0].n);
  });
});
