import {
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
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

type Path = GraphQLResolveInfo["path"];
type Data = Record<string, unknown>;
/** Selects the fields of the root. Throws, or rejects, when a non-null one has no value. */
export type Selection = (run: Run) => Data | Promise<Data>;

/** Turns what a resolver gave into what the answer holds; `path` is its place in the answer. */
type Complete = (run: Run, path: Path, value: unknown) => unknown;

interface Field {
  key: string;
  nodes: readonly FieldNode[];
  definition: GraphQLField<unknown, unknown>;
  parentType: GraphQLObjectType;
  complete: Complete;
  nullable: boolean;
  typename: boolean;
}

/** What is fixed while one variant of a document is compiled: the variables that its directives read. */
interface Variant {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variables: Readonly<Record<string, unknown>>;
}

type Collected = ReadonlyMap<string, readonly FieldNode[]>;
const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/** The root fields of a query, compiled. */
export function rootSelection(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Selection | undefined {
  const type = schema.getRootType(OperationTypeNode.QUERY);
  if (!type) return undefined;
  const variant = { schema, fragments, variables };
  const fields = fieldsOf(variant, type, collectFields(schema, fragments, variables, type, operation.selectionSet));
  return (run) => select(run, fields, undefined, undefined);
}

function fieldsOf(variant: Variant, parentType: GraphQLObjectType, collected: Collected): Field[] {
  const fields: Field[] = [];
  for (const [key, nodes] of collected) {
    const definition = definitionOf(variant.schema, parentType, nodes[0]?.name.value ?? "");
    if (!definition) continue;
    fields.push({
      key,
      nodes,
      definition,
      parentType,
      complete: completion(variant, definition.type, nodes, `${parentType.name}.${definition.name}`, { parentType, definition }),
      nullable: !isNonNullType(definition.type),
      typename: definition === TypeNameMetaFieldDef,
    });
  }
  return fields;
}

function definitionOf(schema: GraphQLSchema, parent: GraphQLObjectType, name: string) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
}

function select(run: Run, fields: readonly Field[], source: unknown, path: Path | undefined): Data | Promise<Data> {
  const data = { __proto__: null } as unknown as Data;
  let pending: Promise<void>[] | undefined;
  try {
    for (const field of fields) {
      const { key } = field;
      const value = field.typename ? field.parentType.name : resolve(run, field, source, path);
      data[key] = value;
      if (isPromise(value)) {
        pending ??= [];
        pending.push(value.then((settled) => { data[key] = settled; }));
      }
    }
  } catch (error) {
    if (!pending) throw error;
    return Promise.allSettled(pending).then(() => {
      throw error;
    });
  }
  if (!pending) return data;
  return (pending.length === 1 ? (pending[0] as Promise<void>) : Promise.all(pending)).then(() => data);
}

function resolve(run: Run, field: Field, source: unknown, prev: Path | undefined): unknown {
  const { definition } = field;
  const path: Path = { prev, key: field.key, typename: field.parentType.name };
  try {
    let value: unknown;
    if (definition.resolve) {
      value = definition.resolve(source, argumentsOf(run, field), run.context, infoOf(run, field, path));
    } else {
      value = source === null || typeof source !== "object" ? undefined : (source as Data)[definition.name];
      if (typeof value === "function") value = value.call(source, argumentsOf(run, field), run.context, infoOf(run, field, path));
    }
    const completed = isPromise(value) ? value.then((settled) => field.complete(run, path, settled)) : field.complete(run, path, value);
    return isPromise(completed) ? completed.then(undefined, (error) => fail(run, field.nodes, path, field.nullable, error)) : completed;
  } catch (error) {
    return fail(run, field.nodes, path, field.nullable, error);
  }
}

const argumentsOf = (run: Run, { definition, nodes }: Field): Record<string, unknown> =>
  definition.args.length === 0 ? {} : getArgumentValues(definition, nodes[0] as FieldNode, run.variables);

const infoOf = (run: Run, { definition, nodes, parentType }: Owner & Pick<Field, "nodes">, path: Path): GraphQLResolveInfo => ({
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

function fail(run: Run, nodes: readonly FieldNode[], path: Path, nullable: boolean, thrown: unknown): null {
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

type Owner = Pick<Field, "parentType" | "definition">;

function completion(variant: Variant, type: GraphQLOutputType, nodes: readonly FieldNode[], name: string, owner: Owner): Complete {
  if (isNonNullType(type)) {
    const inner = completion(variant, type.ofType, nodes, name, owner);
    const present = (value: unknown) => {
      if (value === null) throw new Error(`Cannot return null for non-nullable field ${name}.`);
      return value;
    };
    return (run, path, value) => {
      const completed = inner(run, path, value);
      return isPromise(completed) ? completed.then(present) : present(completed);
    };
  }
  const some = completionOfValue(variant, type, nodes, name, owner);
  return (run, path, value) => {
    if (value === undefined || value === null) return null;
    if (value instanceof Error) throw value;
    return some(run, path, value);
  };
}

function completionOfValue(variant: Variant, type: GraphQLOutputType, nodes: readonly FieldNode[], name: string, owner: Owner): Complete {
  if (isLeafType(type)) {
    return (_run, _path, value) => {
      const serialized = type.serialize(value);
      if (serialized !== undefined && serialized !== null) return serialized;
      throw new Error(
        `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
      );
    };
  }
  if (isListType(type)) return list(completion(variant, type.ofType, nodes, name, owner), !isNonNullType(type.ofType), nodes, name);
  if (isObjectType(type)) return object(variant, type, nodes, owner);
  if (!isAbstractType(type)) throw new Error(`${inspect(type)} is no output type`);
  const byType = new Map<GraphQLObjectType, Complete>();
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const complete = (run: Run, path: Path, value: unknown, typeName: unknown) => {
    const concrete = concreteType(run.schema, type, typeName, nodes, name, value);
    let known = byType.get(concrete);
    if (!known) byType.set(concrete, (known = object(variant, concrete, nodes, owner)));
    return known(run, path, value);
  };
  return (run, path, value) => {
    const typeName: unknown = resolveType(value, run.context, infoOf(run, { ...owner, nodes }, path), type);
    return isPromise(typeName)
      ? typeName.then((settled) => complete(run, path, value, settled))
      : complete(run, path, value, typeName);
  };
}

function list(item: Complete, nullable: boolean, nodes: readonly FieldNode[], name: string): Complete {
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
        completed.push(isPromise(one) ? one.then(undefined, (error) => fail(run, nodes, at, nullable, error)) : one);
      } catch (error) {
        completed.push(nullable ? fail(run, nodes, at, true, error) : rejected(run, nodes, at, error, completed));
      }
    }
    return pending ? Promise.all(completed) : completed;
  };
}

/** A non-null item failed at once: the promises before it must not be left without a listener. */
function rejected(run: Run, nodes: readonly FieldNode[], at: Path, error: unknown, before: readonly unknown[]): never {
  for (const value of before) if (isPromise(value)) value.then(undefined, () => undefined);
  return fail(run, nodes, at, false, error) as never;
}

function object(variant: Variant, type: GraphQLObjectType, nodes: readonly FieldNode[], owner: Owner): Complete {
  let fields: Field[] | undefined;
  const selected: Complete = (run, path, value) => {
    fields ??= fieldsOf(variant, type, collectSubfields(variant.schema, variant.fragments, variant.variables, type, nodes));
    return select(run, fields, value, path);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return selected;
  const checked = (run: Run, path: Path, value: unknown, is: boolean) => {
    if (!is) throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes });
    return selected(run, path, value);
  };
  return (run, path, value) => {
    const is = isTypeOf(value, run.context, infoOf(run, { ...owner, nodes }, path));
    return isPromise(is) ? is.then((settled) => checked(run, path, value, settled)) : checked(run, path, value, is);
  };
}

function concreteType(
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
  if (!type) throw new GraphQLError(`Abstract type "${name}" was resolved to a type "${typeName}" that does not exist inside the schema.`, { nodes });
  if (!isObjectType(type)) throw new GraphQLError(`Abstract type "${name}" was resolved to a non-object type "${typeName}".`, { nodes });
  if (!schema.isSubType(abstract as never, type)) {
    throw new GraphQLError(`Runtime Object type "${type.name}" is not a possible type for "${name}".`, { nodes });
  }
  return type;
}
