import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorizationCode } from "./authorization-code.ts";
import { OpenTax } from "./client.ts";
import { graphql } from "./graphql.ts";
import { fileStore, signIn } from "./node.ts";
import { type FakePlatform, follow, startFakePlatform } from "./testing/platform.ts";

const PING = graphql("{ __typename }");

let folder: string;
let platform: FakePlatform;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-tax-sdk-"));
  platform = await startFakePlatform();
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

/** The person at the browser: goes to the page and comes back to the app. */
const person = async (page: URL) => {
  const back = await follow(page, platform.registered.vendor.redirectUri);
  expect((await fetch(new URL("/elsewhere", back))).status).toBe(404);
  const shown = await fetch(back);
  expect(shown.status).toBe(200);
  expect(await shown.text()).toContain("可以关闭此页");
};

const app = (store: ReturnType<typeof fileStore>) =>
  authorizationCode({
    environment: platform.environment,
    scope: ["invoice:read"],
    taxData: { purpose: "BOOKKEEPING" },
    store,
    ...platform.registered.vendor,
  });

describe("a program on one's own computer", () => {
  it("signs in through the browser once, and not in its second run", async () => {
    const path = join(folder, "sub", "session.json");
    const { redirectUri } = platform.registered.vendor;
    const first = app(fileStore(path));
    expect(await first.isSignedIn()).toBe(false);
    await signIn(first, { redirectUri, show: (page) => void person(page) });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const second = app(fileStore(path));
    expect(await second.isSignedIn()).toBe(true);
    expect(await new OpenTax({ environment: platform.environment, auth: second }).query(PING)).toEqual({
      ok: true,
    });
    expect(await readdir(join(folder, "sub")), "no drafts and no locks are left").toEqual(["session.json"]);
  });

  it("gives the port back when nobody comes", async () => {
    const { redirectUri } = platform.registered.vendor;
    for (const _ of [1, 2]) {
      const work = signIn(app(fileStore(join(folder, "nobody.json"))), {
        redirectUri,
        show: () => undefined,
        signal: AbortSignal.timeout(30),
      });
      await expect(work).rejects.toThrow(/timeout/i);
    }
  });

  it("says that the port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const redirectUri = `http://127.0.0.1:${(taken.address() as AddressInfo).port}/callback`;
    await expect(
      signIn(app(fileStore(join(folder, "taken.json"))), { redirectUri, show: () => undefined }),
    ).rejects.toThrow(/EADDRINUSE/);
    taken.close();
  });

  it("renews once for several processes that share a file", async () => {
    const path = join(folder, "shared.json");
    const { publicClient } = platform.registered;
    const open = () =>
      authorizationCode({
        environment: platform.environment,
        scope: ["invoice:read"],
        store: fileStore(path),
        ...publicClient,
      });
    const first = open();
    await first.finish(await follow(await first.start(), publicClient.redirectUri));
    const store = fileStore(path);
    const session = (await store.load())!;
    await store.save({ ...session, tokens: { ...session.tokens!, expiresAt: 0 } });
    const processes = Array.from({ length: 5 }, open);
    const tokens = await Promise.all(processes.map((each) => each.token()));
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    await expect(open().renew(tokens[0]!)).resolves.toMatchObject({
      value: expect.not.stringMatching(tokens[0]!.value),
    });
  });
});

describe("the file store", () => {
  it("does one piece of work at a time, and outlives a lock whose holder died", async () => {
    const store = fileStore(join(folder, "locked.json"));
    const lock = join(folder, "locked.json.lock");
    await writeFile(lock, "");
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(lock, longAgo, longAgo);
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
    };
    await Promise.all([store.exclusively(work), store.exclusively(work), store.exclusively(work)]);
    await expect(store.exclusively(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    await expect(stat(lock)).rejects.toThrow(/ENOENT/);
  });

  it("forgets", async () => {
    const store = fileStore(join(folder, "forgotten.json"));
    await store.save({ key: { kty: "EC" } });
    await store.save(undefined);
    expect(await store.load()).toBeUndefined();
  });
});
