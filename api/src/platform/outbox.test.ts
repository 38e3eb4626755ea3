import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Invoice } from "../invoices/invoice.ts";
import { anInvoice, store } from "../invoices/testing.ts";
import { entities } from "../subgraphs.ts";
import type { Caller } from "./caller.ts";
import { Context } from "./context.ts";
import { publish, publishAll } from "./outbox.ts";
import { testEnvironment } from "./testing.ts";
import { inTransaction, type Queryable } from "./transaction.ts";

const T1 = "tp_018f0000-0000-7000-8000-000000000001";
const T2 = "tp_018f0000-0000-7000-8000-000000000002";

let environment: Awaited<ReturnType<typeof testEnvironment>>;
beforeAll(async () => {
  environment = await testEnvironment(entities);
});
afterAll(() => environment.close());

const seller: Caller = { kind: "APP_FOR_TAXPAYER", scopes: [], taxpayerId: T1, appId: "app_1" };
const officer: Caller = { kind: "OFFICER", scopes: [], appId: "app_office", authorityCode: "13301060000" };
const within = <T>(work: (sql: Queryable) => Promise<T>, caller = seller): Promise<T> => {
  const context = new Context(environment, caller, "r");
  return (context.em as EntityManager).transactional(() => work(inTransaction(context)));
};
const stored = async (subject: string) =>
  (
    await environment.database.writer.query(
      "select type, taxpayer_id, app_id, data, schema_version from outbox_event where subject = $1 order by seq",
      [subject],
    )
  ).rows;

it("stores events of several taxpayers in their order, with one statement", async () => {
  let statements = 0;
  await store(environment.database, Invoice, [anInvoice({ id: "inv_a", sellerId: T1, buyerId: T2 })]);
  await within((sql) =>
    publishAll(
      {
        query: (text, values) => {
          statements += 1;
          return sql.query(text, values);
        },
      },
      [
        { type: "invoice.issued", taxpayerId: T1, appId: "app_1", subject: "inv_a", data: { kind: "X" } },
        { type: "invoice.received", taxpayerId: T2, subject: "inv_a" },
      ],
    ),
  );
  expect(statements).toBe(1);
  expect(await stored("inv_a")).toEqual([
    { type: "invoice.issued", taxpayer_id: T1, app_id: "app_1", data: { kind: "X" }, schema_version: 1 },
    { type: "invoice.received", taxpayer_id: T2, app_id: null, data: {}, schema_version: 1 },
  ]);
});

it("asks nothing of the database for no event", () =>
  publishAll({ query: () => Promise.reject(new Error("asked")) }, []));

it("goes with the transaction that is rolled back", async () => {
  const broken = within(async (sql) => {
    await publish(sql, { type: "invoice.issued", taxpayerId: T1, subject: "inv_b" });
    throw new Error("no");
  });
  await expect(broken).rejects.toThrow("no");
  expect(await stored("inv_b")).toEqual([]);
});

it("cannot be read, changed or taken back by what is slipped into a write", async () => {
  for (const text of [
    "select * from outbox_event",
    "update outbox_event set type = 'x'",
    "delete from outbox_event",
  ])
    await expect(within((sql) => sql.query(text))).rejects.toMatchObject({ code: "42501" });
});

it.each([
  [
    "another taxpayer, of a record that is none",
    { type: "invoice.issued", taxpayerId: T2, subject: "inv_none" },
  ],
  [
    "another taxpayer, of an invoice of others",
    { type: "invoice.received", taxpayerId: T2, subject: "inv_foreign" },
  ],
  [
    "a stranger, of an invoice of one's own",
    { type: "invoice.issued", taxpayerId: "tp_stranger", subject: "inv_own" },
  ],
  [
    "another taxpayer, of what is no invoice",
    { type: "taxpayer.status_changed", taxpayerId: T2, subject: "inv_own" },
  ],
  ["the winner of a prize that is none", { type: "lottery.paid", taxpayerId: T2, subject: "lp_none" }],
  [
    "a seller whose order nobody filled in",
    { type: "invoice_request.filled", taxpayerId: T2, subject: "irq_none" },
  ],
  ["the public", { type: "rule.published", taxpayerId: null, subject: "rv_1" }],
  ["in another app's name", { type: "invoice.issued", taxpayerId: T1, appId: "app_2", subject: "inv_own" }],
  [
    "in another app's name, of no consent",
    { type: "consent.revoked", taxpayerId: T1, appId: "app_2", subject: "c" },
  ],
])("what is slipped into a write tells nobody anything that is not the caller's: %s", async (_, event) => {
  await store(environment.database, Invoice, [
    anInvoice({ id: "inv_own", sellerId: T1, buyerId: T2 }),
    anInvoice({ id: "inv_foreign", sellerId: "tp_third", buyerId: T2 }),
  ]).catch(() => undefined);
  await expect(within((sql) => publish(sql, event))).rejects.toMatchObject({ code: "42501" });
  expect(await stored(event.subject)).toEqual([]);
  await within((sql) => publish(sql, event), officer);
  expect(await stored(event.subject)).toHaveLength(1);
  await environment.database.writer.query("delete from outbox_event where subject = $1", [event.subject]);
});
