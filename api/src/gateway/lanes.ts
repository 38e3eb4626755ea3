import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

const known = new WeakMap<OperationDefinitionNode, boolean>();

/** True when everything an operation does is declared `lane: "DEADLINE"`: filing and payment, and nothing besides. */
export function isDeadlineLane(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  let inLane = known.get(operation);
  if (inLane === undefined) {
    const root = schema.getRootType(operation.operation);
    const names = rootFields(document, operation.selectionSet).filter((name) => name !== "__typename");
    inLane = !!root && names.length > 0 && names.every((name) => isDeclared(root, name));
    known.set(operation, inLane);
  }
  return inLane;
}

const isDeclared = (root: GraphQLObjectType, name: string): boolean =>
  root
    .getFields()
    [name]?.astNode?.directives?.some(
      (directive) =>
        directive.name.value === "lane" &&
        directive.arguments?.some(({ value }) => value.kind === Kind.STRING && value.value === "DEADLINE"),
    ) ?? false;

/** The fields of an operation's root, through its fragments; validation has seen to it that these end. */
function rootFields(document: DocumentNode, { selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet) : [];
  });
}
