import DataLoader from "dataloader";
import type { Pool } from "pg";
import type { ClassType } from "type-graphql";
import { decoder, listed, variants } from "./columns.ts";
import type { Context } from "./context.ts";
import { jurisdictionSql } from "./jurisdiction.ts";
import { type ModelMeta, metaOf } from "./model.ts";
import { alternatives, type Owner } from "./owner.ts";
import { purposesWithout, withinPurpose } from "./purpose-limit.ts";
import { snake } from "./snake.ts";

/*
 * Reads that many requests make: one prepared SELECT each, without the ORM, on connections that may only select.
 * The text after `where` is SQL over the table's columns; `:name` is a parameter. Row ownership is part of
 * every statement and cannot be left out by mistake.
 */

export type Params = Record<string, unknown>;
export type Read<T, P extends Params> = ((context: Context, params: P) => Promise<T[]>) & {
  model: ClassType<T & object>;
  /** What identifies the columns it reads in this request: rows of one kind do not serve for another. */
  variantFor(context: Context): object;
};

/** A statement as Postgres takes it, and where each of its values comes from. */
export interface Statement {
  name: string;
  text: string;
  /** In order: `caller.x` of the caller, else a name among the parameters. */
  values: string[];
}

/** `:name` → `$n`; a name that occurs twice is one value. Casts such as `::text` stay. */
export function statement(name: string, sql: string): Statement {
  const values: string[] = [];
  const text = sql.replace(/(?<!:):([a-zA-Z][\w.]*)/g, (_, value: string) => {
    if (!values.includes(value)) values.push(value);
    return `$${values.indexOf(value) + 1}`;
  });
  return { name, text, values };
}

/**
 * The condition under which a row is the caller's: by the properties that the purpose of the consent leaves, and within
 * its periods. `by` names some of the
 * owner's properties, for lists by one side only: the planner then sees the one index that gives their order.
 */
export const ownedByCaller = (meta: ModelMeta, by?: readonly string[]) =>
  meta.owner
    ? `(${sides(meta, by)
        .map(({ property, callerKey, within }) =>
          within
            ? jurisdictionSql(`t.${snake(property)}`, `:caller.${callerKey}`)
            : `t.${snake(property)} = ${proof(meta.owner!, property, callerKey)}`,
        )
        .join(" or ")})${withinPeriod(meta.owner.period)}`
    : "true";

/** What the caller proved to be, or nothing where the purpose leaves out this property. The column stays bare, for its index. */
function proof(owner: Owner, property: string, callerKey: string): string {
  const without = purposesWithout(owner, property);
  if (without.length === 0) return `:caller.${callerKey}`;
  const purposes = without.map((purpose) => `'${purpose}'`).join(", ");
  return `case when :caller.purpose::text in (${purposes}) then null else :caller.${callerKey}::text end`;
}

function sides({ name, owner }: ModelMeta, by: readonly string[] | undefined) {
  const all = alternatives(owner!);
  const chosen = by ? all.filter(({ property }) => by.includes(property)) : all;
  if (chosen.length === 0 || (by && chosen.length < by.length))
    throw new Error(`${name}: ${by?.join(", ")} names no owner`);
  return chosen;
}

/** As CASE, for the planner takes two comparisons with unknown values for a narrow range and would sort all the rows of an owner. */
const withinPeriod = (property: string | undefined) =>
  property
    ? ` and ${bounded(snake(property), ">=", "periodFrom")} and ${bounded(snake(property), "<=", "periodTo")}`
    : "";

const bounded = (column: string, compare: string, bound: "periodFrom" | "periodTo") =>
  `case when :caller.${bound}::date is null then true else t.${column} ${compare} :caller.${bound}::date end`;

export async function run<T>(
  pool: Pool,
  { name, text, values }: Statement,
  context: Context,
  params: Params,
): Promise<T[]> {
  const { rows } = await pool.query({
    name,
    text,
    values: values.map((value) =>
      value.startsWith("caller.")
        ? ((context.caller as unknown as Params)[value.slice(7)] ?? null)
        : (params[value] ?? null),
    ),
  });
  return rows;
}

interface Prepared<T> {
  statement: Statement;
  decode: (rows: T[]) => T[];
}

/** `lean` reads only what the request's documents ask for: right for rows that go into the answer and nowhere else. */
export interface ReadOptions {
  lean?: true;
  /** What an ORDER BY says, where the order matters. */
  order?: string;
}

function prepared<T extends object, P extends Params>(
  model: ClassType<T>,
  name: string,
  where: string,
  guarded: boolean,
  { lean, order }: ReadOptions,
): Read<T, P> {
  let compiled: ReturnType<typeof variants<Prepared<T>>> | undefined;
  const compile = () => {
    const meta = metaOf(model);
    const guard = guarded && !meta.face ? ownedByCaller(meta) : "true";
    return variants<Prepared<T>>(meta, (columns, suffix) => ({
      statement: statement(
        `${meta.table}:${name}${suffix}`,
        `select ${listed(columns)} from ${meta.table} t where ${guard} and (${where})${order ? ` order by ${order}` : ""}`,
      ),
      decode: decoder<T>(columns),
    }));
  };
  const variantFor = (context: Context): Prepared<T> => {
    compiled ??= compile();
    return lean ? compiled.asked(context) : compiled.full;
  };
  const read = async (context: Context, params: P) => {
    if (guarded) withinPurpose(metaOf(model).owner, context.caller);
    const { statement: chosen, decode } = variantFor(context);
    return decode(await run<T>(context.environment.database.reader, chosen, context, params));
  };
  return Object.assign(read, { model, variantFor });
}

/**
 * A read of rows the caller owns: `read(Invoice, "by-id", "t.id = any(:ids)")`. The table is `t`.
 * Of a model with a `face`, anybody reaches the row; the fields beyond the face are guarded one by one.
 */
export const read = <T extends object, P extends Params>(
  model: ClassType<T>,
  name: string,
  where: string,
  options: ReadOptions = {},
): Read<T, P> => prepared(model, name, where, true, options);

/** A read that passes over ownership. Say why that is right. */
export const readAnyone = <T extends object, P extends Params>(
  model: ClassType<T>,
  name: string,
  where: string,
  why: string,
  options: ReadOptions = {},
): Read<T, P> => {
  if (why.length < 10) throw new Error(`${name}: a read past ownership needs a reason`);
  return prepared(model, name, where, false, options);
};

/** One row by key, with all the keys of a request fetched in one statement. The read takes `:ids`. */
export function loadOne<T extends object>(
  context: Context,
  byIds: Read<T, { ids: readonly string[] }>,
  id: string,
): Promise<T | null> {
  const { key } = metaOf(byIds.model);
  const loader = context.once(
    byIds.variantFor(context),
    () =>
      new DataLoader<string, T | null>(async (ids) => {
        const rows = await byIds(context, { ids });
        const found = new Map(rows.map((row) => [(row as Params)[key], row]));
        return ids.map((wanted) => found.get(wanted) ?? null);
      }),
  );
  return loader.load(id);
}

/** All rows that point to one parent, for many parents in one statement. The read takes `:ids`; `by` is the property that points. */
export function loadMany<T extends object>(
  context: Context,
  byParents: Read<T, { ids: readonly string[] }>,
  by: keyof T & string,
  parent: string,
): Promise<T[]> {
  const loader = context.once(
    byParents.variantFor(context),
    () =>
      new DataLoader<string, T[]>(async (ids) => {
        const children = Map.groupBy(await byParents(context, { ids }), (row) => row[by] as string);
        return ids.map((id) => children.get(id) ?? []);
      }),
  );
  return loader.load(parent);
}
