import type { Subgraph } from "../platform/subgraph.ts";
import { ConsentResolver } from "./consent.resolver.ts";
import { Consent } from "./consent.ts";
import { scopes } from "./operations.ts";

/** 授权: who may read and do what for a taxpayer, and how that ends. */
export const consents: Subgraph = {
  name: "consents",
  scopes,
  models: [Consent],
  resolvers: [ConsentResolver],
};
