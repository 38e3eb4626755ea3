import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  type Source,
  validate,
} from "graphql";
import { createHandler } from "graphql-http/lib/use/http";
import { LRUCache } from "lru-cache";
import { createExecutor } from "./execution.ts";
import { type RemoteExecutor, remoteSubgraph } from "./remote-subgraph.ts";

/** Where each subgraph of a supergraph is reached, as its `@join__graph` says. */
export function subgraphUrls(supergraphSdl: string): { name: string; url: string }[] {
  const graphs = parse(supergraphSdl, { noLocation: true }).definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === "join__Graph",
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION)
    throw new Error("this is no supergraph: it has no join__Graph");
  return (graphs.values ?? []).map(({ directives, name }) => {
    const args = directives?.find((directive) => directive.name.value === "join__graph")?.arguments ?? [];
    const text = (key: string) => {
      const value = args.find((argument) => argument.name.value === key)?.value;
      return value?.kind === Kind.STRING ? value.value : "";
    };
    return { name: text("name") || name.value, url: text("url") };
  });
}

export interface Standalone {
  url: string;
  close(): Promise<void>;
}

/**
 * A gateway alone: GraphQL over HTTP for any Federation 2 supergraph whose subgraphs are reached over HTTP.
 * `/graphql` by POST, queries by GET too; `/health` says that it is up. It authenticates nobody.
 */
export async function startStandalone({
  supergraphSdl,
  port,
  host = "127.0.0.1",
  timeoutMs,
}: {
  supergraphSdl: string;
  port: number;
  host?: string;
  timeoutMs?: number;
}): Promise<Standalone> {
  const remotes = new Map<string, RemoteExecutor>();
  for (const { name, url } of subgraphUrls(supergraphSdl)) {
    if (!url) throw new Error(`the supergraph does not say where ${name} is: @join__graph(url: "") is empty`);
    remotes.set(name, remoteSubgraph({ name, url, ...(timeoutMs ? { timeoutMs } : {}) }));
  }
  const subgraphs = new Map([...remotes].map(([name, { execute }]) => [name, execute]));
  const executor = createExecutor({ supergraphSdl, subgraphs });
  const documents = new LRUCache<string, DocumentNode>({ max: 1_000 });
  const verdicts = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const handler = createHandler({
    schema: executor.schema,
    parse(source: string | Source) {
      const text = typeof source === "string" ? source : source.body;
      let document = documents.get(text);
      if (!document) documents.set(text, (document = parse(text)));
      return document;
    },
    validate(schema: GraphQLSchema, document: DocumentNode) {
      let verdict = verdicts.get(document);
      if (!verdict) verdicts.set(document, (verdict = validate(schema, document)));
      return verdict;
    },
    execute: ({ document, operationName, variableValues }) =>
      executor.execute(executor.prepare(document, operationName), variableValues, undefined) as never,
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://gateway");
    if (pathname === "/graphql") handler(request, response);
    else if (pathname === "/health") response.end("ok");
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening, failed) => server.once("error", failed).listen(port, host, listening));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await Promise.all([...remotes.values()].map((remote) => remote.close()));
    },
  };
}
