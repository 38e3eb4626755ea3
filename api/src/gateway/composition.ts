import { composeServices, compositionHasErrors } from "@theguild/federation-composition";
import { type GraphQLError, parse } from "graphql";

/** One subgraph as the composer sees it. `url` is where a gateway in another process reaches it. */
export interface SubgraphSdl {
  name: string;
  sdl: string;
  url?: string;
}

/** Thrown when subgraphs do not fit together. It carries every reason found, not only the first. */
export class CompositionError extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(["the subgraphs do not compose:", ...errors.map((error) => `- ${error.message}`)].join("\n"));
    this.name = "CompositionError";
    this.errors = errors;
  }
}

/**
 * The supergraph of the subgraphs (Federation 2.9). The order of the subgraphs does not matter: the same
 * subgraphs always give the same text.
 */
export function compose(subgraphs: readonly SubgraphSdl[]): string {
  const services = [...subgraphs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sdl, url }) => ({ name, typeDefs: parse(sdl), ...(url ? { url } : {}) }));
  const composed = composeServices(services);
  if (compositionHasErrors(composed)) throw new CompositionError(composed.errors);
  return composed.supergraphSdl;
}
