import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, type ExecutionArgs, execute, type GraphQLFieldResolver, subscribe } from "graphql";
import type { Environment } from "../platform/context.ts";
import type { Log } from "./answer.ts";
import { TestClock, type TestRevocations, testEnvironment, testRevocations } from "./credentials.testing.ts";
import { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
import { serverOptions } from "./http.ts";
import type { GraphExecutor } from "./pipeline.ts";

/** The directives of the published schema. */
export const DIRECTIVES = /* GraphQL */ `
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  directive @class(level: String!) on FIELD_DEFINITION
  directive @mask(rule: String!) on FIELD_DEFINITION
  directive @stepUp(acr: String!) on FIELD_DEFINITION
  directive @lane(name: String!) on FIELD_DEFINITION
`;

type Resolvers = Record<string, Record<string, GraphQLFieldResolver<unknown, never>>>;
type Sources = Record<string, () => AsyncIterable<unknown>>;

/** graphql-js over a schema in memory, in the shape of the federated executor. */
export function memoryExecutor(sdl: string, resolvers: Resolvers = {}, sources: Sources = {}): GraphExecutor {
  const schema = buildSchema(DIRECTIVES + sdl);
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (type && "getFields" in type) {
      for (const [field, resolve] of Object.entries(fields))
        Object.assign(type.getFields()[field] ?? {}, { resolve });
    }
  }
  for (const [field, source] of Object.entries(sources)) {
    Object.assign(schema.getSubscriptionType()?.getFields()[field] ?? {}, {
      subscribe: source,
      resolve: (event: unknown) => event,
    });
  }
  return {
    schema,
    prepare: (document, operationName) => ({ document, operationName }),
    execute: (prepared, variableValues, contextValue) => {
      const args = {
        schema,
        ...(prepared as Pick<ExecutionArgs, "document" | "operationName">),
        variableValues,
        contextValue,
      } as ExecutionArgs;
      const isStream = args.document.definitions.some(
        (node) => "operation" in node && node.operation === "subscription",
      );
      return (isStream ? subscribe(args) : execute(args)) as ReturnType<GraphExecutor["execute"]>;
    },
  };
}

/** Everything that was logged. */
export const memoryLog = (): Log & { entries: { details: object; message: string }[] } => {
  const entries: { details: object; message: string }[] = [];
  return { entries, error: (details, message) => void entries.push({ details, message }) };
};

export interface TestGateway extends Gateway {
  url: string;
  clock: TestClock;
  environment: Environment;
  revocations: TestRevocations;
  log: ReturnType<typeof memoryLog>;
  stop(): Promise<void>;
}

/** A gateway on a real server of its own. */
export async function startGateway(
  sdl: string,
  executor: GraphExecutor,
  options: Partial<GatewayOptions> = {},
): Promise<TestGateway> {
  const clock = new TestClock();
  const environment = await testEnvironment(clock);
  const revocations = testRevocations();
  const log = memoryLog();
  const gateway = await createGateway({
    environment,
    executor,
    publicSdl: DIRECTIVES + sdl,
    revocations,
    log,
    ...options,
  });
  const server = createServer(serverOptions, gateway.handle);
  server.on("upgrade", gateway.upgrade);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox/graphql`;
  return {
    ...gateway,
    url,
    clock,
    environment,
    revocations,
    log,
    async stop() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
