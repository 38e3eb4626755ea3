import { ApolloGateway, LocalGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Kind, parse, print, visit } from "graphql";
import { contextFor, graphOf } from "../platform.mjs";

/** Apollo's gateway and server over the platform's subgraphs, in process. */
export async function apolloGateway({ environment }) {
  const { subgraphs, supergraphSdl } = graphOf();
  const schemas = new Map(subgraphs.map(({ name, schema }) => [name, schema]));
  const gateway = new ApolloGateway({
    supergraphSdl: withoutSecurity(supergraphSdl),
    buildService: ({ name }) => new Subgraph(schemas.get(name)),
  });
  const server = new ApolloServer({ gateway, introspection: false, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: "127.0.0.1" },
    context: async () => ({ platform: contextFor(environment) }),
  });
  return Number(new URL(url).port);
}

/** The server hands on a copy of its context, which must not be ours itself. */
class Subgraph extends LocalGraphQLDataSource {
  process({ request, context }) {
    return super.process({ request, context: context.platform });
  }
}

/** @apollo/gateway loads no supergraph that uses `@requiresScopes`; the resolvers ask for the scopes anyway. */
function withoutSecurity(supergraphSdl) {
  const isSecurity = (name) => /^requiresScopes(__|$)/.test(name);
  const drop = ({ name }) => (isSecurity(name.value) ? null : undefined);
  return print(
    visit(parse(supergraphSdl), {
      SchemaDefinition: (node) => ({
        ...node,
        directives: node.directives.filter((link) => !isForSecurity(link)),
      }),
      Directive: drop,
      DirectiveDefinition: drop,
      ScalarTypeDefinition: drop,
    }),
  );
}

const isForSecurity = ({ arguments: given = [] }) =>
  given.some(
    ({ name, value }) => name.value === "for" && value.kind === Kind.ENUM && value.value === "SECURITY",
  );
