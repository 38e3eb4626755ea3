import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { ClientBase } from "pg";
import { from } from "pg-copy-streams";
import { yuan } from "../platform/money.ts";
import { snake } from "../platform/snake.ts";

const FLUSH_AT = 64 * 1024;
const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** One value as COPY's text format has it. A bigint is an amount in 分. */
function field(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "bigint") return yuan(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  const text = String(value);
  return NEEDS_ESCAPE.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!) : text;
}

/**
 * Streams records into a table by COPY, the given properties to the columns of their names. Holds about 64 KB at a time
 * and waits for the server. Answers how many rows there were.
 */
export async function copyRows<T extends object>(
  client: ClientBase,
  table: string,
  properties: readonly (keyof T & string)[],
  rows: Iterable<T>,
): Promise<number> {
  const stream = client.query(
    from(`copy ${table} (${properties.map((name) => `"${snake(name)}"`).join(", ")}) from stdin`),
  );
  const done = finished(stream);
  const drained = () => Promise.race([once(stream, "drain"), done]);
  let buffer = "";
  let count = 0;
  try {
    for (const row of rows) {
      for (let i = 0; i < properties.length; i++) buffer += (i ? "\t" : "") + field(row[properties[i]!]);
      buffer += "\n";
      count++;
      if (buffer.length < FLUSH_AT) continue;
      const text = buffer;
      buffer = "";
      if (!stream.write(text)) await drained();
    }
    stream.end(buffer);
  } catch (error) {
    stream.destroy(error as Error);
  }
  await done;
  return count;
}
