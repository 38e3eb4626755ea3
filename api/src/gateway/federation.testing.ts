import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type ExecutionResult, parse, validate } from "graphql";
import { exportJWK, generateKeyPair } from "jose";
import { anonymous, type Caller } from "../platform/caller.ts";
import { fixedClock } from "../platform/clock.ts";
import { Context, type Environment } from "../platform/context.ts";
import { compiled, type Execute } from "../platform/execution.ts";
import { type KeyPurpose, Keys, type SigningKey } from "../platform/keys.ts";
import { serveSubgraph } from "../platform/subgraph-server.ts";
import { compose } from "./composition.ts";
import { createExecutor } from "./execution.ts";
import { localSubgraph } from "./local-subgraph.ts";
import { remoteSubgraph } from "./remote-subgraph.ts";
import type { SubgraphExecutor } from "./subgraph-executor.ts";

type Resolvers = Record<string, Record<string, unknown>>;
/** A subgraph of a few lines: its types, without the `@link`, and its resolvers. */
export type Tiny = readonly [typeDefs: string, resolvers?: Resolvers];

const DIRECTIVES =
  "key requires provides external shareable override inaccessible tag interfaceObject composeDirective requiresScopes cost listSize extends";
const PREAMBLE = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${DIRECTIVES.split(" ").map((name) => `"@${name}"`)}])\n`;

export const sdlOf = (typeDefs: string) => PREAMBLE + typeDefs;

export const tiny = (name: string, [typeDefs, resolvers = {}]: Tiny) => {
  const sdl = sdlOf(typeDefs);
  return {
    name,
    sdl,
    execute: compiled<Context>(
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ),
  };
};

/** An environment with fresh keys and nothing else. */
export async function keysOnly(name: Environment["name"] = "sandbox"): Promise<Environment> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = crypto.randomUUID();
  const key = {
    kid,
    privateJwk: await exportJWK(privateKey),
    privateKey,
    publicJwk: await exportJWK(publicKey),
    publicKey,
  };
  const keys = new Keys(new Map<KeyPurpose, SigningKey[]>([["internal", [key as unknown as SigningKey]]]));
  return {
    name,
    issuer: "",
    resource: "",
    keys,
    clock: fixedClock("2026-11-23T12:00:00+08:00"),
  } as unknown as Environment;
}

export async function listening(
  handler: Parameters<typeof createServer>[1],
): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

export interface TinyGraph {
  supergraphSdl: string;
  /** Asks in this process and over HTTP; fails when the two differ. */
  ask(source: string, variables?: Record<string, unknown>, caller?: Caller): Promise<ExecutionResult>;
  /** Every document that went to a subgraph in the last `ask`, as `name: document`. */
  asked: string[];
  close(): Promise<void>;
}

/** Composes tiny subgraphs and reaches them both ways. */
export async function tinyGraph(subgraphs: Record<string, Tiny>): Promise<TinyGraph> {
  const built = Object.entries(subgraphs).map(([name, one]) => tiny(name, one));
  const supergraphSdl = compose(built);
  const environment = await keysOnly();
  const asked: string[] = [];
  const seen = ({ name, execute }: { name: string; execute: Execute<Context> }) => {
    const watched: Execute<Context> = (request) => {
      asked.push(`${name}: ${(request as { source?: string }).source}`);
      return execute(request);
    };
    return { name, execute: watched };
  };
  const servers = await Promise.all(
    built.map(async (one) => ({ name: one.name, ...(await listening(serveSubgraph(one, environment))) })),
  );
  const remotes = servers.map(({ name, url }) => ({ name, ...remoteSubgraph({ name, url }) }));
  const local = createExecutor({
    supergraphSdl,
    subgraphs: new Map(
      built.map((one): [string, SubgraphExecutor<Context>] => [one.name, localSubgraph(seen(one))]),
    ),
  });
  const remote = createExecutor({
    supergraphSdl,
    subgraphs: new Map(remotes.map(({ name, execute }) => [name, execute])),
  });

  return {
    supergraphSdl,
    asked,
    async ask(source, variables = {}, caller = anonymous()) {
      const document = parse(source);
      const invalid = validate(local.schema, document);
      if (invalid.length > 0) return { errors: invalid };
      asked.length = 0;
      const context = new Context(environment, caller, "request-1");
      const here = plain(await local.execute(local.prepare(document), variables, context));
      const there = plain(await remote.execute(remote.prepare(document), variables, context));
      if (JSON.stringify(here) !== JSON.stringify(there)) {
        throw new Error(`in process: ${JSON.stringify(here)}\nover HTTP: ${JSON.stringify(there)}`);
      }
      return here;
    },
    async close() {
      await Promise.all(remotes.map(({ close }) => close()));
      for (const { server } of servers) server.close();
    },
  };
}

/** As it goes over the wire. */
export const plain = (answer: unknown): ExecutionResult =>
  JSON.parse(JSON.stringify(answer)) as ExecutionResult;
