import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from "type-graphql";
import { refuse } from "./access.ts";
import { decoder, listed, variants } from "./columns.ts";
import type { Context } from "./context.ts";
import { describeInEnglish, metaOf } from "./model.ts";
import { withinPurpose } from "./purpose-limit.ts";
import { ownedByCaller, type Params, run, statement } from "./read.ts";
import { at, check } from "./refusal.ts";
import { snake } from "./snake.ts";

export const MAX_PAGE = 100;
/** Counting stops here; a longer list says so by `totalCountIsExact: false`. */
const COUNTED = 10_000;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: "每页条数，最多 100。" })
  first!: number;

  @Field(() => String, { nullable: true, description: "上一页返回的 endCursor。" })
  after?: string | null;
}

@ObjectType({ description: "分页信息。", simpleResolvers: true })
@Directive("@shareable")
export class PageInfo {
  @Field(() => Boolean, { description: "后面是否还有。" })
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: "取下一页时作为 after 传入。" })
  endCursor!: string | null;
}
describeInEnglish("PageInfo", "Where a page stands.");
describeInEnglish("PageInfo.hasNextPage", "Whether there is more behind.");
describeInEnglish("PageInfo.endCursor", "Pass it as `after` for the next page.");

/** What a resolver answers for a connection; the count is taken only when asked for. */
export interface Page<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
  count(): Promise<number>;
}

const connections = new WeakSet<object>();
export const isConnection = (type: unknown): boolean => typeof type === "function" && connections.has(type);

/** `Connection(VatReturn)` is the GraphQL type; `pages(...)` fills it. */
export function Connection<Node extends object>(node: ClassType<Node>) {
  @ObjectType(`${node.name}Edge`, { description: "列表中的一项。", simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: "此项的游标。" })
    cursor!: string;

    @Field(() => node, { description: "此项。" })
    node!: Node;
  }

  @ObjectType(`${node.name}Connection`, { description: "一页。", simpleResolvers: true })
  class NodeConnection {
    @Field(() => [node], { description: "本页各项。" })
    nodes!: Node[];

    @Field(() => [Edge], { description: "本页各项及其游标。" })
    edges!: Edge[];

    @Field(() => PageInfo, { description: "分页信息。" })
    pageInfo!: PageInfo;

    @Directive("@cost(weight: 5)")
    @Field(() => Int, { nullable: true, description: "总条数，最多数到 10000。" })
    totalCount!: number | null;

    @Field(() => Boolean, { nullable: true, description: "总条数是否准确。" })
    totalCountIsExact!: boolean | null;
  }
  const name = `${node.name}Connection`;
  describeInEnglish(name, "One page.");
  describeInEnglish(`${name}.nodes`, "The items of this page.");
  describeInEnglish(`${name}.edges`, "The items of this page with their cursors.");
  describeInEnglish(`${name}.pageInfo`, "Where this page stands.");
  describeInEnglish(`${name}.totalCount`, "How many there are in all, counted up to 10,000.");
  describeInEnglish(`${name}.totalCountIsExact`, "Whether the count is exact.");
  describeInEnglish(`${node.name}Edge`, "One item of a list.");
  describeInEnglish(`${node.name}Edge.cursor`, "Where this item stands.");
  describeInEnglish(`${node.name}Edge.node`, "The item.");
  connections.add(NodeConnection);
  return NodeConnection;
}

/** Resolvers the kernel gives every connection type: the count runs only when selected. */
export const connectionResolvers = {
  totalCount: async (page: Page<unknown>) => Math.min(await page.count(), COUNTED),
  totalCountIsExact: async (page: Page<unknown>) => (await page.count()) <= COUNTED,
};

export interface Pages<T extends object> {
  model: ClassType<T>;
  name: string;
  /** SQL over the table `t`, as in `read`. */
  where: string;
  /** Of the owner's properties, those this list goes by; all when absent. */
  by?: readonly string[];
  /** More conditions, each used when its parameter (of the same name) is given: `{ kind: "t.kind = :kind" }`. */
  filters?: Record<string, string>;
  /** Properties, the newest first by `desc`; the key is added as the last. One direction for all. */
  order: readonly [...string[]];
  direction: "asc" | "desc";
  /** Reads only what the request's documents ask for. */
  lean?: true;
  /** Why ownership does not matter, for models whose rows anybody may list. */
  anyone?: string;
}

