import type { Subgraph } from "../platform/subgraph.ts";
import { ExplainAccessResolver } from "./explain-access.resolver.ts";
import { scopes } from "./operations.ts";
import { QuoteResolver } from "./quote.resolver.ts";

/** What operations cost, and why they would be refused. The gateway in the same process answers, for it alone knows. */
export const quotes: Subgraph = {
  name: "quotes",
  models: [],
  resolvers: [QuoteResolver, ExplainAccessResolver],
  scopes,
};
