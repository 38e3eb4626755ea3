import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  locatedError,
  type OperationDefinitionNode,
} from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";

/** What one execution carries through its selections. */
export interface Run {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  readonly errors: GraphQLError[];
}

export type Path = GraphQLResolveInfo["path"];

/** Turns what a resolver gave into what the answer holds; `path` is its place in the answer. */
export type Complete = (run: Run, path: Path, value: unknown) => unknown;

/** One field of a compiled selection. */
export interface Field {
  key: string;
  nodes: readonly FieldNode[];
  definition: GraphQLField<unknown, unknown>;
  parentType: GraphQLObjectType;
  complete: Complete;
  nullable: boolean;
  typename: boolean;
}

/** The field that a value belongs to. */
export type Owner = Pick<Field, "parentType" | "definition">;

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

export const infoOf = (
  run: Run,
  { definition, nodes, parentType }: Owner & Pick<Field, "nodes">,
  path: Path,
): GraphQLResolveInfo => ({
  fieldName: definition.name,
  fieldNodes: nodes,
  returnType: definition.type,
  parentType,
  path,
  schema: run.schema,
  fragments: run.fragments,
  rootValue: undefined,
  operation: run.operation,
  variableValues: run.variables as Record<string, unknown>,
});

/** A field or item failed: null in its place, or, where it is not nullable, the failure of what holds it. */
export function fail(
  run: Run,
  nodes: readonly FieldNode[],
  path: Path,
  nullable: boolean,
  thrown: unknown,
): null {
  const error = locatedError(thrown, nodes, keysOf(path));
  if (!nullable) throw error;
  run.errors.push(error);
  return null;
}

function keysOf(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

/** A scalar or enum value, as it goes over the wire. */
export function leaf(type: GraphQLLeafType): Complete {
  return (_run, _path, value) => {
    const serialized = type.serialize(value);
    if (serialized !== undefined && serialized !== null) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
    );
  };
}

/** Each item for itself: one that fails leaves the others alone, unless items are not nullable. */
export function list(item: Complete, nullable: boolean, nodes: readonly FieldNode[], name: string): Complete {
  return (run, path, values) => {
    if (typeof values !== "object" || values === null || !(Symbol.iterator in values)) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    const completed: unknown[] = [];
    let pending = false;
    for (const value of values as Iterable<unknown>) {
      const at: Path = { prev: path, key: completed.length, typename: undefined };
      try {
        const one = isPromise(value) ? value.then((settled) => item(run, at, settled)) : item(run, at, value);
        if (isPromise(one)) pending = true;
        completed.push(
          isPromise(one) ? one.then(undefined, (error) => fail(run, nodes, at, nullable, error)) : one,
        );
      } catch (error) {
        completed.push(
          nullable ? fail(run, nodes, at, true, error) : rejected(run, nodes, at, error, completed),
        );
      }
    }
    return pending ? Promise.all(completed) : completed;
  };
}

/** A non-null item failed at once: the promises before it must not be left without a listener. */
function rejected(
  run: Run,
  nodes: readonly FieldNode[],
  at: Path,
  error: unknown,
  before: readonly unknown[],
): never {
  for (const value of before) if (isPromise(value)) value.then(undefined, () => undefined);
  return fail(run, nodes, at, false, error) as never;
}

/** The object type that an abstract value turned out to have. */
export function concreteType(
  schema: GraphQLSchema,
  abstract: { name: string },
  typeName: unknown,
  nodes: readonly FieldNode[],
  field: string,
  value: unknown,
): GraphQLObjectType {
  const { name } = abstract;
  if (typeof typeName !== "string") {
    throw new GraphQLError(
      `Abstract type "${name}" must resolve to an Object type at runtime for field "${field}" with value ${inspect(value)}, received "${inspect(typeName)}".`,
      { nodes },
    );
  }
  const type = schema.getType(typeName);
  if (!type)
    throw new GraphQLError(
      `Abstract type "${name}" was resolved to a type "${typeName}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(type))
    throw new GraphQLError(`Abstract type "${name}" was resolved to a non-object type "${typeName}".`, {
      nodes,
    });
  if (!schema.isSubType(abstract as never, type)) {
    throw new GraphQLError(`Runtime Object type "${type.name}" is not a possible type for "${name}".`, {
      nodes,
    });
  }
  return type;
}
