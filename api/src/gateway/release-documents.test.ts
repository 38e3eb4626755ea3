import { hashOf, normalise } from "@open-tax/sdk/manifest";
import { buildSchema } from "graphql";
import { beforeEach, expect, it } from "vitest";
import type { ReleaseState } from "../app-square/facts.ts";
import type { Caller } from "../platform/caller.ts";
import type { Refusal } from "../platform/refusal.ts";
import { TestClock } from "./credentials.testing.ts";
import { Documents, type KnownDocument } from "./documents.ts";
import { ReleaseDocuments } from "./release-documents.ts";
import type { ReleaseSource } from "./release-states.ts";

const A = "query A { a }";
const B = "query B { b }";
const app: Caller = { kind: "APP", appId: "app_1", releaseId: "rel_1", scopes: [] };

let clock: TestClock;
let releases: Map<string, ReleaseState & { documents: { hash: string; text: string }[] }>;
let down: boolean;
let loads: number;
let planned: (string | undefined)[];
let told: (id: string) => void;
let documents: Documents;
let subject: ReleaseDocuments;

/** What the test says there is; told of changes by `told`. */
function source(): ReleaseSource {
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  told = (id) => {
    heard.push(id);
    wake();
  };
  async function* changes() {
    for (;;) {
      while (heard.length > 0) yield { id: heard.shift() };
      await new Promise<void>((next) => {
        wake = next;
      });
    }
  }
  const available = () => {
    if (down) throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  };
  return {
    async load(id) {
      loads += 1;
      available();
      return releases.get(id);
    },
    async states(ids) {
      available();
      return ids.flatMap((id) => releases.get(id) ?? []);
    },
    changes: changes(),
    failed: () => undefined,
  };
}

const release = (id: string, appId: string, texts: string[], more: Partial<ReleaseState> = {}) =>
  releases.set(id, {
    id,
    appId,
    status: "PUBLISHED",
    supersededAt: null,
    ...more,
    documents: texts.map((text) => ({ hash: hashOf(text), text: normalise(text) })),
  });

beforeEach(() => {
  clock = new TestClock();
  releases = new Map();
  [down, loads, planned] = [false, 0, []];
  documents = new Documents(buildSchema("type Query { a: Int b: Int c: Int }"));
  release("rel_1", "app_1", [A]);
  release("rel_2", "app_2", [B]);
  subject = new ReleaseDocuments(source(), documents, clock, (_, name) => planned.push(name));
  return () => subject.close();
});

const find = async (wanted: object, caller: Caller = app): Promise<KnownDocument> =>
  subject.find(caller, { ...wanted });
const code = async (wanted: object, caller?: Caller) => {
  const [error] = (await find(wanted, caller)).errors;
  return error && (error.originalError as Refusal).codes[0];
};

it("loads a release once for all who ask at the same time, and plans it then", async () => {
  const found = await Promise.all([
    find({ documentId: hashOf(A) }),
    find({ documentId: hashOf(A) }),
    find({ query: A }),
  ]);
  expect(loads).toBe(1);
  expect(planned).toEqual(["A"]);
  expect(new Set(found).size).toBe(1);
  expect(found[0]?.text).toBe(normalise(A));
});

it("finds a document by its hash at once and without reading any text", async () => {
  await find({ documentId: hashOf(A) });
  const known = subject.find(app, { documentId: `sha256:${hashOf(A)}` });
  expect(known).not.toBeInstanceOf(Promise);
  expect((known as KnownDocument).operation(undefined)?.name).toBe("A");
});

it("binds every token of an app, and nobody without one", () => {
  expect(subject.binds(app)).toBe(true);
  expect(subject.binds({ ...app, kind: "APP_FOR_TAXPAYER" })).toBe(true);
  expect(subject.binds({ kind: "PUBLIC", scopes: [] })).toBe(false);
});

it("refuses whatever is not the app's own, and a token without a release", async () => {
  expect(await code({ documentId: hashOf(B) })).toBe("OPERATION_NOT_APPROVED");
  expect(await code({ query: B })).toBe("OPERATION_NOT_APPROVED");
  expect(await code({})).toBe("OPERATION_NOT_APPROVED");
  // A token that names another app's release runs nothing of it.
  expect(await code({ documentId: hashOf(B) }, { ...app, releaseId: "rel_2" })).toBe(
    "OPERATION_NOT_APPROVED",
  );
  const { releaseId: _none, ...without } = app;
  expect(await code({ documentId: hashOf(A) }, without)).toBe("OPERATION_NOT_APPROVED");
  expect(await code({ documentId: hashOf(A) }, { ...app, releaseId: "rel_none" })).toBe(
    "OPERATION_NOT_APPROVED",
  );
});

it("knows no document because somebody else has sent it", async () => {
  documents.lookUp(B);
  documents.lookUp(normalise(B));
  expect(await code({ query: B })).toBe("OPERATION_NOT_APPROVED");
  expect(await code({ documentId: hashOf(B) })).toBe("OPERATION_NOT_APPROVED");
});

it("hears of a suspension at once", async () => {
  await find({ query: A });
  release("rel_1", "app_1", [A], { status: "SUSPENDED" });
  told("rel_1");
  await expect.poll(() => code({ query: A }), { interval: 5, timeout: 500 }).toBe("RELEASE_SUSPENDED");
});

it("tells those who listen to something that their release was suspended", async () => {
  await find({ query: A });
  const ended: string[] = [];
  const stop = subject.watch(app, (problem) => ended.push(problem.code));
  const other = subject.watch({ ...app, releaseId: "rel_2" }, (problem) => ended.push(problem.code));
  release("rel_1", "app_1", [A], { status: "SUPERSEDED", supersededAt: clock.now() });
  told("rel_1");
  await expect.poll(() => ended, { interval: 5, timeout: 100 }).toEqual([]);
  release("rel_1", "app_1", [A], { status: "SUSPENDED" });
  told("rel_1");
  await expect.poll(() => ended, { interval: 5, timeout: 500 }).toEqual(["RELEASE_SUSPENDED"]);
  stop();
  other();
});

it("finds a suspension out within a second or so when nobody tells", async () => {
  await find({ query: A });
  release("rel_1", "app_1", [A], { status: "SUSPENDED" });
  await expect.poll(() => code({ query: A }), { interval: 50, timeout: 3_000 }).toBe("RELEASE_SUSPENDED");
});

it.each(["SUPERSEDED", "ROLLED_BACK"] as const)("runs what is %s for 600 seconds", async (status) => {
  release("rel_1", "app_1", [A], { status, supersededAt: new Date(clock.now().getTime() - 599_000) });
  expect(await code({ query: A })).toBeUndefined();
  clock.forward(1);
  expect(await code({ query: A })).toBe("RELEASE_SUPERSEDED");
});

it("runs nothing that is only registered", async () => {
  release("rel_1", "app_1", [A], { status: "REGISTERED" });
  expect(await code({ query: A })).toBe("OPERATION_NOT_APPROVED");
});

it("refuses everything while the status has been unknown for five seconds, and goes on by itself", async () => {
  await find({ query: A });
  down = true;
  clock.forward(6);
  expect(await code({ query: A })).toBe("SERVICE_UNAVAILABLE");
  down = false;
  await expect.poll(() => code({ query: A }), { interval: 50, timeout: 3_000 }).toBeUndefined();
});

it("is unavailable, not wrong, when a release cannot be loaded, and loads it later", async () => {
  down = true;
  expect(await code({ query: A })).toBe("SERVICE_UNAVAILABLE");
  down = false;
  expect(await code({ query: A })).toBeUndefined();
});
