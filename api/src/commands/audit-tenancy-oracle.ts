import { randomUUID } from "node:crypto";
import { type ExecutionResult, parse } from "graphql";
import pg from "pg";
import type { Caller } from "../platform/caller.ts";
import { Context, type Environment } from "../platform/context.ts";
import { type Class, metaOf } from "../platform/model.ts";
import type { BuiltSubgraph } from "../platform/subgraph.ts";
import { type Planted, VICTIM } from "./audit-tenancy-canaries.ts";
import { entityDocuments, type FieldDocument, fieldDocuments } from "./audit-tenancy-documents.ts";

/*
 * Whether one can tell a record of another taxpayer from one that does not exist: by the answer, by what the database
 * is asked, or by the time it takes.
 */

/** The same question about a record of another's and about one that does not exist. */
export interface Pair {
  root: string;
  subgraph: BuiltSubgraph;
  anothers: FieldDocument;
  unknown: FieldDocument;
}

const ENTITY = "_entities.".length;
const NOWHERE = "018f0000-0000-7000-8000-00000000dead";

/** A pair for each root and each record that takes an id. A record with a face is left out: that much of it is public. */
export function pairs(
  subgraphs: readonly BuiltSubgraph[],
  { keys, ...planted }: Planted,
  models: readonly Class[],
): Pair[] {
  const faced = new Set(models.map(metaOf).flatMap(({ face, name }) => (face ? [name] : [])));
  const nowhere = new Map([...keys].map(([model, id]) => [model, id.replace(/[0-9a-f-]{36}$/, NOWHERE)]));
  return subgraphs.flatMap((subgraph) => {
    const [theirs, nobodys] = [keys, nowhere].map((these) => {
      const pointed = { ...planted, keys: these };
      return [
        ...fieldDocuments(subgraph.schema, pointed),
        ...entityDocuments(subgraph.schema, pointed),
      ].filter(
        ({ root, coordinate, kind }) =>
          kind !== "subscription" &&
          !faced.has(root.slice(ENTITY)) &&
          (root === coordinate || coordinate === `${root.slice(ENTITY)}.id`),
      );
    });
    return theirs!.flatMap((anothers, i) => {
      const other = nobodys![i]!;
      const differs = withoutKeys(anothers) !== withoutKeys(other);
      return differs ? [{ root: anothers.root, subgraph, anothers, unknown: other }] : [];
    });
  });
}

const withoutKeys = ({ source, variables }: FieldDocument) =>
  (source + JSON.stringify(variables ?? {})).replace(/idempotencyKey: "[^"]+"/g, "");

/** What an answer says, without the id that was asked for. */
const said = (answer: unknown, ids: readonly string[]) =>
  ids.reduce((text, id) => text.replaceAll(id, "ID"), JSON.stringify(answer));

export interface Told {
  answer: string;
  statements: string[];
  milliseconds: number;
}

/** Asks one question and notes the answer, every statement that any connection made, and the time. */
export async function asked(
  environment: Environment,
  { subgraph }: Pair,
  { source, variables }: FieldDocument,
  caller: Caller,
): Promise<Told> {
  const statements: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [{ name?: string; text?: string } | string];
    statements.push(typeof first === "string" ? first : (first.name ?? first.text ?? ""));
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    const started = performance.now();
    const answer = (await subgraph.execute({
      source,
      document: parse(source),
      ...(variables ? { variables } : {}),
      context: new Context(environment, caller, randomUUID()),
    })) as ExecutionResult;
    const milliseconds = performance.now() - started;
    const ids = [...(source + JSON.stringify(variables ?? {})).matchAll(/[a-z]+_[0-9a-f-]{36}/g)].map(
      ([id]) => id,
    );
    return { answer: said(answer, ids), statements, milliseconds };
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** Another taxpayer's app, which may ask for everything and sees nothing of the victim's. */
export const curious = (scopes: readonly string[]): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  taxpayerId: VICTIM.taxpayerId.replace(/a1$/, "b2"),
  personId: VICTIM.personId.replace(/a1$/, "b2"),
  appId: VICTIM.appId.replace(/a1$/, "b2"),
  consentId: "cst_018f0000-0000-7000-8000-0000000000b2",
  scopes,
  purpose: "BOOKKEEPING",
  periodFrom: "2020-01-01",
  periodTo: "2030-12-31",
  acr: "L3",
  authenticatedAt: 4_000_000_000,
});

/** The median time for another's record over the median for none, of each pair of reads, asked in turn. */
export async function timings(
  environment: Environment,
  all: readonly Pair[],
  caller: Caller,
  rounds = 200,
): Promise<{ root: string; ratio: number }[]> {
  const ratios: { root: string; ratio: number }[] = [];
  for (const pair of all.filter(({ anothers }) => anothers.kind === "query")) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      for (const which of order) {
        const { milliseconds } = await asked(environment, pair, which ? pair.unknown : pair.anothers, caller);
        times[which as 0 | 1].push(milliseconds);
      }
    }
    const [anothers, unknown] = times.map((measured) => measured.sort((a, b) => a - b)[rounds >> 1]!);
    ratios.push({ root: pair.root, ratio: Math.round((anothers! / unknown!) * 100) / 100 });
  }
  return ratios;
}
