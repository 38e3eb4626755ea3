import type { FlattenNodePathSegment } from "@graphql-hive/router-query-planner";
import { type GraphQLSchema, isAbstractType, isObjectType } from "graphql";
import { ResponseObject } from "../platform/response-object.ts";

/** An object of an answer that is still being put together. */
export type Data = Record<string, unknown>;
export type Path = readonly (string | number)[];

export const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Puts what a further fetch brought into what is there. Lists of the same things are merged item by item. With
 * `shared` the objects brought go elsewhere too, so that copies are put in.
 */
export function merge(into: Data, from: Data, shared = false): Data {
  for (const key in from) {
    const value = from[key];
    if (value !== undefined) into[key] = merged(into[key], value, shared);
  }
  return into;
}

function merged(there: unknown, value: unknown, shared: boolean): unknown {
  if (there === undefined || there === null) return shared ? copy(value) : value;
  if (value === null) return there;
  if (typeof value !== "object" || typeof there !== "object") return value;
  if (Array.isArray(there) && Array.isArray(value)) {
    if (there.length !== value.length) return shared ? copy(value) : value;
    for (let index = 0; index < value.length; index++)
      there[index] = merged(there[index], value[index], shared);
    return there;
  }
  return isData(there) && isData(value) ? merge(there, value, shared) : value;
}

/** The same data in new objects and lists; leaves are shared. */
function copy<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isPlain(value)) return value;
  const copied: Data = new ResponseObject();
  for (const key in value) copied[key] = copy((value as Data)[key]);
  return copied as T;
}

const isPlain = (value: unknown) => {
  if (!isData(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype === ResponseObject.prototype;
};

/** True when an object of the type stands where one of the conditions is asked for. */
export function typeFits(schema: GraphQLSchema, typeName: string, conditions: readonly string[]): boolean {
  if (conditions.includes(typeName)) return true;
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return false;
  return conditions.some((name) => {
    const condition = schema.getType(name);
    return isAbstractType(condition) && schema.isSubType(condition, type);
  });
}

/** Where a plan wants to put something: the objects at a path of the answer. */
export interface Places {
  entities(root: Data): Data[];
  /** The same objects' paths, in the same order; asked for only when something failed. */
  paths(root: Data): Path[];
  /** The names in the path, for an error that concerns all of it. */
  names: Path;
}

type Visit = (entity: Data, path: (string | number)[]) => void;

/** Compiles a plan's path. */
export function places(schema: GraphQLSchema, segments: readonly FlattenNodePathSegment[]): Places {
  const walk = (value: unknown, at: number, path: (string | number)[], visit: Visit): void => {
    if (typeof value !== "object" || value === null) return;
    const segment = segments[at];
    if (Array.isArray(value)) {
      const next = segment === "@" ? at + 1 : at;
      for (let index = 0; index < value.length; index++) {
        path.push(index);
        walk(value[index], next, path, visit);
        path.pop();
      }
      return;
    }
    const object = value as Data;
    if (segment === undefined) visit(object, path);
    else if (segment === "@") return;
    else if ("Field" in segment) {
      path.push(segment.Field);
      walk(object[segment.Field], at + 1, path, visit);
      path.pop();
    } else {
      const { __typename: typeName } = object;
      if (typeof typeName !== "string" || typeFits(schema, typeName, segment.TypeCondition))
        walk(object, at + 1, path, visit);
    }
  };
  return {
    entities(root) {
      const found: Data[] = [];
      walk(root, 0, [], (entity) => found.push(entity));
      return found;
    },
    paths(root) {
      const found: Path[] = [];
      walk(root, 0, [], (_entity, path) => found.push([...path]));
      return found;
    },
    names: segments.flatMap((segment) =>
      typeof segment === "object" && "Field" in segment ? [segment.Field] : [],
    ),
  };
}
