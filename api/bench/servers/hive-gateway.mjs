import { createServer } from "node:http";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";
import { unifiedGraphHandler } from "@graphql-hive/router-runtime";
import { createDefaultExecutor } from "@graphql-tools/delegate";
import { contextFor, graphOf } from "../platform.mjs";

/** Hive gateway's runtime with its Rust planner over the platform's subgraphs, in process. */
export async function hiveGateway({ environment }) {
  const { subgraphs, supergraphSdl } = graphOf();
  const executors = new Map(subgraphs.map(({ name, schema }) => [name, createDefaultExecutor(schema)]));
  const local = {
    getSubgraphExecutor({ subgraphName }) {
      const execute = executors.get(subgraphName);
      return (request) => execute({ ...request, context: request.context.platform });
    },
  };
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    unifiedGraphHandler,
    transports: { local },
    transportEntries: Object.fromEntries(subgraphs.map(({ name }) => [name, { kind: "local" }])),
    logging: "error",
    landingPage: false,
    graphiql: false,
  });
  const server = createServer((req, res) => gateway(req, res, { platform: contextFor(environment) }));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server.address().port;
}
