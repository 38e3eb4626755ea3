import { type DocumentNode, visit } from "graphql";

/** U+0000 is no text: PostgreSQL does not store it, and nothing a person writes contains it. */
const NUL = "\0";

/** Whether a value holds such text anywhere. */
export function hasUnstorableText(value: unknown): boolean {
  const waiting = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === "string" && one.includes(NUL)) return true;
    if (typeof one === "object" && one !== null)
      for (const item of Object.values(one)) if (item !== undefined) waiting.push(item);
  }
  return false;
}

/** Whether a value written in a document holds such text. */
export function writesUnstorableText(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    StringValue: ({ value }) => {
      found ||= value.includes(NUL);
    },
  });
  return found;
}
