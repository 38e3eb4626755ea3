import {
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Data } from "./graph-data.ts";

/** An operation, split into what asks for the schema and what asks for data. */
export interface Parts {
  /** The `__schema` and `__type` fields of the root. */
  meta: OperationDefinitionNode | undefined;
  /** Everything a subgraph has to answer. */
  data: OperationDefinitionNode | undefined;
}

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;
const META = new Set(["__schema", "__type"]);

/** Root `__typename` is in neither part: it needs nobody to answer it. */
export function partsOf(operation: OperationDefinitionNode, fragments: Fragments): Parts {
  const part = (wanted: (name: string) => boolean): OperationDefinitionNode | undefined => {
    const selectionSet = filtered(operation.selectionSet, fragments, wanted);
    return selectionSet ? { ...operation, selectionSet } : undefined;
  };
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const meta = isQuery ? part((name) => META.has(name)) : undefined;
  const isData = (name: string) => name !== "__typename" && !META.has(name);
  return { meta, data: meta || !part(isData) ? part(isData) : operation };
}

/** The planner cannot plan an operation of which nothing is left. */
const isNever = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name, arguments: given = [] }) => {
    const flag = given[0]?.value;
    if (flag?.kind !== Kind.BOOLEAN) return false;
    return name.value === "skip" ? flag.value : name.value === "include" && !flag.value;
  });

function filtered(
  set: SelectionSetNode,
  fragments: Fragments,
  wanted: (name: string) => boolean,
): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((node): SelectionNode[] => {
    if (isNever(node)) return [];
    if (node.kind === Kind.FIELD) return wanted(node.name.value) ? [node] : [];
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
    const selectionSet = fragment && filtered(fragment.selectionSet, fragments, wanted);
    if (!fragment || !selectionSet) return [];
    const { typeCondition } = fragment;
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives: node.directives ?? [],
        selectionSet,
        ...(typeCondition ? { typeCondition } : {}),
      },
    ];
  });
  return selections.length ? { kind: Kind.SELECTION_SET, selections } : undefined;
}

/** Answers the schema's own fields from what clients may see. */
export function introspect(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  variableValues: Record<string, unknown>,
): Data {
  const document = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] } as const;
  return { ...executeSync({ schema, document, variableValues }).data };
}
