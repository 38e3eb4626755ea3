import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  print,
  visit,
} from "graphql";

/** One file of an app. */
export interface SourceFile {
  /** As it shall be named when something is wrong with it. */
  path: string;
  text: string;
}

/** A document as an app sends it, and where it stands. */
export interface CollectedDocument {
  text: string;
  path: string;
  /** Counted from 1. */
  line: number;
}

/** Why a document cannot be collected. */
export interface CollectProblem {
  path: string;
  line: number;
  message: string;
}

/** What was found in an app's sources. */
export interface Collected {
  /** Whole: with the fragments they use from elsewhere in the app. In the order of the files. */
  documents: CollectedDocument[];
  problems: CollectProblem[];
}

/**
 * The documents of an app: the texts in its TypeScript and JavaScript that are marked by `graphql(…)`, by `gql` or by a
 * comment `GraphQL` before them, and its `.graphql` files. A text without an operation lends its fragments to the others.
 * Pure: whoever calls it reads the files.
 */
export function collect(files: readonly SourceFile[]): Collected {
  const problems: CollectProblem[] = [];
  const parsed = files.flatMap((file) =>
    textsIn(file).flatMap(({ text, line, interpolated }) => {
      const fault = (message: string) => void problems.push({ path: file.path, line, message });
      if (interpolated)
        fault("a document is one plain text: nothing in it can be filled in while the app runs");
      if (interpolated) return [];
      try {
        return [{ path: file.path, line, document: parse(text, { noLocation: true }), text }];
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        const [place] = error.locations ?? [];
        problems.push({ path: file.path, line: line + (place?.line ?? 1) - 1, message: error.message });
        return [];
      }
    }),
  );
  const shared = new Map<string, FragmentDefinitionNode>();
  for (const { document, path, line } of parsed) {
    if (document.definitions.some(isOperation)) continue;
    for (const fragment of fragmentsOf(document)) {
      const other = shared.get(fragment.name.value);
      if (other && print(other) !== print(fragment))
        problems.push({ path, line, message: `there is another fragment ${fragment.name.value}` });
      else shared.set(fragment.name.value, fragment);
    }
  }
  const documents = parsed
    .filter(({ document }) => document.definitions.some(isOperation))
    .map(({ document, path, line, text }) => {
      const borrowed = missing(document, shared);
      return { path, line, text: borrowed.length === 0 ? text : [text, ...borrowed.map(print)].join("\n\n") };
    });
  return { documents, problems };
}

const isOperation = ({ kind }: DefinitionNode) => kind === Kind.OPERATION_DEFINITION;

const fragmentsOf = ({ definitions }: DocumentNode): FragmentDefinitionNode[] =>
  definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);

/** The fragments a document uses, directly or through others, and does not hold itself; in the order of their names. */
function missing(document: DocumentNode, shared: ReadonlyMap<string, FragmentDefinitionNode>) {
  const own = new Set(fragmentsOf(document).map(({ name }) => name.value));
  const borrowed = new Map<string, FragmentDefinitionNode>();
  const follow = (node: DocumentNode | FragmentDefinitionNode) =>
    void visit(node, {
      FragmentSpread({ name }) {
        const fragment = shared.get(name.value);
        if (!fragment || own.has(name.value) || borrowed.has(name.value)) return;
        borrowed.set(name.value, fragment);
        follow(fragment);
      },
    });
  follow(document);
  return [...borrowed.keys()].sort().map((name) => borrowed.get(name) as FragmentDefinitionNode);
}

interface FoundText {
  text: string;
  line: number;
  interpolated: boolean;
}

function textsIn({ path, text }: SourceFile): FoundText[] {
  if (/\.(graphql|gql)$/.test(path)) return [{ text, line: 1, interpolated: false }];
  return new Scanner(text).documents();
}

/** What stands before a text that is a document. */
const MARK = /(?:\bgraphql\s*\(\s*|\bgql\s*\(?\s*|\/\*\s*GraphQL\s*\*\/\s*)$/;
/** A slash after one of these begins a regular expression and divides nothing. */
const BEFORE_REGEX = /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|in|of|do|else|void|delete))\s*$/;

/** Reads the texts of a program, knowing what is comment, text and regular expression. */
class Scanner {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  documents(): FoundText[] {
    const found: FoundText[] = [];
    const source = this.#source;
    for (let before = 0; this.#at < source.length; ) {
      const start = this.#at;
      const sign = source[start];
      if (source.startsWith("//", start)) this.#to("\n");
      else if (source.startsWith("/*", start)) this.#to("*/");
      else if (sign === "/" && BEFORE_REGEX.test(source.slice(Math.max(before, start - 40), start)))
        this.#regex();
      else if (sign === "`" || sign === '"' || sign === "'") {
        const marked = MARK.test(source.slice(Math.max(0, start - 60), start));
        const { raw, interpolated } = sign === "`" ? this.#template() : this.#quoted(sign);
        if (marked)
          found.push({
            text: cooked(raw),
            line: source.slice(0, start).split("\n").length,
            interpolated,
          });
        before = this.#at;
      } else this.#at++;
    }
    return found;
  }

  #to(end: string): void {
    const index = this.#source.indexOf(end, this.#at + 2);
    this.#at = index === -1 ? this.#source.length : index + end.length;
  }

  /** A text in quotes ends with its line at the latest. */
  #quoted(quote: string): { raw: string; interpolated: boolean } {
    const start = ++this.#at;
    const source = this.#source;
    while (this.#at < source.length && source[this.#at] !== quote && source[this.#at] !== "\n")
      this.#at += source[this.#at] === "\\" ? 2 : 1;
    return { raw: source.slice(start, this.#at++), interpolated: false };
  }

  #template(): { raw: string; interpolated: boolean } {
    const start = ++this.#at;
    const source = this.#source;
    let interpolated = false;
    while (this.#at < source.length && source[this.#at] !== "`") {
      if (source.startsWith("${", this.#at)) {
        interpolated = true;
        this.#expression();
      } else this.#at += source[this.#at] === "\\" ? 2 : 1;
    }
    return { raw: source.slice(start, this.#at++), interpolated };
  }

  /** `${…}`, in which texts and braces nest. */
  #expression(): void {
    this.#at += 2;
    for (let depth = 1; depth > 0 && this.#at < this.#source.length; ) {
      const sign = this.#source[this.#at];
      if (sign === "`") this.#template();
      else if (sign === '"' || sign === "'") this.#quoted(sign);
      else {
        if (sign === "{") depth++;
        if (sign === "}") depth--;
        this.#at++;
      }
    }
  }

  #regex(): void {
    let inClass = false;
    for (this.#at++; this.#at < this.#source.length; this.#at++) {
      const sign = this.#source[this.#at];
      if (sign === "\\") this.#at++;
      else if (sign === "[") inClass = true;
      else if (sign === "]") inClass = false;
      else if (sign === "\n" || (sign === "/" && !inClass)) break;
    }
    this.#at++;
  }
}

/** The escapes a GraphQL text can need in a program. */
const cooked = (raw: string): string =>
  raw.replace(/\\(u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|\n|[\s\S])/g, (_, sign: string) => {
    if (sign.length > 1) return String.fromCodePoint(Number.parseInt(sign.replace(/[u{}]/g, ""), 16));
    return { n: "\n", t: "\t", r: "\r", "\n": "" }[sign] ?? sign;
  });
