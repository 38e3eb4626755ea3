import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner, loginOf } from "./connect.ts";
import { openDatabase } from "./database.ts";
import { TEST_SERVER_DIR, TEST_SERVER_URL } from "./testing.ts";

const server = process.env[TEST_SERVER_URL] as string;
const dataDir = process.env[TEST_SERVER_DIR] as string;
const open = (url: string) => openDatabase({ url, name: "open_tax_never", entities: [], dataDir });
const sentence = (message: RegExp) => ({ name: "StartupError", message: expect.stringMatching(message) });

/** Answers each query as PostgreSQL 14.2 would answer `show server_version`. */
let old: Server;
const sockets = new Set<Socket>();

const message = (type: string, ...parts: (Buffer | string | number)[]) => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === "number" ? int32(part) : Buffer.from(part))),
  );
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
const int32 = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
};
const READY = message("Z", "I");
const COLUMN = message(
  "T",
  Buffer.from([0, 1]),
  "server_version\0",
  Buffer.alloc(6),
  int32(25),
  Buffer.from([255, 255]),
  int32(-1),
  Buffer.alloc(2),
);
const ROW = message("D", Buffer.from([0, 1]), 4, "14.2");

beforeAll(async () => {
  old = createServer((socket) => {
    sockets.add(socket);
    let greeted = false;
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      if (!greeted) socket.write(Buffer.concat([message("R", 0), READY]));
      else if (data[0] === "Q".charCodeAt(0))
        socket.write(Buffer.concat([COLUMN, ROW, message("C", "SHOW\0"), READY]));
      else socket.end();
      greeted = true;
    });
  });
  await new Promise<void>((done) => old.listen(0, "127.0.0.1", done));
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  old.close();
});

it("says that the address is not one", async () => {
  await expect(open("postgresql://[oops")).rejects.toMatchObject(
    sentence(/^DATABASE_URL must be an address such as/),
  );
});

it("says that nobody answers", async () => {
  await expect(open("postgresql://owner:secret@127.0.0.1:1/postgres")).rejects.toMatchObject(
    sentence(/^No PostgreSQL server answers at 127\.0\.0\.1:1 \(ECONNREFUSED\); check DATABASE_URL/),
  );
});

it("says that the host is unknown", async () => {
  await expect(open("postgresql://owner:secret@nowhere.invalid/postgres")).rejects.toMatchObject(
    sentence(/^No PostgreSQL server answers at nowhere\.invalid:5432 \(E[A-Z_]+\)/),
  );
});

it("says that the user is not let in, and not the password", async () => {
  const url = server.replace("open_tax_owner", "stranger:hunter2");
  const refusal = await open(url).catch((error: Error) => error);
  expect(refusal).toMatchObject(
    sentence(/does not let user "stranger" in with the password of DATABASE_URL\.$/),
  );
  expect((refusal as Error).message).not.toContain("hunter2");
});

it("says that the database is not there", async () => {
  const url = server.replace("localhost/postgres", "localhost/nothing_here");
  await expect(open(url)).rejects.toMatchObject(sentence(/has no database "nothing_here"/));
});

it("says that the server is too old", async () => {
  const { port } = old.address() as AddressInfo;
  await expect(open(`postgresql://owner@127.0.0.1:${port}/postgres`)).rejects.toMatchObject(
    sentence(
      new RegExp(
        `^The server at 127\\.0\\.0\\.1:${port} is PostgreSQL 14\\.2; the platform needs 15 or newer\\.$`,
      ),
    ),
  );
});

it("says that the user has not the rights to set up the platform", async () => {
  await asOwner(loginOf(server), async (owner) => {
    await owner.query("drop role if exists guest_of_test");
    await owner.query("create role guest_of_test login");
  });
  await expect(open(server.replace("open_tax_owner", "guest_of_test"))).rejects.toMatchObject(
    sentence(
      /^User "guest_of_test" .* may not set up the platform \(permission denied .*\); it needs CREATEDB and CREATEROLE\.$/,
    ),
  );
});
