import type {
  FetchNodePathSegment,
  FetchRewrite,
  RequiresSelection,
} from "@graphql-hive/router-query-planner";
import type { GraphQLSchema } from "graphql";
import { type Data, isData, merge, typeFits } from "./graph-data.ts";

/** Reads the key of an entity, and what it requires, off the answer; `undefined` when it has none. */
export type Represent = (entity: Data) => Data | undefined;

export function represent(
  schema: GraphQLSchema,
  requires: readonly RequiresSelection[],
  rewrites: readonly FetchRewrite[] | undefined,
): Represent {
  const project = projector(schema, requires);
  const rewrite = rewriter(schema, rewrites);
  return (entity) => {
    const { __typename: typeName } = entity;
    if (typeof typeName !== "string") return undefined;
    const projected = project(entity);
    if (!projected) return undefined;
    projected.__typename ??= typeName;
    return rewrite ? (rewrite(projected) as Data) : projected;
  };
}

function projector(schema: GraphQLSchema, selections: readonly RequiresSelection[]): Represent {
  type Part = (entity: Data, into: Data) => void;
  const parts = selections.map((selection): Part => {
    if (selection.kind === "FragmentSpread")
      throw new Error("the planner names no fragments in what it requires");
    const project = selection.selections && projector(schema, selection.selections);
    if (selection.kind === "InlineFragment") {
      const { typeCondition } = selection;
      const cache = new Map<unknown, boolean>();
      return (entity, into) => {
        const typeName = entity.__typename;
        let fits = cache.get(typeName);
        if (fits === undefined)
          cache.set(
            typeName,
            (fits = typeof typeName === "string" && typeFits(schema, typeName, [typeCondition])),
          );
        const projected = fits ? project?.(entity) : undefined;
        if (projected) merge(into, projected);
      };
    }
    const { name, alias = name } = selection;
    return (entity, into) => {
      const found = entity[name] === undefined ? entity[alias] : entity[name];
      const value = project ? deeply(found, project) : found;
      if (value !== undefined && value !== null) into[alias] = value;
    };
  });
  return (entity) => {
    const projected: Data = {};
    for (const part of parts) part(entity, projected);
    for (const key in projected) if (key !== "__typename") return projected;
    return undefined;
  };
}

function deeply(value: unknown, project: Represent): unknown {
  if (Array.isArray(value)) return value.map((item) => deeply(item, project) ?? null);
  return isData(value) ? project(value) : value;
}

/** What the planner wants renamed or replaced, as one function over the data; `undefined` when nothing is. */
export function rewriter(
  schema: GraphQLSchema,
  rewrites: readonly FetchRewrite[] | undefined,
): ((data: unknown) => unknown) | undefined {
  if (!rewrites?.length) return undefined;
  const steps = rewrites.map((rewrite) => {
    if ("KeyRenamer" in rewrite) {
      const { path, renameKeyTo } = rewrite.KeyRenamer;
      return (data: unknown) => rename(schema, data, path, 0, renameKeyTo);
    }
    const { path, setValueTo } = "ValueSetter" in rewrite ? rewrite.ValueSetter : rewrite;
    return (data: unknown) => replace(schema, data, path, 0, setValueTo);
  });
  return (data) => {
    let current = data;
    for (const step of steps) current = step(current);
    return current;
  };
}

const passes = (schema: GraphQLSchema, data: unknown, types: readonly string[]) => {
  const typeName = isData(data) ? data.__typename : undefined;
  return typeof typeName !== "string" || typeFits(schema, typeName, types);
};

function rename(
  schema: GraphQLSchema,
  data: unknown,
  path: readonly FetchNodePathSegment[],
  at: number,
  to: string,
): unknown {
  if (Array.isArray(data)) for (const item of data) rename(schema, item, path, at, to);
  else if (isData(data)) {
    const segment = path[at];
    if (!segment) return data;
    if ("TypenameEquals" in segment) {
      if (passes(schema, data, segment.TypenameEquals)) rename(schema, data, path, at + 1, to);
    } else if (at === path.length - 1) {
      data[to] = data[segment.Key];
      delete data[segment.Key];
    } else rename(schema, data[segment.Key], path, at + 1, to);
  }
  return data;
}

function replace(
  schema: GraphQLSchema,
  data: unknown,
  path: readonly FetchNodePathSegment[],
  at: number,
  value: string,
): unknown {
  if (Array.isArray(data)) return data.map((item) => replace(schema, item, path, at, value));
  const segment = path[at];
  if (!segment) return value;
  if ("TypenameEquals" in segment)
    return passes(schema, data, segment.TypenameEquals) ? replace(schema, data, path, at + 1, value) : data;
  if (!isData(data)) return data;
  const last = at === path.length - 1;
  if (!last && (data[segment.Key] === undefined || data[segment.Key] === null)) return data;
  return { ...data, [segment.Key]: last ? value : replace(schema, data[segment.Key], path, at + 1, value) };
}
