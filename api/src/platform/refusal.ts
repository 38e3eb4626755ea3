/** Who has to act before a refused request can succeed. */
export type Actor = "APP" | "TAXPAYER" | "USER" | "PLATFORM";

/** One reason a request was refused: a code programs match on, a sentence people read in two languages, and who must act. */
export interface Problem {
  code: string;
  message: string;
  messageEn: string;
  actor: Actor;
  /** True when the same request may succeed later without being changed. */
  retryable: boolean;
  retryAfterSeconds?: number;
  /** Where in the input the problem lies, for example `["input", "number"]`. */
  path?: string[];
  /** What a program may want to know besides; never a C3 or C4 value. */
  details?: Record<string, unknown>;
}

/** The page that explains a refusal. */
export const docUrl = (code: string) => `/docs/errors#${code}`;

/** Thrown when the request is understood and the answer is no. It carries every problem found. */
export class Refusal extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems.map((problem) => problem.message).join("；"));
    this.name = "Refusal";
    this.problems = problems;
  }

  get codes(): string[] {
    return this.problems.map((problem) => problem.code);
  }

  /** What GraphQL copies to `errors[].extensions`. */
  get extensions(): Record<string, unknown> {
    const [first] = this.problems;
    return {
      code: first.code,
      messageEn: first.messageEn,
      actor: first.actor,
      docUrl: docUrl(first.code),
      retryable: first.retryable,
      ...(first.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: first.retryAfterSeconds }),
      ...(first.details ? { details: first.details } : {}),
      problems: this.problems.map((problem) => ({ ...problem, docUrl: docUrl(problem.code) })),
    };
  }
}

type Entry = { zh: string; en: string; actor: Actor; retryable?: boolean };
export type Book<Code extends string> = { readonly [C in Code]: Problem & { code: C } };

const written = new Map<string, Problem>();

/** A feature's refusals, written once: `refuse.PERIOD_OPEN` is the problem; docs, SDK and tests list the keys. */
export function problems<Code extends string>(book: Record<Code, Entry>): Book<Code> {
  for (const [code, { zh, en, actor, retryable = false }] of Object.entries<Entry>(book)) {
    if (written.has(code)) throw new Error(`the problem ${code} is written twice`);
    written.set(code, Object.freeze({ code, message: zh, messageEn: en, actor, retryable }));
  }
  return Object.fromEntries(Object.keys(book).map((code) => [code, written.get(code)])) as Book<Code>;
}

/** Every problem the loaded code can answer with, by code: the source of `schema/problems.json`. */
export const allProblems = (): Problem[] => [...written.values()].sort((a, b) => (a.code < b.code ? -1 : 1));

/** The same problem at a place in the input, with more to say. */
export const at = <P extends Problem>(problem: P, path: string[], details?: Record<string, unknown>): P => ({
  ...problem,
  path,
  ...(details ? { details } : {}),
});

/** Throws one Refusal carrying every problem found, so that a caller mends them all in one go. */
export function check(...found: Array<Problem | false | null | undefined>): void {
  const [first, ...rest] = found.filter((problem): problem is Problem => Boolean(problem));
  if (first) throw new Refusal([first, ...rest]);
}
