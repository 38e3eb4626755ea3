/*
 * What may be written to a log. Names, codes, ids and counts are wanted; what a client sent and what a row holds is
 * not. Confidential values have no mark of their own, so the rule is about form: text that came from a person or a
 * table does not get through.
 */

/** What programs call the things that hold values. */
const HOLDERS =
  /^(variables|input|args|arguments|rows?|values?|parameters?|params|body|headers|authorization|cookies?|tokens?|password|secret|payload|data|query|sql|detail|where|hint|internalQuery)$/i;

const WITHHELD = "[withheld]";
const MAX_DEPTH = 5;

/** A copy of what is to be logged, with values taken out: of errors too, their causes and their stacks. */
export function withoutValues(what: unknown, depth = 0): unknown {
  if (typeof what === "string") return plain(what);
  if (typeof what === "bigint") return WITHHELD;
  if (typeof what !== "object" || what === null) return what;
  if (depth >= MAX_DEPTH) return WITHHELD;
  if (what instanceof Error) return ofError(what, depth);
  if (what instanceof Date) return what.toISOString();
  if (Array.isArray(what)) return what.slice(0, 50).map((item) => withoutValues(item, depth + 1));
  return Object.fromEntries(
    Object.entries(what).map(([key, value]) => [
      key,
      HOLDERS.test(key) ? WITHHELD : withoutValues(value, depth + 1),
    ]),
  );
}

/** Of an error: what it is, where it happened, and of its message the words that a program wrote. */
function ofError(error: Error, depth: number): object {
  const { code, table, constraint, column, routine, severity, cause, originalError, errors } =
    error as Error & Record<string, unknown>;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return {
    type: error.name,
    message: plain(error.message.split("\n")[0] ?? ""),
    stack: frames.slice(0, 20).join("\n"),
    ...defined({ code, table, constraint, column, routine, severity }),
    ...(cause === undefined ? {} : { cause: withoutValues(cause, depth + 1) }),
    ...(originalError === undefined ? {} : { originalError: withoutValues(originalError, depth + 1) }),
    ...(Array.isArray(errors) ? { errors: withoutValues(errors, depth + 1) } : {}),
  };
}

const defined = (all: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === "string"));

const ID = /\b[a-z]{2,5}_[0-9a-f]{8}-[0-9a-f-]{27}\b/g;

/** Words without what they quote, without numbers of four digits and more, and without anything not in plain English. Ids stay. */
function plain(message: string): string {
  const ids: string[] = [];
  const kept = message.replace(ID, (id) => `⟦${ids.push(id) - 1}⟧`);
  return kept
    .replace(/(["'`“‘])(?:(?!\1)[^”’])*["'`”’]/g, "…")
    .replace(/\d[\d.,:-]{3,}[0-9A-Za-z]*/g, "#")
    .replace(/[^ -~…–→·⟦⟧]+/g, "…")
    .replace(/\S*[@=]\S*/g, "…")
    .replace(/⟦(\d+)⟧/g, (_, n: string) => ids[Number(n)] ?? "");
}
