import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ExecutionResult, parse, validate } from "graphql";
import type { Logger } from "pino";
import { formatError } from "../gateway/answer.ts";
import { compose } from "../gateway/composition.ts";
import { createExecutor } from "../gateway/execution.ts";
import { localSubgraph } from "../gateway/local-subgraph.ts";
import { remoteSubgraph } from "../gateway/remote-subgraph.ts";
import { isStream } from "../gateway/subgraph-executor.ts";
import type { Caller } from "../platform/caller.ts";
import { Context, type Environment } from "../platform/context.ts";
import type { Event } from "../platform/events.ts";
import type { BuiltSubgraph } from "../platform/subgraph.ts";
import { serveSubgraph } from "../platform/subgraph-server.ts";
import { type Planted, VICTIM } from "./audit-tenancy-canaries.ts";
import { entityDocuments, type FieldDocument, fieldDocuments } from "./audit-tenancy-documents.ts";

/** Whoever listens hears at once of something that concerns the victim, whatever the topic. */
export const withEvents = (environment: Environment, { keys }: Planted): Environment => {
  const ids = Object.fromEntries(
    [...keys].map(([model, id]) => [`${model.charAt(0).toLowerCase()}${model.slice(1)}Id`, id]),
  );
  const events = {
    async *of<E extends Event>(topic: string): AsyncGenerator<E> {
      for (const id of keys.values()) yield { ...VICTIM, ...ids, topic, id } as unknown as E;
    },
  };
  return { ...environment, events: events as unknown as Environment["events"] };
};

export type Ask = (document: FieldDocument, caller: Caller) => Promise<string>;

/** Every subgraph behind its own door, reached with a signed word on who is calling; and the graph of all of them. */
export async function openPlaces(environment: Environment, subgraphs: readonly BuiltSubgraph[], log: Logger) {
  const servers = await Promise.all(
    subgraphs.map(async (subgraph) => {
      const server = createServer(serveSubgraph(subgraph, environment));
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      return { subgraph, server, url, remote: remoteSubgraph({ name: subgraph.name, url }) };
    }),
  );
  const graph = createExecutor<Context>({
    supergraphSdl: compose(subgraphs.map(({ name, sdl }) => ({ name, sdl }))),
    subgraphs: new Map(subgraphs.map((subgraph) => [subgraph.name, localSubgraph<Context>(subgraph)])),
  });
  const contextFor = (caller: Caller) => new Context(environment, caller, randomUUID());

  const directly =
    ({ subgraph, remote }: (typeof servers)[number]): Ask =>
    async ({ source, variables, kind }, caller) =>
      text(
        await remote.execute({
          document: parse(source),
          source,
          operationType: kind as never,
          context: contextFor(caller),
          ...(variables ? { variables } : {}),
        }),
        subgraph.name,
      );
  const throughAll: Ask = async ({ source, variables }, caller) => {
    const document = parse(source);
    const invalid = validate(graph.schema, document);
    if (invalid.length > 0) return JSON.stringify(invalid.map((error) => formatError(error, "r", log)));
    const answer = await graph.execute(graph.prepare(document), variables, contextFor(caller));
    if (isStream(answer)) return text(answer, "graph");
    return JSON.stringify({
      data: answer.data,
      errors: answer.errors?.map((error) => formatError(error, "r", log)),
    });
  };

  return {
    all: (planted: Planted) => [
      ...servers.map((one) => ({
        through: "subgraph" as const,
        schema: one.subgraph.schema,
        ask: directly(one),
        documents: [
          ...fieldDocuments(one.subgraph.schema, planted),
          ...entityDocuments(one.subgraph.schema, planted),
        ],
      })),
      {
        through: "graph" as const,
        schema: graph.schema,
        ask: throughAll,
        documents: fieldDocuments(graph.schema, planted),
      },
    ],
    /** Each subgraph without a token. */
    knock: () =>
      Promise.all(
        servers.map(async ({ subgraph: { name }, url }) => {
          const headers = { "content-type": "application/json" };
          const { status } = await fetch(url, {
            method: "POST",
            headers,
            body: '{"query":"{ __typename }"}',
          });
          return { name, status };
        }),
      ),
    async close() {
      for (const { server, remote } of servers) {
        await remote.close();
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

const PATIENCE = 20;

/** An answer as it goes over the wire; of a stream the first few. */
async function text(answer: ExecutionResult | AsyncIterable<ExecutionResult>, name: string): Promise<string> {
  if (!isStream(answer)) return JSON.stringify(answer);
  const heard: string[] = [];
  try {
    for await (const each of answer) if (heard.push(JSON.stringify(each)) >= PATIENCE) break;
  } catch (error) {
    heard.push(`${name}: ${String(error)}`);
  }
  return heard.join("\n");
}
