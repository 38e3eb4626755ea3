import "reflect-metadata";
import { appSquare } from "./app-square/subgraph.ts";
import { consents } from "./consents/subgraph.ts";
import { invoices } from "./invoices/subgraph.ts";
import type { Scope } from "./platform/operation.ts";
import { type BuiltSubgraph, buildSubgraph, type Subgraph } from "./platform/subgraph.ts";
import { quotes } from "./quotes/subgraph.ts";
import { registry } from "./registry/subgraph.ts";

/** Every subgraph of the platform. A new one is added here. */
export const subgraphs: readonly Subgraph[] = [registry, invoices, consents, appSquare, quotes];

/** Every class with a table. */
export const entities = subgraphs.flatMap(({ models }) => models);

export const buildSubgraphs = (): BuiltSubgraph[] => subgraphs.map(buildSubgraph);

/** Every scope, as the consent page and the documents word it. */
export function scopeCatalogue(): Record<string, Scope & { subgraph: string }> {
  const catalogue: Record<string, Scope & { subgraph: string }> = {};
  for (const { name, scopes } of subgraphs)
    for (const [scope, words] of Object.entries(scopes)) {
      if (catalogue[scope])
        throw new Error(`the scope ${scope} is declared by ${catalogue[scope].subgraph} and by ${name}`);
      catalogue[scope] = { ...words, subgraph: name };
    }
  return Object.fromEntries(Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1)));
}