const opaque = (values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");

/** The values in a cursor, or nothing when it is none of ours. */
function opened(cursor: string, length: number): string[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const sound =
      Array.isArray(values) && values.length === length && values.every((value) => typeof value === "string");
    return sound && opaque(values as string[]) === cursor ? (values as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** A list of a model in a fixed order, by keyset: the hundredth page costs what the first does. */
export function pages<T extends object>(list: Pages<T>) {
  const compiled = new Map<string, ReturnType<typeof compile>>();
  const compile = (given: string[], after: boolean) => {
    const meta = metaOf(list.model);
    const guard = list.anyone ? "true" : ownedByCaller(meta, list.by);
    const filters = given.map((filter) => ` and ${list.filters![filter]}`).join("");
    const keys = [...list.order, meta.key];
    const columns = keys.map((property) => `t.${snake(property)}`);
    const compare = list.direction === "desc" ? "<" : ">";
    const seek = after
      ? ` and (${columns.join(", ")}) ${compare} (${keys.map((_, i) => `:cursor${i}`).join(", ")})`
      : "";
    const cursor = columns.map((column, i) => `${column}::text as "cursor${i}"`).join(", ");
    const from = `from ${meta.table} t where ${guard} and (${list.where})${filters}`;
    const suffix = `${given.join("+")}${after ? "/after" : ""}`;
    const order = columns.map((column) => `${column} ${list.direction}`).join(", ");
    const name = `${meta.table}:${list.name}:${suffix}`;
    return {
      pages: variants(meta, (chosen, variant) => ({
        statement: statement(
          `${name}${variant}`,
          `select ${listed(chosen)}, ${cursor} ${from}${seek} order by ${order} limit :limit`,
        ),
        decode: decoder<T>(chosen),
      })),
      count: statement(
        `${name}:count`,
        `select count(*)::int as n from (select 1 ${from} limit ${COUNTED + 1}) c`,
      ),
    };
  };

  return async (context: Context, { first, after }: PageArgs, params: Params = {}): Promise<Page<T>> => {
    if (!list.anyone) withinPurpose(metaOf(list.model).owner, context.caller, list.by);
    const width = list.order.length + 1;
    const seek = after ? opened(after, width) : undefined;
    check(
      (first < 1 || first > MAX_PAGE) &&
        at(refuse.PAGE_TOO_LARGE, ["first"], { found: first, max: MAX_PAGE }),
      Boolean(after) && !seek && at(refuse.CURSOR_INVALID, ["after"]),
    );
    const given = Object.keys(list.filters ?? {}).filter(
      (filter) => params[filter] !== undefined && params[filter] !== null,
    );
    const key = `${given.join("+")}|${seek ? "after" : ""}`;
    let statements = compiled.get(key);
    if (!statements) compiled.set(key, (statements = compile(given, Boolean(seek))));
    const { statement: page, decode } = list.lean ? statements.pages.asked(context) : statements.pages.full;

    const pool = context.environment.database.reader;
    const values: Params = { ...params, limit: first + 1 };
    for (const [i, value] of (seek ?? []).entries()) values[`cursor${i}`] = value;
    const rows = await run<T & Params>(pool, page, context, values);
    const hasNextPage = rows.length > first;
    const nodes = decode(hasNextPage ? rows.slice(0, first) : rows) as (T & Params)[];
    const cursorOf = (row: Params) => opaque(Array.from({ length: width }, (_, i) => row[`cursor${i}`]));
    const last = nodes.at(-1);
    let counted: Promise<number> | undefined;
    return {
      nodes,
      get edges() {
        return nodes.map((node) => ({ cursor: cursorOf(node), node }));
      },
      pageInfo: { hasNextPage, endCursor: last ? cursorOf(last) : null },
      count: () =>
        (counted ??= run<{ n: number }>(pool, statements.count, context, params).then(([row]) => row!.n)),
    };
  };
}
