import type { RequestListener } from "node:http";
import { type ExecutionResult, type GraphQLError, parse } from "graphql";
import { afterEach, describe, expect, it } from "vitest";
import { anonymous } from "../platform/caller.ts";
import { Context } from "../platform/context.ts";
import { serveSubgraph } from "../platform/subgraph-server.ts";
import { compose } from "./composition.ts";
import { createExecutor } from "./execution.ts";
import { keysOnly, listening, plain, tiny } from "./federation.testing.ts";
import { localSubgraph } from "./local-subgraph.ts";
import { remoteSubgraph } from "./remote-subgraph.ts";
import type { SubgraphExecutor } from "./subgraph-executor.ts";

const registry = `type Query { taxpayer: Taxpayer! } type Taxpayer @key(fields: "id") { id: ID! name: String! }`;
const invoices = `type Query { invoices: [Invoice!] number: Int } type Invoice { number: Int! buyer: Taxpayer seller: Taxpayer! }
  type Taxpayer @key(fields: "id") { id: ID! } type Mutation { issue(number: Int!): Int } type Subscription { issued: Invoice }`;

const issued: number[] = [];
const builtInvoices = tiny("invoices", [
  invoices,
  {
    Query: { invoices: () => [{ number: 1, buyer: { id: "t1" }, seller: { id: "t2" } }], number: () => 5 },
    Mutation: { issue: async (_: unknown, { number }: { number: number }) => issued.push(number) },
    Subscription: {
      issued: {
        async *subscribe() {
          for (const number of [1, 2]) yield { issued: { number, seller: { id: "t1" } } };
        },
      },
    },
  },
]);
const builtRegistry = tiny("registry", [
  registry,
  {
    Query: { taxpayer: () => ({ id: "t1", name: "a" }) },
    Taxpayer: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}` }) },
  },
]);
const supergraphSdl = compose([builtRegistry, builtInvoices]);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The registry as a server with this handler. */
async function served(handler: RequestListener, timeoutMs?: number): Promise<SubgraphExecutor> {
  const { url, server } = await listening(handler);
  const remote = remoteSubgraph({ name: "registry", url, ...(timeoutMs ? { timeoutMs } : {}) });
  closing.push(
    () => remote.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return remote.execute;
}

async function ask(registryExecutor: SubgraphExecutor, source: string, context: unknown = {}) {
  const invoicesExecutor = localSubgraph(builtInvoices) as SubgraphExecutor;
  const executor = createExecutor({
    supergraphSdl,
    subgraphs: new Map([
      ["registry", registryExecutor],
      ["invoices", invoicesExecutor],
    ]),
  });
  return executor.execute(executor.prepare(parse(source)), {}, context);
}

const asked = async (...request: Parameters<typeof ask>) => plain(await ask(...request));
const codes = ({ errors }: ExecutionResult) =>
  errors?.map(({ extensions, path }: GraphQLError) => [extensions.code, extensions.service, path?.join(".")]);

describe("a subgraph that fails", () => {
  const broken: [string, () => SubgraphExecutor | Promise<SubgraphExecutor>][] = [
    [
      "throws",
      () =>
        localSubgraph({
          name: "registry",
          execute: () => {
            throw new Error("secret detail");
          },
        }),
    ],
    [
      "rejects",
      () =>
        localSubgraph({
          name: "registry",
          execute: async () => {
            throw new Error("secret detail");
          },
        }),
    ],
    [
      "hangs in this process",
      () => localSubgraph({ name: "registry", execute: () => new Promise(() => undefined) }, 40),
    ],
    ["hangs over HTTP", () => served(() => undefined, 40)],
    [
      "hangs in the middle of its answer",
      () => served((_, response) => void response.writeHead(200).write("{"), 40),
    ],
    [
      "answers 500",
      () => served((_, response) => void response.writeHead(500).end('{"data":{"taxpayer":null}}')),
    ],
    ["answers no JSON", () => served((_, response) => void response.end("<html>"))],
    ["answers JSON that is no answer", () => served((_, response) => void response.end('{"data":1}'))],
    ["answers malformed errors", () => served((_, response) => void response.end('{"errors":"x"}'))],
    ["hangs up", () => served((request) => void request.socket.destroy())],
    ["refuses us", async () => served(serveSubgraph(builtRegistry, await keysOnly()))],
  ];

  it.each(broken)("%s: the rest is answered, with one typed error at the place", async (_name, make) => {
    const started = performance.now();
    const answer = await asked(await make(), "{ number invoices { number buyer { id name } } }");
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(answer.data).toEqual({ number: 5, invoices: [{ number: 1, buyer: null }] });
    expect(codes(answer)).toEqual([["SERVICE_UNAVAILABLE", "registry", "invoices.buyer"]]);
    expect(JSON.stringify(answer)).not.toContain("secret detail");
  });

  it("makes the nearest nullable parent null where its value is not nullable", async () => {
    const failing = localSubgraph({
      name: "registry",
      execute: async () => ({ errors: [] }),
    }) as SubgraphExecutor;
    expect((await asked(failing, "{ number invoices { number seller { name } } }")).data).toEqual({
      number: 5,
      invoices: null,
    });
    expect((await asked(failing, "{ number taxpayer { name } }")).data).toBeNull();
  });

  it("keeps its own errors, at each place in the client's document", async () => {
    const execute = async () => ({
      data: { _entities: [null] },
      errors: [
        {
          message: "no",
          path: ["_entities", 0, "name"],
          extensions: { code: "MINE" },
        } as unknown as GraphQLError,
      ],
    });
    const answer = await asked(
      localSubgraph({ name: "registry", execute }) as SubgraphExecutor,
      "{ list: invoices { who: buyer { name } } }",
    );
    expect(codes(answer)).toEqual([["MINE", undefined, "list.0.who.name"]]);
  });
});

describe("the graph", () => {
  const whole = localSubgraph(builtRegistry) as SubgraphExecutor;

  it("runs mutations one after the other", async () => {
    issued.length = 0;
    await asked(whole, "mutation { a: issue(number: 1) b: issue(number: 2) c: issue(number: 3) }");
    expect(issued).toEqual([1, 2, 3]);
  });

  it("answers variables that do not fit with errors and no data", async () => {
    const answer = await asked(whole, "mutation($n: Int!) { issue(number: $n) }");
    expect(answer).toEqual({
      errors: [
        expect.objectContaining({ message: 'Variable "$n" of required type "Int!" was not provided.' }),
      ],
    });
  });

  it("shows a plan that cannot be made as INTERNAL, without the planner's words", async () => {
    const answer = await asked(whole, "{ nothing { x } }");
    expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: "INTERNAL" } }] });
    expect(JSON.stringify(answer)).not.toContain("nothing");
  });

  it("joins the events of a subscription, from this process and over HTTP", async () => {
    const environment = await keysOnly();
    const context = new Context(environment, anonymous(), "r");
    const { url, server } = await listening(serveSubgraph(builtInvoices, environment));
    const remote = remoteSubgraph({ name: "invoices", url });
    closing.push(
      () => remote.close(),
      () => server.close(),
    );
    for (const invoicesExecutor of [localSubgraph(builtInvoices) as SubgraphExecutor, remote.execute]) {
      const executor = createExecutor({
        supergraphSdl,
        subgraphs: new Map([
          ["registry", whole],
          ["invoices", invoicesExecutor],
        ]),
      });
      const stream = await executor.execute(
        executor.prepare(parse("subscription { issued { number seller { name } } }")),
        {},
        context,
      );
      const events: unknown[] = [];
      for await (const event of stream as AsyncIterable<ExecutionResult>) events.push(plain(event));
      expect(events).toEqual(
        [1, 2].map((number) => ({ data: { issued: { number, seller: { name: "name of t1" } } } })),
      );
    }
  });

  it.each<[string, RequestListener]>([
    ["refuses us", (_, response) => void response.writeHead(401).end()],
    ["never begins", () => undefined],
  ])("ends a subscription with the typed error when its source %s", async (_name, handler) => {
    const { url, server } = await listening(handler);
    const remote = remoteSubgraph({ name: "invoices", url, timeoutMs: 40 });
    closing.push(
      () => remote.close(),
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const executor = createExecutor({ supergraphSdl, subgraphs: new Map([["invoices", remote.execute]]) });
    const stream = await executor.execute(
      executor.prepare(parse("subscription { issued { number } }")),
      {},
      {},
    );
    const events: ExecutionResult[] = [];
    for await (const event of stream as AsyncIterable<ExecutionResult>) events.push(event);
    expect(events.map(codes)).toEqual([[["SERVICE_UNAVAILABLE", "invoices", undefined]]]);
  });

  it("ends the source of a subscription when the client leaves while it waits", async () => {
    let ended = false;
    const source: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]: () => source,
      next: () => new Promise(() => undefined),
      return: async () => {
        ended = true;
        return { done: true, value: undefined };
      },
    };
    const executor = createExecutor({ supergraphSdl, subgraphs: new Map([["invoices", () => source]]) });
    const stream = (await executor.execute(
      executor.prepare(parse("subscription { issued { number } }")),
      {},
      {},
    )) as AsyncGenerator;
    void stream.next();
    void stream.return(undefined);
    await new Promise(setImmediate);
    expect(ended).toBe(true);
  });
});
