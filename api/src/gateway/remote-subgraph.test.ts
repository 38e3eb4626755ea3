import { afterEach, describe, expect, it } from "vitest";
import type { Context, Environment } from "../platform/context.ts";
import { INTERNAL_TOKEN_TYPE } from "../platform/internal-caller.ts";
import { serveSubgraph } from "../platform/subgraph-server.ts";
import { keysOnly, listening } from "./federation.testing.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe("a subgraph in another process", () => {
  const claims = (more: object = {}) => ({
    caller: { kind: "APP", scopes: ["x"] },
    environment: "sandbox",
    aud: "registry",
    exp: Date.now() / 1000 + 30,
    ...more,
  });

  /** What a request with this `authorization` gets: the status, and the caller the subgraph saw. */
  async function knock(authorization: (environment: Environment) => Promise<string | undefined>) {
    const environment = await keysOnly();
    const callers: unknown[] = [];
    const execute = async ({ context }: { context: Context }) => {
      callers.push([context.caller, context.requestId]);
      return { data: {} };
    };
    const { url, server } = await listening(serveSubgraph({ name: "registry", execute }, environment));
    closing.push(() => server.close());
    const header = await authorization(environment);
    const ask = () =>
      fetch(url, {
        method: "POST",
        headers: { "x-request-id": "r7", connection: "close", ...(header ? { authorization: header } : {}) },
        body: '{"query":"{ x }"}',
      });
    await ask();
    return { status: (await ask()).status, callers };
  }
  const signed =
    (payload: object, type = INTERNAL_TOKEN_TYPE) =>
    async ({ keys }: Environment) =>
      `Internal ${await keys.sign("internal", type, payload)}`;

  it("believes the gateway's word on the caller", async () => {
    const { status, callers } = await knock(signed(claims()));
    expect(status).toBe(200);
    expect(callers[1]).toEqual([claims().caller, "r7"]);
  });

  it.each<[string, (environment: Environment) => Promise<string | undefined>]>([
    ["without a token", async () => undefined],
    [
      "with another scheme",
      async (environment) => (await signed(claims())(environment)).replace("Internal", "Bearer"),
    ],
    ["with a token of another environment's key", async () => signed(claims())(await keysOnly())],
    ["with a token for another subgraph", signed(claims({ aud: "invoices" }))],
    ["with a token of the other environment", signed(claims({ environment: "production" }))],
    ["with an expired token", signed(claims({ exp: Date.now() / 1000 - 1 }))],
    ["with a token without an end", signed(claims({ exp: undefined }))],
    ["with a token of another type", signed(claims(), "at+jwt")],
    [
      "with a changed token",
      async (environment) => `${(await signed(claims())(environment)).slice(0, -6)}AAAAAA`,
    ],
  ])("refuses who comes %s", async (_name, authorization) => {
    const { status, callers } = await knock(authorization);
    expect(status).toBe(401);
    expect(callers).toEqual([]);
  });
});
