import {
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { inspect } from "graphql/jsutils/inspect.js";
import {
  type Complete,
  concreteType,
  type Field,
  fail,
  infoOf,
  isPromise,
  leaf,
  list,
  type Owner,
  type Path,
  type Run,
} from "./completion.ts";
import { ResponseObject } from "./response-object.ts";

type Data = Record<string, unknown>;
/** Selects the fields of the root. Throws, or rejects, when a non-null one has no value. */
export type Selection = (run: Run) => Data | Promise<Data>;

/** What is fixed while one variant of a document is compiled: the variables that its directives read. */
interface Variant {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variables: Readonly<Record<string, unknown>>;
}

type Collected = ReadonlyMap<string, readonly FieldNode[]>;
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
  const fields = fieldsOf(
    variant,
    type,
    collectFields(schema, fragments, variables, type, operation.selectionSet),
  );
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
      complete: completion(variant, definition.type, nodes, `${parentType.name}.${definition.name}`, {
        parentType,
        definition,
      }),
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

function select(
  run: Run,
  fields: readonly Field[],
  source: unknown,
  path: Path | undefined,
): Data | Promise<Data> {
  const data: Data = new ResponseObject();
  let pending: Promise<void>[] | undefined;
  try {
    for (const field of fields) {
      const { key } = field;
      const value = field.typename ? field.parentType.name : resolve(run, field, source, path);
      data[key] = value;
      if (isPromise(value)) {
        pending ??= [];
        pending.push(
          value.then((settled) => {
            data[key] = settled;
          }),
        );
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
      if (typeof value === "function")
        value = value.call(source, argumentsOf(run, field), run.context, infoOf(run, field, path));
    }
    const completed = isPromise(value)
      ? value.then((settled) => field.complete(run, path, settled))
      : field.complete(run, path, value);
    return isPromise(completed)
      ? completed.then(undefined, (error) => fail(run, field.nodes, path, field.nullable, error))
      : completed;
  } catch (error) {
    return fail(run, field.nodes, path, field.nullable, error);
  }
}

const argumentsOf = (run: Run, { definition, nodes }: Field): Record<string, unknown> =>
  definition.args.length === 0 ? {} : getArgumentValues(definition, nodes[0] as FieldNode, run.variables);

function completion(
  variant: Variant,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  name: string,
  owner: Owner,
): Complete {
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

function completionOfValue(
  variant: Variant,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  name: string,
  owner: Owner,
): Complete {
  if (isLeafType(type)) return leaf(type);
  if (isListType(type))
    return list(
      completion(variant, type.ofType, nodes, name, owner),
      !isNonNullType(type.ofType),
      nodes,
      name,
    );
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

function object(
  variant: Variant,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  owner: Owner,
): Complete {
  let fields: Field[] | undefined;
  const selected: Complete = (run, path, value) => {
    fields ??= fieldsOf(
      variant,
      type,
      collectSubfields(variant.schema, variant.fragments, variant.variables, type, nodes),
    );
    return select(run, fields, value, path);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return selected;
  const checked = (run: Run, path: Path, value: unknown, is: boolean) => {
    if (!is)
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes });
    return selected(run, path, value);
  };
  return (run, path, value) => {
    const is = isTypeOf(value, run.context, infoOf(run, { ...owner, nodes }, path));
    return isPromise(is)
      ? is.then((settled) => checked(run, path, value, settled))
      : checked(run, path, value, is);
  };
}
