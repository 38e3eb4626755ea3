import type { OperationNote } from "./audit.ts";
import type { Context } from "./context.ts";

/*
 * What a gateway and a subgraph in another process tell each other for the access ledger: which operation it is, one way;
 * whom the answer tells of, and how many entries it has left, the other way. The gateway takes it out of the answer.
 */

/** The header in which the gateway says which operation it is. Believed only beside a valid internal token. */
export const OPERATION_HEADER = "x-open-tax-operation";

const TEXTS = ["name", "documentHash", "fieldsHash", "address"] as const;

/** The operation as a header's value; nothing when there is none. */
export const noteHeader = ({ operation }: Context): Record<string, string> =>
  operation ? { [OPERATION_HEADER]: Buffer.from(JSON.stringify(operation)).toString("base64url") } : {};

/** Reads that value; nothing when it is none of ours. */
export function notedOperation(header: string | string[] | undefined): OperationNote | undefined {
  if (typeof header !== "string") return undefined;
  try {
    const said = JSON.parse(Buffer.from(header, "base64url").toString()) as Record<string, unknown>;
    const known = TEXTS.filter((name) => typeof said[name] === "string").map((name) => [name, said[name]]);
    return typeof said.documentHash === "string"
      ? (Object.fromEntries(known) as unknown as OperationNote)
      : undefined;
  } catch {
    return undefined;
  }
}

const KEY = "openTaxLedger";

/** An answer with what the ledger must hear of it. */
export function withLedger<A extends object>(answer: A, { touched, recorded }: Context): A {
  return touched.length === 0 && recorded === 0
    ? answer
    : { ...answer, extensions: { [KEY]: { touched, recorded } } };
}

/** Notes in the gateway's context what a subgraph's answer says; `before` is what an earlier event of the same stream said. */
export function learnLedger(context: unknown, answer: unknown, before = 0): number {
  const said = (answer as { extensions?: Record<string, unknown> } | null)?.extensions?.[KEY] as
    | { touched?: unknown; recorded?: unknown }
    | undefined;
  if (!said || typeof context !== "object" || context === null || !("touch" in context)) return before;
  const of = context as Context;
  if (Array.isArray(said.touched)) for (const id of said.touched) of.touch(String(id));
  const recorded = typeof said.recorded === "number" ? said.recorded : before;
  of.recorded += recorded - before;
  return recorded;
}
