import type { Context } from "./context.ts";
import { attributes, type Class, classOf, isModel, metaOf } from "./model.ts";

/*
 * What is kept of a write's answer for its key, for years: everything but sensitive personal information (class C4).
 * That stands in its record alone; an answer given again reads it there, as its owner, as long as it is there.
 */

/** In the place of what was left out: the record it is read from again. */
interface Again {
  model: string;
  id: string;
  properties: string[];
}
const AGAIN = "__again";

/** An answer as plain data, dates and bigints kept and class C4 left out. `returns` is what the mutation declares. */
export function kept(value: unknown, returns?: unknown): unknown {
  const declared = Array.isArray(returns) ? returns[0] : returns;
  if (Array.isArray(value)) return value.map((item) => kept(item, declared));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const type =
    classOf(value) === (Object as unknown as Class) ? (declared as Class | undefined) : classOf(value);
  const known = typeof type === "function" ? attributes(type) : new Map<string, never>();
  const leftOut: string[] = [];
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    if (key.startsWith("__") || typeof item === "function") return [];
    const attribute = known.get(key);
    if (attribute?.class === "C4" && item !== null && item !== undefined) {
      leftOut.push(key);
      return [];
    }
    return [[key, kept(item, attribute?.type?.())]];
  });
  if (leftOut.length > 0 && type && isModel(type)) {
    const { name, key } = metaOf(type);
    const id = String((value as Record<string, unknown>)[key]);
    entries.push([AGAIN, { model: name, id, properties: leftOut } satisfies Again]);
  }
  return Object.fromEntries(entries);
}

/** The answer that was kept, with what was left out as its record has it now; null where the record is gone. */
export async function completed(context: Context, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => completed(context, item)));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const { [AGAIN]: again, ...rest } = value as Record<string, unknown> & { [AGAIN]?: Again };
  const entries = await Promise.all(
    Object.entries(rest).map(async ([key, item]) => [key, await completed(context, item)] as const),
  );
  return { ...Object.fromEntries(entries), ...(again ? await readAgain(context, again) : {}) };
}

async function readAgain(
  { em }: Context,
  { model, id, properties }: Again,
): Promise<Record<string, unknown>> {
  const record = (await em.findOne(model as never, id as never)) as Record<string, unknown> | null;
  return Object.fromEntries(properties.map((property) => [property, record?.[property] ?? null]));
}
