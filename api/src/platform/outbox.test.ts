import type { EntityManager } from "@mikro-orm/postgresql";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Context } from "./context.ts";
import { publish, publishAll } from "./outbox.ts";
import { testEnvironment } from "./testing.ts";
import { inTransaction, type Queryable } from "./transaction.ts";

const T1 = "tp_018f0000-0000-7000-8000-000000000001";
const T2 = "tp_018f0000-0000-7000-8000-000000000002";

let environment: Awaited<ReturnType<typeof testEnvironment>>;
beforeAll(async () => {
  environment = await testEnvironment();
});
afterAll(() => environment.close());

const within = <T>(work: (sql: Queryable) => Promise<T>): Promise<T> => {
  const context = new Context(environment, { kind: "APP_FOR_TAXPAYER", scopes: [], taxpayerId: T1 }, "r");
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
