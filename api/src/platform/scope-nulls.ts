import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { type DeniedField, operationOf, TYPE_KEY } from "./scope-filter.ts";

/** One place of the answer that is null because the caller may not read it. */
export interface DeniedPlace extends DeniedField {
  path: (string | number)[];
}

export interface MendedAnswer {
  data: Record<string, unknown> | null;
  /** The first place of each denied selection, in the order of the answer. */
  places: DeniedPlace[];
}

type Values = Record<string, unknown>;
const GONE = Symbol("null where the schema says never null");

/**
 * Puts denied fields back into the answer of a filtered document as nulls, in the order the caller asked for, and lets
 * a null climb to the nearest nullable parent, as GraphQL does for any field that failed.
 */
export function withNulls(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  denied: readonly DeniedField[],
  data: Values | null | undefined,
  variables: Values,
): MendedAnswer {
  const operation = operationOf(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root || !data) return { data: data ?? null, places: [] };
  const mender = new Mender(schema, document, denied, variables);
  const mended = mender.object(data, root, [operation.selectionSet], []);
  return { data: mended === GONE ? null : (mended as Values), places: mender.places };
}

class Mender {
  readonly places: DeniedPlace[] = [];
  readonly #schema: GraphQLSchema;
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #denied: Map<FieldNode, DeniedField>;
  readonly #reported = new Set<FieldNode>();
  readonly #variables: Values;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    denied: readonly DeniedField[],
    variables: Values,
  ) {
    this.#schema = schema;
    this.#variables = variables;
    this.#denied = new Map(denied.map((field) => [field.node, field]));
    const fragments = document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  object(
    value: Values,
    type: GraphQLObjectType,
    sets: SelectionSetNode[],
    path: (string | number)[],
  ): unknown {
    const wanted = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(set, type, wanted);
    const answer: Values = {};
    for (const [key, nodes] of wanted) {
      const field = type.getFields()[nodes[0]?.name.value ?? ""];
      const denied = nodes.map((node) => this.#denied.get(node)).find(Boolean);
      const place = [...path, key];
      if (denied) this.#report(denied, place);
      const child = denied ? null : value[key];
      const mended = field ? this.#value(child, field.type, nodes, place) : child;
      if (mended === GONE) return GONE;
      answer[key] = mended ?? null;
    }
    return answer;
  }

  #value(value: unknown, type: GraphQLOutputType, nodes: FieldNode[], path: (string | number)[]): unknown {
    if (isNonNullType(type)) {
      const mended = this.#value(value, type.ofType, nodes, path);
      return mended === null || mended === undefined ? GONE : mended;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) {
      const items = (value as unknown[]).map((item, index) =>
        this.#value(item, type.ofType, nodes, [...path, index]),
      );
      return items.includes(GONE) ? null : items;
    }
    const sets = nodes.flatMap((node) => node.selectionSet ?? []);
    if (sets.length === 0) return value;
    const named = getNamedType(type);
    const object = isAbstractType(named) ? this.#schema.getType(String((value as Values)[TYPE_KEY])) : named;
    if (!isObjectType(object)) return value;
    const mended = this.object(value as Values, object, sets, path);
    return mended === GONE ? null : mended;
  }

  #collect(set: SelectionSetNode, type: GraphQLObjectType, wanted: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (!this.#included(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        wanted.set(key, [...(wanted.get(key) ?? []), selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type))
        this.#collect(fragment.selectionSet, type, wanted);
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    const named = condition === undefined ? type : this.#schema.getType(condition);
    return named === type || (isAbstractType(named) && this.#schema.isSubType(named, type));
  }

  #included(selection: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, this.#variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, this.#variables);
    return skip?.if !== true && include?.if !== false;
  }

  #report(field: DeniedField, path: (string | number)[]): void {
    if (this.#reported.has(field.node)) return;
    this.#reported.add(field.node);
    this.places.push({ ...field, path });
  }
}
