import { type DocumentNode, visit } from "graphql";

/** U+0000 and halves of surrogate pairs are no text: PostgreSQL does not store them, and nothing a person writes contains them. */
const isUnstorable = (text: string) => text.includes("\0") || !text.isWellFormed();

/** Whether a value holds such text anywhere, the names of an object's entries included. */
export function hasUnstorableText(value: unknown): boolean {
  const waiting = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === "string" && isUnstorable(one)) return true;
    if (typeof one === "object" && one !== null)
      for (const [name, item] of Object.entries(one)) {
        if (isUnstorable(name)) return true;
        if (item !== undefined) waiting.push(item);
      }
  }
  return false;
}

/** Whether a value written in a document holds such text. */
export function writesUnstorableText(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    StringValue: ({ value }) => {
      found ||= isUnstorable(value);
    },
  });
  return found;
}
