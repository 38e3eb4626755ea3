import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { argumentCost, argumentOf, type Variables, weighed } from "./argument-cost.ts";
import { type ListSize, listSizeOf, weightOf } from "./cost-directives.ts";

/** A list for which the schema promises no size counts as the largest page. */
export const UNKNOWN_LIST_SIZE = 100;
/** Interfaces in interfaces multiply the work of costing; beyond this many response keys a query is refused. */
const MAX_CELLS = 20_000;
/** Introspection costs the same whatever it asks: the schema is public, and answered from memory. */
const INTROSPECTION_COST = 10;

/** Costing a document would take too long: its interfaces and unions stand for too many types. */
export class TooManyTypes extends Error {
  readonly max = MAX_CELLS;

  constructor() {
    super(`the document stands for more than ${MAX_CELLS} fields of possible types`);
    this.name = "TooManyTypes";
  }
}

/** What an operation costs in points, after the IBM GraphQL Cost Directives specification. */
export interface Costing {
  /** The most the operation can cost with these variables, known before it runs. */
  requested(variables: Variables): number;
  /** What the answer came to; never more than requested. */
  actual(data: unknown, variables: Variables): number;
}

/** One response key of one object type: all selections that merge into it. */
interface Cell {
  key: string;
  nodes: FieldNode[];
  /** Points each time the field is resolved: `@cost` of the field. Arguments come on top, by the request. */
  weight: number;
  field: GraphQLField<unknown, unknown> | undefined;
  /** Points for each thing answered: `@cost` of its type, by default 1 for objects and 0 for values. */
  each: number;
  /** How many lists the type is wrapped in. */
  lists: number;
  size: ListSize | undefined;
  /** The cells of what is answered, by its possible types. */
  children: Map<string, Cell[]>;
  /** Children that `sizedFields` of this field give a size. */
  sized: ReadonlySet<string>;
}

/**
 * Compiles the cost of one operation. A list counts `first` (from variables too), else its assumed size; `@skip` and
 * `@include` make no difference to what is requested. Throws TooManyTypes when even costing it would take too long.
 */
export function costing(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Costing {
  const root = schema.getRootType(operation.operation);
  if (!root) return { requested: () => 0, actual: () => 0 };
  const cells = new Compiler(schema, document).cells([operation.selectionSet], root);
  return {
    requested: (variables) => sum(cells, (cell) => requested(cell, variables, undefined)),
    actual: (data, variables) =>
      data ? sum(cells, (cell) => actual(cell, (data as Record<string, unknown>)[cell.key], variables)) : 0,
  };
}

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
const most = (children: ReadonlyMap<string, Cell[]>, value: (cells: Cell[]) => number): number =>
  children.size === 1
    ? value([...children.values()][0] as Cell[])
    : Math.max(0, ...[...children.values()].map(value));

function requested(cell: Cell, variables: Variables, sizedByParent: number | undefined): number {
  const size = cell.size ? sizeOf(cell, variables) : undefined;
  const ownSize = sizedByParent ?? (cell.sized.size === 0 ? size : undefined) ?? UNKNOWN_LIST_SIZE;
  const count = cell.lists === 0 ? 1 : ownSize * UNKNOWN_LIST_SIZE ** (cell.lists - 1);
  const inside = most(cell.children, (cells) =>
    sum(cells, (child) =>
      requested(child, variables, cell.sized.has(child.field?.name ?? "") ? size : undefined),
    ),
  );
  return cell.weight + argumentCost(cell.field, cell.nodes, variables) + count * (cell.each + inside);
}

function actual(cell: Cell, value: unknown, variables: Variables): number {
  if (value === undefined) return 0;
  const things = (item: unknown): number => {
    if (item === null || item === undefined) return 0;
    if (Array.isArray(item)) return sum(item, things);
    return (
      cell.each +
      most(cell.children, (cells) =>
        sum(cells, (child) => actual(child, (item as Record<string, unknown>)[child.key], variables)),
      )
    );
  };
  return cell.weight + argumentCost(cell.field, cell.nodes, variables) + things(value);
}

/** The largest slicing argument given, else the assumed size. */
function sizeOf({ size, field, nodes }: Cell, variables: Variables): number | undefined {
  const given = (size?.slicingArguments ?? [])
    .flatMap((name) => nodes.map((node) => argumentOf(field, node, name, variables)))
    .filter((value): value is number => typeof value === "number");
  return given.length > 0 ? Math.max(0, ...given) : size?.assumedSize;
}

const listsIn = (type: GraphQLOutputType): number =>
  isNonNullType(type) ? listsIn(type.ofType) : isListType(type) ? 1 + listsIn(type.ofType) : 0;

/** A value without any weight of its own or of its arguments: most fields. */
const isFree = ({ weight, each, children, field }: Cell): boolean =>
  weight === 0 && each === 0 && children.size === 0 && (!field || weighed(field).length === 0);

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  #cells = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    const fragments = document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  cells(sets: SelectionSetNode[], type: GraphQLObjectType): Cell[] {
    const wanted = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(set, type, wanted);
    this.#cells += wanted.size;
    if (this.#cells > MAX_CELLS) throw new TooManyTypes();
    return [...wanted].map(([key, nodes]) => this.#cell(key, nodes, type)).filter((cell) => !isFree(cell));
  }

  #cell(key: string, nodes: FieldNode[], parent: GraphQLObjectType): Cell {
    const name = nodes[0]?.name.value ?? "";
    const field = parent.getFields()[name];
    const children = new Map<string, Cell[]>();
    const none: Cell = {
      key,
      nodes,
      field,
      weight: 0,
      each: 0,
      lists: 0,
      size: undefined,
      children,
      sized: new Set(),
    };
    if (!field) return { ...none, weight: name === "__schema" || name === "__type" ? INTROSPECTION_COST : 0 };
    const type = getNamedType(field.type);
    const possible = isAbstractType(type)
      ? this.#schema.getPossibleTypes(type)
      : isObjectType(type)
        ? [type]
        : [];
    const sets = nodes.flatMap((node) => node.selectionSet ?? []);
    for (const each of possible) children.set(each.name, this.cells(sets, each));
    const typeWeights = [type, ...possible].map((each) => weightOf(each) ?? (isCompositeType(each) ? 1 : 0));
    const size = listSizeOf(field);
    const lists = listsIn(field.type);
    return {
      ...none,
      weight: weightOf(field) ?? 0,
      each: Math.max(...typeWeights),
      lists,
      size,
      sized: new Set(size?.sizedFields),
    };
  }

  #collect(set: SelectionSetNode, type: GraphQLObjectType, wanted: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        wanted.set(key, [...(wanted.get(key) ?? []), selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
      if (
        fragment &&
        (!condition ||
          condition === type ||
          (isAbstractType(condition) && this.#schema.isSubType(condition, type)))
      ) {
        this.#collect(fragment.selectionSet, type, wanted);
      }
    }
  }
}
