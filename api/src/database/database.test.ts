import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { loadKeys } from "../platform/keys.ts";
import { asOwner, loginOf } from "./connect.ts";
import { openDatabase } from "./database.ts";
import { runningPid } from "./postmaster.ts";
import { startServer } from "./server.ts";
import { TEST_SERVER_DIR, TEST_SERVER_URL, testDatabase } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

@Entity()
class Parcel {
  @PrimaryKey({ type: "text" })
  id!: string;

  @Property({ type: "integer" })
  weight!: number;
}

const url = process.env[TEST_SERVER_URL] as string;
let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase([Parcel]);
});

afterAll(() => database.drop());

it("gives exact types: dates and numbers as text, instants as Date", async () => {
  const { rows } = await database.reader.query(
    `select date '2028-02-29' as d, 12345678901234567.89::numeric as n, 9007199254740993::int8 as i,
            timestamptz '2026-01-01T00:00:00+08:00' as t, array[date '2026-01-01'] as ds, array[1.10::numeric] as ns`,
  );
  expect(rows[0]).toEqual({
    d: "2028-02-29",
    n: "12345678901234567.89",
    i: "9007199254740993",
    t: new Date("2025-12-31T16:00:00Z"),
    ds: ["2026-01-01"],
    ns: ["1.10"],
  });
});

it("lets the reader read every table, also those made later, and nothing else", async () => {
  expect((await database.reader.query("select * from parcel")).rows).toEqual([]);
  await expect(database.reader.query("insert into parcel values ('p', 1)")).rejects.toMatchObject({
    code: "42501",
  });
  await expect(database.reader.query("select jwk from signing_key")).rejects.toMatchObject({ code: "42501" });
});

it("lets the application write rows and not change the schema", async () => {
  await database.writer.query("insert into parcel values ('raw', 1)");
  await expect(database.writer.query("create table sneaked (n int)")).rejects.toMatchObject({
    code: "42501",
  });
  await expect(database.writer.query("alter table parcel add n int")).rejects.toMatchObject({
    code: "42501",
  });
  await expect(database.writer.query("truncate parcel")).rejects.toMatchObject({ code: "42501" });
});

it("writes through the ORM as the same role", async () => {
  const em = database.orm.em.fork();
  em.create(Parcel, { id: "orm", weight: 3 });
  await em.flush();
  expect((await database.reader.query("select weight from parcel where id = 'orm'")).rows).toEqual([
    { weight: 3 },
  ]);
});

it("keeps the signing keys from one start to the next", async () => {
  const made = await loadKeys(database.writer);
  const found = await loadKeys(database.writer);
  expect(found.current("oauth").kid).toBe(made.current("oauth").kid);
});

it("opens the same database for two processes that start at once", async () => {
  const options = {
    url,
    name: "test_opened_twice",
    entities: [Parcel],
    dataDir: process.env[TEST_SERVER_DIR] as string,
  };
  const both = await Promise.all([openDatabase(options), openDatabase(options)]);
  for (const { reader } of both) {
    expect((await reader.query("select count(*) from migration")).rows).toEqual([
      { count: expect.stringMatching(/^[1-9]/) },
    ]);
  }
  await Promise.all(both.map((each) => each.close()));
  await asOwner(loginOf(url), (owner) => owner.query("drop database test_opened_twice with (force)"));
});

it("recovers by itself when the database goes away and comes back", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "open-tax-recovery-"));
  chmodSync(dataDir, 0o711);
  const server = await startServer({ dataDir, lasting: false });
  const opened = await openDatabase({ url: server.url, name: "open_tax_production", entities: [], dataDir });
  try {
    const { reader, writer, orm } = opened;
    const held = await writer.connect();
    await Promise.all([
      reader.query("select 1"),
      writer.query("select 1"),
      orm.em.fork().execute("select 1"),
    ]);
    process.kill(runningPid(join(dataDir, "postgres")) as number, "SIGKILL");
    await expect(held.query("select pg_sleep(1)")).rejects.toThrow();
    held.release(true);
    const all = () =>
      Promise.all([
        reader.query("select 1"),
        writer.query("select 1"),
        orm.em.fork().execute("select 1"),
      ]).then(
        () => "back",
        () => "away",
      );
    await expect.poll(all, { timeout: 30_000 }).toBe("back");
  } finally {
    await opened.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
