import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { operationOf } from "../platform/scope-filter.ts";

/** What one operation of a document asks for, by name. */
export interface AnsweredFields {
  /** The root fields, each once, in the order they are asked for. */
  roots: string[];
  /** `Query.invoices`, `Invoice.total` …: root fields and fields that hold a value, sorted; those that only lead to others are left out. */
  fields: string[];
}

/** Plumbing of lists tells nothing about anybody. */
const PLUMBING = /^(PageInfo|UserError)$|Edge$/;

/** The names of what an operation answers. `@skip` and `@include` are passed over, so that it is never too little. */
export function answeredFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): AnsweredFields {
  const operation = operationOf(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return { roots: [], fields: [] };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const roots = new Set<string>();
  const fields = new Set<string>();
  const seen = new Set<string>();

  const walk = ({ selections }: SelectionSetNode, typeName: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (!fragment || seen.has(fragment.name.value)) continue;
        seen.add(fragment.name.value);
        walk(fragment.selectionSet, fragment.typeCondition.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
      } else {
        const name = selection.name.value;
        const type = schema.getType(typeName);
        if (name.startsWith("__") || !(isObjectType(type) || isInterfaceType(type))) continue;
        const field = type.getFields()[name];
        if (!field) continue;
        const named = getNamedType(field.type);
        if (type === root) roots.add(name);
        if (type === root || (!isCompositeType(named) && !PLUMBING.test(typeName)))
          fields.add(`${typeName}.${name}`);
        if (selection.selectionSet) walk(selection.selectionSet, named.name);
      }
    }
  };
  walk(operation.selectionSet, root.name);
  return { roots: [...roots], fields: [...fields].sort() };
}
