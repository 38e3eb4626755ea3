import { type Alternatives, requiredScopes } from "@open-tax/sdk/manifest/required-scopes";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { refuse } from "./access.ts";
import { holds } from "./caller.ts";
import { isBeyondConsent } from "./field-consent.ts";
import type { Problem } from "./refusal.ts";

/** A selection the caller may not make. */
export interface DeniedField {
  /** The field as written in the document. */
  node: FieldNode;
  /** For example `Invoice.sellerName`. */
  coordinate: string;
  /** What it takes: one of these sets of scopes. Absent where the scopes are held, but the field was not consented to. */
  scopes?: Alternatives;
}

/** A document without what the caller may not select; null when nothing of it may run. */
export interface FilteredDocument {
  document: DocumentNode | null;
  denied: readonly DeniedField[];
}

/** The response key under which the filtered document asks for the type of an object found at an interface or union. */
export const TYPE_KEY = "_scopeType";

/**
 * Takes from one operation every field whose `@requiresScopes` the caller does not satisfy, and, where the consent names
 * its fields, every field beyond them, before anything is planned or run. An object left without a field keeps `__typename`, so that whether it is there stays answerable; variables
 * and fragments nobody uses any more go too. Pure: the gateway runs it on public documents, a subgraph on what the
 * gateway sends it (`_entities` included). A document in which nothing is denied comes back as the same object.
 */
export function filterByScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  scopes: readonly string[],
  fields?: readonly string[],
): FilteredDocument {
  const operation = operationOf(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return { document, denied: [] };
  const filter = new Filter(schema, document, scopes, fields);
  const selectionSet = filter.selections(operation.selectionSet, root);
  if (filter.denied.length === 0) return { document, denied: [] };
  if (!selectionSet) return { document: null, denied: filter.denied };
  return { document: pruned({ ...operation, selectionSet }, filter.fragments), denied: filter.denied };
}

/** The operation a request names, or the only one. */
export function operationOf(
  document: DocumentNode,
  name: string | undefined,
): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (name === undefined) return operations.length === 1 ? operations[0] : undefined;
  return operations.find((operation) => operation.name?.value === name);
}

class Filter {
  readonly denied: DeniedField[] = [];
  /** What is left of each fragment; null when nothing is. */
  readonly fragments = new Map<string, FragmentDefinitionNode | null>();
  readonly #schema: GraphQLSchema;
  readonly #sources: Map<string, FragmentDefinitionNode>;
  readonly #held: { scopes: readonly string[] };
  readonly #consented: ReadonlySet<string> | undefined;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    scopes: readonly string[],
    fields: readonly string[] | undefined,
  ) {
    this.#schema = schema;
    this.#held = { scopes };
    this.#consented = fields && new Set(fields);
    const fragments = document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#sources = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  selections(set: SelectionSetNode, parent: GraphQLCompositeType): SelectionSetNode | null {
    const kept = set.selections.flatMap((selection) => this.#selection(selection, parent) ?? []);
    if (kept.length === 0) return null;
    return { ...set, selections: isAbstractType(parent) ? [typename(TYPE_KEY), ...kept] : kept };
  }

  #selection(selection: SelectionNode, parent: GraphQLCompositeType): SelectionNode | null {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return this.#fragment(selection.name.value) ? selection : null;
    const type = selection.typeCondition ? this.#type(selection.typeCondition.name.value) : parent;
    const selectionSet = type && this.selections(selection.selectionSet, type);
    return selectionSet ? { ...selection, selectionSet } : null;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType): FieldNode | null {
    const field = fieldOf(parent, node.name.value);
    if (!field) return node;
    const scopes = requiredScopes(this.#schema, parent, field);
    if (scopes && !holds(this.#held, scopes)) {
      this.denied.push({ node, coordinate: `${parent.name}.${field.name}`, scopes });
      return null;
    }
    if (this.#consented && isBeyondConsent(this.#schema, parent, field, this.#consented)) {
      this.denied.push({ node, coordinate: `${parent.name}.${field.name}` });
      return null;
    }
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return node;
    const selectionSet = this.selections(node.selectionSet, type);
    if (selectionSet) return { ...node, selectionSet };
    const bare = typename(isAbstractType(type) ? TYPE_KEY : undefined);
    return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [bare] } };
  }

  #fragment(name: string): FragmentDefinitionNode | null {
    const done = this.fragments.get(name);
    if (done !== undefined) return done;
    const source = this.#sources.get(name);
    const type = source && this.#type(source.typeCondition.name.value);
    const selectionSet = type ? this.selections(source.selectionSet, type) : null;
    const filtered = source && selectionSet ? { ...source, selectionSet } : null;
    this.fragments.set(name, filtered);
    return filtered;
  }

  #type(name: string): GraphQLCompositeType | undefined {
    const type = this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

const typename = (alias?: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: "__typename" },
  ...(alias ? { alias: { kind: Kind.NAME, value: alias } } : {}),
});

/** A field of the schema; `__typename`, `__schema` and `__type` are nobody's secret and have none. */
const fieldOf = (parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;

/** The operation with the fragments and variables it still uses. */
function pruned(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode | null>,
): DocumentNode {
  const used = new Map<string, FragmentDefinitionNode>();
  const variables = new Set<string>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node.selectionSet, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, fragment);
        follow(fragment);
      },
    });
    for (const directive of node.directives ?? [])
      visit(directive, { Variable: ({ name }) => void variables.add(name.value) });
  };
  follow(operation);
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, ...(variableDefinitions ? { variableDefinitions } : {}) },
      ...used.values(),
    ],
  };
}

/** What a caller is told of a field that was denied. */
export const deniedProblem = ({ coordinate, scopes }: DeniedField): Problem =>
  scopes
    ? { ...refuse.FORBIDDEN_SCOPE, details: { field: coordinate, scopes } }
    : { ...refuse.FIELD_NOT_CONSENTED, details: { field: coordinate } };
