import type { BatchFetchNode, FetchNode, FlattenNodePathSegment } from "@graphql-hive/router-query-planner";
import { Fetch, type Graph, moved, type Step } from "./fetch.ts";
import { type Data, isData, merge, type Path, type Places, places } from "./graph-data.ts";
import { type Represent, represent, rewriter } from "./representations.ts";

/** The entities at some places, each represented once. */
interface Asked {
  entities: Data[];
  /** For each entity the index of its representation. */
  indices: number[];
}

/** A text that only equal representations share: a plan step always writes their keys in the same order. */
function textOf(representation: Data): string {
  let text = "";
  for (const key in representation) {
    const value = representation[key];
    if (typeof value !== "string") return JSON.stringify(representation);
    text += `${key}:${value.length}:${value}`;
  }
  return text;
}

class Representations {
  readonly list: Data[] = [];
  readonly #known = new Map<string, number>();

  /** Adds what stands for the entities; entities without a key are left out. */
  add(entities: readonly Data[], represented: Represent): Asked {
    const asked: Asked = { entities: [], indices: [] };
    for (const entity of entities) {
      const representation = represented(entity);
      if (!representation) continue;
      asked.entities.push(entity);
      asked.indices.push(this.#indexOf(representation));
    }
    return asked;
  }

  #indexOf(representation: Data): number {
    const key = textOf(representation);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.list.length);
    return this.list.push(representation) - 1;
  }
}

/** Hands out what came back. What goes to several places is copied: later fetches may fill them differently. */
function deliver(all: readonly Asked[], brought: readonly unknown[]): void {
  const given: boolean[] = [];
  for (const { entities, indices } of all) {
    for (let at = 0; at < entities.length; at++) {
      const index = indices[at] as number;
      const value = brought[index];
      if (isData(value)) merge(entities[at] as Data, value, given[index]);
      given[index] = true;
    }
  }
}

/** Where in the client's answer the entity with this index stands; it may stand in several places. */
function standing(root: Data, where: Places, represented: Represent, asked: Asked, index: number): Path[] {
  const all = where.entities(root);
  const paths = where.paths(root).filter((_path, at) => represented(all[at] as Data));
  return paths.filter((_path, at) => asked.indices[at] === index);
}

/** A fetch of entities for the objects at a path. */
export function entityFetch(graph: Graph, node: FetchNode, path: readonly FlattenNodePathSegment[]): Step {
  const fetch = new Fetch(graph, node);
  const where = places(graph.schema, path);
  const represented = represent(graph.schema, node.requires ?? [], node.inputRewrites);
  const rewrite = rewriter(graph.schema, node.outputRewrites);
  return (gathering) => {
    const representations = new Representations();
    const asked = representations.add(where.entities(gathering.data), represented);
    if (asked.entities.length === 0) return;
    return fetch.ask(gathering, { representations: representations.list }, ({ data, errors }) => {
      for (const error of errors ?? []) {
        const [root, index, ...rest] = error.path ?? [];
        const paths =
          root === "_entities" && typeof index === "number"
            ? standing(gathering.data, where, represented, asked, index)
            : [where.names];
        for (const to of paths.length ? paths : [where.names])
          gathering.errors.push(moved(error, [...to, ...rest]));
      }
      const rewritten = rewrite && data ? rewrite(data) : data;
      const brought = isData(rewritten) ? rewritten._entities : undefined;
      if (Array.isArray(brought)) deliver([asked], brought);
    });
  };
}

/** Several entity fetches of one subgraph in one document, each under its alias. */
export function batchFetch(graph: Graph, node: BatchFetchNode): Step {
  const fetch = new Fetch(graph, node);
  const aliases = node.entityBatch.aliases
    .filter(({ requires }) => requires?.length)
    .map(({ alias, representationsVariableName, paths, requires, inputRewrites, outputRewrites }) => ({
      alias,
      variable: representationsVariableName,
      places: paths.map((path) => places(graph.schema, path)),
      represented: represent(graph.schema, requires, inputRewrites),
      rewrite: rewriter(graph.schema, outputRewrites),
    }));
  return (gathering) => {
    const variables = new Map<string, Representations>();
    const asked = aliases.map(({ variable, places: all, represented }) => {
      const representations = variables.get(variable) ?? new Representations();
      variables.set(variable, representations);
      return all.map((where) => representations.add(where.entities(gathering.data), represented));
    });
    if (asked.every((all) => all.every(({ entities }) => entities.length === 0))) return;
    const lists = Object.fromEntries([...variables].map(([name, { list }]) => [name, list]));
    return fetch.ask(gathering, lists, ({ data, errors }) => {
      for (const error of errors ?? []) {
        const [alias, index, ...rest] = error.path ?? [];
        const which = aliases.findIndex((one) => one.alias === alias);
        const found = aliases[which];
        const paths = (found?.places ?? []).flatMap((where, at) =>
          typeof index === "number" && found
            ? standing(
                gathering.data,
                where,
                found.represented,
                (asked[which] as Asked[])[at] as Asked,
                index,
              )
            : [where.names],
        );
        const everywhere = aliases.flatMap((one) => one.places.map(({ names }) => names));
        for (const to of paths.length ? paths : everywhere.slice(0, 1))
          gathering.errors.push(moved(error, [...to, ...rest]));
      }
      if (!isData(data)) return;
      for (const [which, { alias, rewrite }] of aliases.entries()) {
        const brought = rewrite ? rewrite(data[alias]) : data[alias];
        if (Array.isArray(brought)) deliver(asked[which] ?? [], brought);
      }
    });
  };
}
