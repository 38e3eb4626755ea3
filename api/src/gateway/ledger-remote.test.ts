import { afterEach, expect, it } from "vitest";
import { Context } from "../platform/context.ts";
import { notedOperation } from "../platform/internal-note.ts";
import { serveSubgraph } from "../platform/subgraph-server.ts";
import { keysOnly, listening } from "./federation.testing.ts";
import { remoteSubgraph } from "./remote-subgraph.ts";

/* What the ledger must hear of a subgraph that runs in another process. */

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function remote(execute: (context: Context) => unknown) {
  const environment = await keysOnly();
  const serving = {
    name: "registry",
    execute: ({ context }: { context: Context }) => execute(context) as never,
  };
  const { url, server } = await listening(serveSubgraph(serving, environment));
  closing.push(() => server.close());
  const reached = remoteSubgraph({ name: "registry", url });
  closing.push(() => reached.close());
  const caller = { kind: "APP_FOR_TAXPAYER" as const, scopes: [], taxpayerId: "tp_1" };
  const context = new Context(environment, caller, "r1");
  context.operation = { name: "Books", documentHash: "ab", fieldsHash: "cd", address: "192.0.2.*" };
  const ask = (operationType: string) =>
    reached.execute({
      document: undefined as never,
      source: "{ x }",
      operationType: operationType as never,
      context,
    });
  return { context, ask };
}

it("says back whom the answer tells of and how many entries it left, and the client sees nothing of it", async () => {
  let heard: unknown;
  const { context, ask } = await remote(async (there) => {
    heard = there.operation;
    there.touch("tp_2");
    there.recorded += 2;
    return { data: { x: 1 } };
  });
  expect(await ask("query")).toEqual({ data: { x: 1 } });
  expect(context.touched).toEqual(["tp_2"]);
  expect(context.recorded).toBe(2);
  expect(heard).toEqual(context.operation);
});

it("says it with each event of a stream, and counts no entry twice", async () => {
  const { context, ask } = await remote(async function* (there: Context) {
    for (const id of ["tp_2", "tp_3"]) {
      there.touch(id);
      there.recorded += 1;
      yield { data: { x: id } };
    }
  } as never);
  const told: unknown[] = [];
  for await (const event of (await ask("subscription")) as AsyncIterable<unknown>)
    told.push([event, [...context.touched], context.recorded]);
  expect(told).toEqual([
    [{ data: { x: "tp_2" } }, ["tp_2"], 1],
    [{ data: { x: "tp_3" } }, ["tp_2", "tp_3"], 2],
  ]);
});

it.each([undefined, ["a", "b"], "not base64 of JSON", Buffer.from('{"name":1}').toString("base64url")])(
  "takes %s for no operation",
  (header) => expect(notedOperation(header)).toBeUndefined(),
);
