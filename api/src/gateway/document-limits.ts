import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { refuse } from "../platform/access.ts";
import { at, type Problem } from "../platform/refusal.ts";
import { reject } from "./refusals.ts";
import { writesUnstorableText } from "./unstorable-text.ts";

/** How large a document may be. Introspection is exempt from the depth. */
export const DOCUMENT_LIMITS = {
  tokens: 5000,
  depth: 12,
  aliases: 100,
  rootFields: 50,
  /** Fields written. */
  fields: 1000,
  /** Fields after fragments are put in their places. */
  expandedFields: 5000,
  /** Lists and objects in one another, in a value written out. */
  nesting: 12,
} as const;

interface Size {
  depth: number;
  /** Fields at the top. */
  width: number;
  aliases: number;
  fields: number;
}

const isIntrospection = (name: string) => name === "__schema" || name === "__type";

/** What makes a document too large, or unfit, found before validation, which itself takes time on hostile documents. */
export function documentProblems(document: DocumentNode): Problem[] {
  const measure = new Measure(document);
  const problems: Problem[] = [];
  const bound = (limit: keyof typeof DOCUMENT_LIMITS, found: number) => {
    const max = DOCUMENT_LIMITS[limit];
    const known = problems.some((problem) => problem.details?.limit === limit);
    if (found > max && !known) problems.push(at(refuse.QUERY_TOO_COMPLEX, [], { limit, found, max }));
  };
  if (writesUnstorableText(document)) problems.push(reject.TEXT_INVALID);
  bound("nesting", nestingOf(document));
  bound("fields", measure.written);
  for (const operation of measure.operations) {
    const { depth, width, aliases, fields } = measure.of(operation.selectionSet);
    bound("depth", depth);
    bound("aliases", aliases);
    bound("rootFields", width);
    bound("expandedFields", fields);
  }
  return problems;
}

/** How deep the values written in a document go. */
function nestingOf(document: DocumentNode): number {
  let deepest = 0;
  let depth = 0;
  const enter = () => void (deepest = Math.max(deepest, ++depth));
  const leave = () => void depth--;
  visit(document, { ListValue: { enter, leave }, ObjectValue: { enter, leave } });
  return deepest;
}

class Measure {
  readonly operations: OperationDefinitionNode[];
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #measured = new Map<string, Size>();
  readonly #open = new Set<string>();

  constructor(document: DocumentNode) {
    this.operations = document.definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const fragments = document.definitions.filter(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  get written(): number {
    const count = (set: SelectionSetNode): number =>
      set.selections.reduce(
        (total, each) =>
          total + 1 + ("selectionSet" in each && each.selectionSet ? count(each.selectionSet) : 0),
        0,
      );
    return [...this.operations, ...this.#fragments.values()].reduce(
      (total, each) => total + count(each.selectionSet),
      0,
    );
  }

  of(set: SelectionSetNode): Size {
    const size: Size = { depth: 0, width: 0, aliases: 0, fields: 0 };
    for (const selection of set.selections) {
      const part = this.#part(selection);
      size.depth = Math.max(size.depth, part.depth);
      size.width += part.width;
      size.aliases += part.aliases;
      size.fields += part.fields;
    }
    return size;
  }

  #part(selection: SelectionNode): Size {
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.of(selection.selectionSet);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    const inner =
      selection.selectionSet && !isIntrospection(selection.name.value)
        ? this.of(selection.selectionSet)
        : undefined;
    return {
      depth: 1 + (inner?.depth ?? 0),
      width: 1,
      aliases: (selection.alias ? 1 : 0) + (inner?.aliases ?? 0),
      fields: 1 + (inner?.fields ?? 0),
    };
  }

  /** Fragments in a circle measure as nothing here; validation refuses them. */
  #fragment(name: string): Size {
    const done = this.#measured.get(name);
    if (done) return done;
    const fragment = this.#fragments.get(name);
    if (!fragment || this.#open.has(name)) return { depth: 0, width: 0, aliases: 0, fields: 0 };
    this.#open.add(name);
    const size = this.of(fragment.selectionSet);
    this.#open.delete(name);
    this.#measured.set(name, size);
    return size;
  }
}

/** What the parser says when it runs out of stack, or has read enough. Which comes first depends on how warm it is. */
const BOTTOMLESS = /Maximum call stack size exceeded/;
const ENDLESS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/;

/** The limit the parser ran into, if that is why it gave up. */
export function exhausted(message: string): Record<string, unknown> | undefined {
  if (BOTTOMLESS.test(message)) return { limit: "nesting" };
  return ENDLESS.test(message) ? { limit: "tokens", max: DOCUMENT_LIMITS.tokens } : undefined;
}
