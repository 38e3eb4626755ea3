import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dispatcher, listen } from "./server.ts";

/* The server listens on 127.0.0.1 and is known as localhost: browsers make no passkeys for addresses. */

let server: ReturnType<typeof dispatcher>;
let port: number;
let asked: string[];
beforeAll(async () => {
  asked = [];
  const page = { path: "/page", handle: (_: unknown, res: { end(text: string): void }) => res.end("page") };
  // The origin is known before there is a port, as it is configured.
  const open = dispatcher(
    [page],
    (_, res) => res.end("otherwise"),
    (error) => asked.push(String(error)),
    "http://localhost:4000",
  );
  server = open;
  port = await listen(server, "127.0.0.1", 0);
});
afterAll(() => {
  expect(asked).toEqual([]);
  server.close();
});

const HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
const get = (path: string, { method = "GET", accept = HTML, host = `127.0.0.1:${port}` } = {}) =>
  fetch(`http://${host}${path}`, { method, redirect: "manual", headers: { accept } });

it.each(["/", "/page?x=1", "/sandbox/oauth/account", "/en/docs/quick-start"])(
  "sends a browser that opens %s by the address on to the name",
  async (path) => {
    const { status, headers } = await get(path);
    expect([status, headers.get("location")]).toEqual([307, `http://localhost:4000${path}`]);
  },
);

it("leaves programs where they are, and whoever came by the name", async () => {
  for (const stays of [
    { accept: "application/json" },
    { accept: "*/*" },
    { method: "POST" },
    { host: `localhost:${port}` },
  ])
    expect((await get("/page", stays)).status).toBe(200);
});

it("sends nobody to another site, whatever the path looks like", async () => {
  for (const path of ["//evil.example/x", "/\\evil.example", "///evil.example"]) {
    const { stdout } = await promisify(execFile)("curl", [
      "-s",
      "-o",
      "/dev/null",
      "-w",
      "%{redirect_url}",
      "--path-as-is",
      "-H",
      `accept: ${HTML}`,
      `http://127.0.0.1:${port}${path}`,
    ]);
    expect(new URL(stdout).host).toBe("localhost:4000");
  }
});

it("is reached as localhost by Node and by curl, though it listens on 127.0.0.1 alone", async () => {
  expect(await (await fetch(`http://localhost:${port}/page`)).text()).toBe("page");
  const { stdout } = await promisify(execFile)("curl", ["-s", `http://localhost:${port}/page`]);
  expect(stdout).toBe("page");
});
