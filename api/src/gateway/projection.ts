import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { ResponseObject } from "../platform/response-object.ts";
import { type Data, isData } from "./graph-data.ts";

/** Makes of all that was gathered exactly what was asked for. `null` when a non-null root field has no value. */
export type Projection = (data: Data) => Data | null;

type Project = (value: unknown) => unknown;
type Collected = ReadonlyMap<string, readonly FieldNode[]>;

interface Field {
  key: string;
  nullable: boolean;
  /** Missing for `__typename`. */
  project: Project | undefined;
}

/** What an operation with these variables selects, in the schema the client sees. */
interface Asked {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Compiles the selection for one combination of `@skip` and `@include`. Fields come in the order asked for, what
 * only the plan needed is left out, and a missing non-null value makes its nearest nullable parent null.
 */
export function projection(asked: Asked, operation: OperationDefinitionNode): Projection {
  const { schema, fragments, variables } = asked;
  const type = schema.getRootType(operation.operation);
  if (!type) throw new Error(`the graph has no ${operation.operation}`);
  const fields = fieldsOf(
    asked,
    type,
    collectFields(schema, fragments, variables, type, operation.selectionSet),
  );
  return (data) => pick(fields, data, type.name);
}

function fieldsOf(asked: Asked, parent: GraphQLCompositeType, collected: Collected): Field[] {
  const definitions = "getFields" in parent ? parent.getFields() : {};
  return [...collected].flatMap(([key, nodes]): Field[] => {
    const name = nodes[0]?.name.value ?? "";
    if (name === "__typename") return [{ key, nullable: false, project: undefined }];
    if (name === "__schema" || name === "__type")
      return [{ key, nullable: true, project: (value) => value ?? null }];
    const definition = definitions[name];
    return definition
      ? [
          {
            key,
            nullable: !isNonNullType(definition.type),
            project: projectionOf(asked, definition.type, nodes),
          },
        ]
      : [];
  });
}

function pick(fields: readonly Field[], data: Data, typeName: string): Data | null {
  const picked: Data = new ResponseObject();
  for (const { key, nullable, project } of fields) {
    if (!project) {
      picked[key] = data[key] ?? typeName;
      continue;
    }
    const value = project(data[key]);
    if (value === null && !nullable) return null;
    picked[key] = value;
  }
  return picked;
}

function projectionOf(asked: Asked, type: GraphQLOutputType, nodes: readonly FieldNode[]): Project {
  if (isNonNullType(type)) return projectionOf(asked, type.ofType, nodes);
  if (isListType(type)) {
    const item = projectionOf(asked, type.ofType, nodes);
    return listProjection(item, !isNonNullType(type.ofType));
  }
  if (isEnumType(type)) return (value) => (typeof value === "string" && type.getValue(value) ? value : null);
  if (!isCompositeType(type)) return (value) => (value === undefined ? null : value);
  const { schema, fragments, variables } = asked;
  const byType = new Map<string, Field[] | null>();
  const fieldsFor = (typeName: string): Field[] | null => {
    const actual = schema.getType(typeName);
    const known = isObjectType(actual) || isInterfaceType(actual);
    return known
      ? fieldsOf(
          asked,
          actual,
          collectSubfields(schema, fragments, variables, actual as GraphQLObjectType, nodes),
        )
      : null;
  };
  return (value) => {
    if (!isData(value)) return null;
    const typeName = typeof value.__typename === "string" ? value.__typename : type.name;
    let fields = byType.get(typeName);
    if (fields === undefined) byType.set(typeName, (fields = fieldsFor(typeName)));
    return fields ? pick(fields, value, typeName) : null;
  };
}

const listProjection =
  (item: Project, nullable: boolean): Project =>
  (values) => {
    if (!Array.isArray(values)) return null;
    const projected: unknown[] = new Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const value = item(values[index]);
      if (value === null && !nullable) return null;
      projected[index] = value;
    }
    return projected;
  };
