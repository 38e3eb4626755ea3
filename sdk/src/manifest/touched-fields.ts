import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import { type Alternatives, requiredScopes } from "./required-scopes.ts";

/** A field an operation selects, or an input it can give. */
export interface TouchedField {
  /** For example `Invoice.total`, or of an input `IssueInvoiceInput.lines`. */
  coordinate: string;
  /** Its definition, for directives and description. */
  field: GraphQLField<unknown, unknown> | GraphQLInputField;
  /** What it takes to select it; nothing for inputs and for what is open to everybody. */
  scopes: Alternatives | undefined;
}

/**
 * Every field that one operation can touch, by coordinate: through fragments, at interfaces and unions the same field of
 * every type it may come from, and the input fields of its variables. `__typename` and introspection are nobody's data.
 */
export function touchedFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlyMap<string, TouchedField> {
  const walk = new Walk(schema, document);
  const root = schema.getRootType(operation.operation);
  if (root) walk.selections(operation.selectionSet, root);
  for (const { type } of operation.variableDefinitions ?? []) {
    const input = typeFromAST(schema, type as never);
    if (input) walk.input(getNamedType(input));
  }
  return walk.found;
}

class Walk {
  readonly found = new Map<string, TouchedField>();
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #visited = new Set<string>();

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(
      (fragments as FragmentDefinitionNode[]).map((fragment) => [fragment.name.value, fragment]),
    );
  }

  selections(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const field = fieldOf(parent, selection.name.value);
        if (!field) continue;
        this.#touch(parent, field);
        for (const argument of field.args)
          if (selection.arguments?.some(({ name }) => name.value === argument.name))
            this.input(getNamedType(argument.type));
        const type = getNamedType(field.type);
        if (selection.selectionSet && isCompositeType(type)) this.selections(selection.selectionSet, type);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (this.#visited.has(selection.name.value)) continue;
        this.#visited.add(selection.name.value);
      }
      const type = fragment.typeCondition ? this.#schema.getType(fragment.typeCondition.name.value) : parent;
      if (isCompositeType(type)) this.selections(fragment.selectionSet, type);
    }
  }

  #touch(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): void {
    const coordinate = `${parent.name}.${field.name}`;
    if (this.found.has(coordinate)) return;
    this.found.set(coordinate, { coordinate, field, scopes: requiredScopes(this.#schema, parent, field) });
    if (!isAbstractType(parent)) return;
    for (const type of this.#schema.getPossibleTypes(parent)) {
      const own = type.getFields()[field.name];
      if (own) this.#touch(type, own);
    }
  }

  input(type: unknown): void {
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      if (this.found.has(coordinate)) continue;
      this.found.set(coordinate, { coordinate, field, scopes: undefined });
      this.input(getNamedType(field.type));
    }
  }
}

const fieldOf = (parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
