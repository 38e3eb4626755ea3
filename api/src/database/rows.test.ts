import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Consent } from "../consents/consent.ts";
import { Invoice } from "../invoices/invoice.ts";
import { InvoiceLine } from "../invoices/invoice-line.ts";
import { aLine, anInvoice, readerFor, store, T1, T2, T3 } from "../invoices/testing.ts";
import type { Caller } from "../platform/caller.ts";
import { Context } from "../platform/context.ts";
import { testEnvironment } from "../platform/testing.ts";
import { inTransaction, type Queryable } from "../platform/transaction.ts";
import { Taxpayer } from "../registry/taxpayer.ts";
import { entities } from "../subgraphs.ts";

/* Row-level security as the database itself enforces it: every statement here leaves ownership out on purpose. */

let environment: Awaited<ReturnType<typeof testEnvironment>>;
const ours = anInvoice({ sellerId: T1, buyerId: T2 });
const theirs = anInvoice({ sellerId: T3, buyerId: null });

beforeAll(async () => {
  environment = await testEnvironment(entities);
  await store(environment.database, Invoice, [ours, theirs]);
  await store(environment.database, InvoiceLine, [aLine(ours.id, 1), aLine(theirs.id, 1)]);
});
afterAll(() => environment.close());

/** Runs statements as whatever slipped them into a write of the caller's. */
function within<T>(caller: Caller, work: (sql: Queryable) => Promise<T>): Promise<T> {
  const context = new Context(environment, caller, "r");
  return (context.em as EntityManager).transactional(() => work(inTransaction(context)));
}
const refusedAs = (code: string) => expect.objectContaining({ code });
const NO = "42501";
const ids = async (sql: Queryable, table = "invoice", column = "id") =>
  (await sql.query<{ id: string }>(`select ${column} as id from ${table} order by 1`)).rows.map(
    ({ id }) => id,
  );

describe("in a write", () => {
  it("the database shows a caller its own rows, and the parts of its own rows, alone", async () => {
    for (const [caller, expected] of [
      [readerFor(T1), [ours.id]],
      [readerFor(T2), [ours.id]],
      [readerFor(T3), [theirs.id]],
      [readerFor("tp_nobody"), []],
      [{ kind: "PUBLIC", scopes: [] }, []],
      [{ kind: "APP", appId: "app_1", scopes: ["invoice:read"] }, []],
    ] as [Caller, string[]][])
      await within(caller, async (sql) => {
        expect(await ids(sql)).toEqual(expected);
        expect(await ids(sql, "invoice_line", "invoice_id")).toEqual(expected);
      });
  });

  it("another's row is changed by nobody, nor is one's own given away", async () => {
    await within(readerFor(T1), async (sql) => {
      const all = "update invoice set remark = 'seen' returning id";
      expect((await sql.query<{ id: string }>(all)).rows).toEqual([{ id: ours.id }]);
      expect((await sql.query("delete from invoice where id = $1", [theirs.id])).rowCount).toBe(0);
    });
    await expect(
      within(readerFor(T1), (sql) => sql.query("update invoice set seller_id = $1, buyer_id = null", [T3])),
    ).rejects.toEqual(refusedAs(NO));
    await expect(
      within(readerFor(T1), (sql) => sql.query("update invoice_line set invoice_id = $1", [theirs.id])),
    ).rejects.toEqual(refusedAs(NO));
  });

  it.each<[purpose: string, seller: string[], buyer: string[]]>([
    ["BOOKKEEPING", [ours.id], [ours.id]],
    ["INVOICING", [ours.id], []],
    ["EXPENSE", [], [ours.id]],
    ["CREDIT_ASSESSMENT", [], []],
  ])("the database leaves of invoices what the purpose %s leaves", async (purpose, seller, buyer) => {
    for (const [taxpayer, expected] of [
      [T1, seller],
      [T2, buyer],
    ] as const)
      await within(readerFor(taxpayer, { purpose }), async (sql) => {
        expect(await ids(sql)).toEqual(expected);
        expect(await ids(sql, "invoice_line", "invoice_id")).toEqual(expected);
        const all = "update invoice set remark = 'seen' returning id";
        expect((await sql.query<{ id: string }>(all)).rows.map(({ id }) => id)).toEqual(expected);
      });
  });

  it.each([
    "insert into rule_version select * from rule_version limit 0",
    "update rule_version set valid_to = '2026-01-01'",
    "insert into holiday_arrangement select * from holiday_arrangement limit 0",
    "update deadline_override set withdrawn_at = now()",
    "delete from lottery_campaign",
    "update lottery_draw set status = 'VOIDED'",
    "insert into lottery_winner (draw_id, place, entry_id) values ('drw_1', 1, 'lte_1')",
    "select * from lottery_winner",
    "select * from lottery_seed",
    "select * from outbox_event",
  ])("a taxpayer writes nothing that is published, nor reads what is not: %s", async (text) => {
    await expect(within(readerFor(T1), (sql) => sql.query(text))).rejects.toEqual(refusedAs(NO));
  });

  it("a row of another taxpayer cannot be made", async () => {
    const made = (taxpayer: string) =>
      within(readerFor(T1), (sql) =>
        sql.query(
          "insert into verified_match (day, app_id, taxpayer_id, request_hash, answer) values ('2026-10-15', $1, $2, 'h', 'a')",
          [readerFor(T1).appId, taxpayer],
        ),
      );
    await expect(made(T3)).rejects.toEqual(refusedAs(NO));
    expect((await made(T1)).rowCount).toBe(1);
  });

  it("a statement slipped in cannot change who is calling", async () => {
    const claim = "select set_config('open_tax.caller', $1, true)";
    const forged = JSON.stringify({ taxpayerId: T3, exp: Math.floor(Date.now() / 1000) + 600 });
    await expect(
      within(readerFor(T1), async (sql) => {
        await sql.query(claim, [forged]);
        return ids(sql);
      }),
    ).rejects.toEqual(refusedAs(NO));
    const seal = environment.database.seal(readerFor(T1))["open_tax.seal"]!;
    await expect(
      within(readerFor(T1), async (sql) => {
        await sql.query(`${claim}, set_config('open_tax.seal', $2, true)`, [forged, seal]);
        return ids(sql);
      }),
    ).rejects.toEqual(refusedAs(NO));
    await within(readerFor(T1), async (sql) => {
      await sql.query(claim, [""]);
      expect(await ids(sql)).toEqual([]);
    });
  });

  it("a seal is good for ten minutes", async () => {
    const sealedAt = (minutes: number) => {
      vi.useFakeTimers({ now: Date.now() - minutes * 60_000, toFake: ["Date"] });
      try {
        return environment.database.seal(readerFor(T1));
      } finally {
        vi.useRealTimers();
      }
    };
    const as = (sealed: Record<string, string>) =>
      within(readerFor(T3), async (sql) => {
        for (const variable of Object.entries(sealed))
          await sql.query("select set_config($1, $2, true)", variable);
        return ids(sql);
      });
    expect(await as(sealedAt(9))).toEqual([ours.id]);
    await expect(as(sealedAt(11))).rejects.toEqual(refusedAs(NO));
  });

  it.each([
    "select * from sealed.secret",
    "select jwk from signing_key",
    "select * from oauth_client",
    "select * from sign_in_account",
    "select payload from oauth_row",
    "set role open_tax_system",
    "set role open_tax_reader",
    "alter table invoice disable row level security",
    "drop policy invoice_of_caller on invoice",
    "create or replace function sealed.caller_claim(claim text) returns text language sql as 'select $1'",
    "set session authorization open_tax_system",
  ])("a statement slipped in is refused: %s", async (text) => {
    await expect(within(readerFor(T1), (sql) => sql.query(text))).rejects.toEqual(refusedAs(NO));
  });

  it("what a write answered under its key is the holder's alone", async () => {
    const remember = (sql: Queryable, holder: string) =>
      sql.query(
        "insert into idempotency_key (holder, operation, key, body_hash, expires_at) values ($1, 'x', 'k', 'h', now())",
        [holder],
      );
    const app = readerFor(T1).appId;
    await within(readerFor(T1), (sql) => remember(sql, `${app} ${T1}`));
    expect(await within(readerFor(T1), (sql) => ids(sql, "idempotency_key", "holder"))).toEqual([
      `${app} ${T1}`,
    ]);
    expect(await within(readerFor(T3), (sql) => ids(sql, "idempotency_key", "holder"))).toEqual([]);
    await expect(within(readerFor(T3), (sql) => remember(sql, `${app} ${T1}`))).rejects.toEqual(
      refusedAs(NO),
    );
  });
});

