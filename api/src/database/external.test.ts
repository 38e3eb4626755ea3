import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner, loginOf } from "./connect.ts";
import { openDatabase } from "./database.ts";
import { type Server, startServer } from "./server.ts";

let folder: string;
let server: Server;
const address = (password: string) => server.url.replace("open_tax_owner", `proprietor:${password}`);
const open = (password: string, machine: string) => {
  const dataDir = join(folder, machine);
  mkdirSync(dataDir, { recursive: true });
  return openDatabase({ url: address(password), name: "open_tax_production", entities: [], dataDir });
};

/** A server as others run it: passwords are asked for, and our owner is no superuser. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "open-tax-external-"));
  chmodSync(folder, 0o711);
  server = await startServer({ dataDir: folder, lasting: false });
  await asOwner(loginOf(server.url), async (owner) => {
    await owner.query("create role proprietor login createdb createrole password 'right'");
    const rules = join(folder, "postgres/pg_hba.conf");
    const strict = "local all proprietor,open_tax_app,open_tax_system,open_tax_reader scram-sha-256\n";
    writeFileSync(rules, strict + readFileSync(rules, "utf8"));
    await owner.query("select pg_reload_conf()");
  });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("refuses a wrong password in one sentence", async () => {
  const connect = () =>
    asOwner(loginOf(address("wrong")), async () => "let in").catch(({ message }: Error) => message);
  await expect
    .poll(connect, { timeout: 30_000 })
    .toMatch(
      /^The PostgreSQL server at .* does not let user "proprietor" in with the password of DATABASE_URL\.$/,
    );
});

it("sets up the platform as an owner who may create databases and roles, and writes no password down", async () => {
  const database = await open("right", "a");
  expect((await database.reader.query("select current_user as name")).rows).toEqual([
    { name: "open_tax_reader" },
  ]);
  expect((await database.writer.query("select current_user as name")).rows).toEqual([
    { name: "open_tax_system" },
  ]);
  await expect(database.reader.query("select * from signing_key")).rejects.toMatchObject({ code: "42501" });
  await database.close();
  expect(readdirSync(join(folder, "a"))).toEqual([]);
});

it("lets processes on several machines agree without sharing a file", async () => {
  const first = await open("right", "a");
  const second = await open("right", "b");
  const third = await first.connect();
  expect((await third.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await third.end();
  await Promise.all([first.close(), second.close()]);
});