it("the ORM reads under the same rule outside of a write", async () => {
  const { em } = new Context(environment, readerFor(T1), "r");
  const unfiltered = { filters: false } as const;
  expect((await em.find(Invoice, {}, unfiltered)).map(({ id }) => id)).toEqual([ours.id]);
  expect(await em.find(Consent, {}, unfiltered)).toEqual([]);
  const nobody = environment.database.orm.em.fork();
  expect(await nobody.find(Invoice, {}, unfiltered)).toEqual([]);
  expect(await nobody.find(Taxpayer, {}, unfiltered)).toEqual([]);
});

it("none of the roles owns anything or stands above row-level security", async () => {
  const { rows } = await environment.database.writer.query(
    `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       (select count(*)::int from pg_class where relowner = r.oid) as owns
     from pg_roles r where rolname like 'open_tax_%' and rolname <> 'open_tax_owner' order by 1`,
  );
  const powerless = {
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    owns: 0,
  };
  expect(rows).toEqual(
    ["open_tax_app", "open_tax_reader", "open_tax_system"].map((rolname) => ({ rolname, ...powerless })),
  );
});

/** Tables without rows of any taxpayer, or which the application's role may only add to. Everything else has policies. */
const OPEN_TO_THE_APPLICATION: Record<string, string> = {
  captcha_spent: "nonces of captchas",
  code_item: "public code table, which it may read alone",
  consent_fields: "lists of fields, named by their hash",
  credit_indicator: "published by law, which it may read alone",
  deadline_override: "published extensions, which officers alone may add to",
  holiday_arrangement: "the published calendar, which officers alone may add to",
  invoice_lookup: "how often a number was asked for, by anybody",
  lottery_campaign: "published, and kept by officers alone",
  lottery_draw: "published, and kept by officers alone",
  passkey_reset: "may be added to and not read: two officers decide by a function",
  region: "public code table",
  release: "releases of apps, which are public",
  rule_version: "published law, which officers alone may add to",
  sample_load: "how much sample data there is",
  suspect_report: "reports of anybody, which may be added to and not changed",
  tax_authority: "public code table",
  tax_class: "public code table",
  tax_type: "public code table",
};

it("every table the application's role may read has policies, or a reason to have none", async () => {
  const { rows } = await environment.database.writer.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relrowsecurity
       and (has_table_privilege('open_tax_app', c.oid, 'select, insert, update') ) order by 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(OPEN_TO_THE_APPLICATION));
});
