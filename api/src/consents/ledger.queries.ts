import DataLoader from "dataloader";
import { type PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { read } from "../platform/read.ts";
import { authoritiesByCode, taxpayersByIds } from "../registry/facts.ts";
import { type AppName, appNames } from "./facts.ts";
import { AccessEntry, LedgerCheckpoint } from "./ledger-entry.ts";
import { OWN_USE } from "./purposes.ts";

/** The portal shows a taxpayer everything; an app sees what it did itself. */
const MINE = "(:manages::boolean or t.app_id = :caller.appId)";
/** What a person reads of the own taxpayer in the portal is no access by anybody else. */
const BY_OTHERS = `(:ownUse::boolean or t.purpose is distinct from '${OWN_USE}')`;

const DAY_START = (day: string) => `(${day}::date)::timestamp at time zone 'Asia/Shanghai'`;

const list = (name: string, where: string) =>
  pages<AccessEntry>({
    model: AccessEntry,
    name,
    where: `${MINE} and ${where}`,
    filters: {
      appId: "t.app_id = :appId",
      consentId: "t.consent_id = :consentId",
      from: `t.at >= ${DAY_START(":from")}`,
      to: `t.at < ${DAY_START(":to")} + interval '1 day'`,
    },
    order: ["at"],
    direction: "desc",
  });

const ofTaxpayer = list("of-taxpayer", BY_OTHERS);
const shares = list("shares", "t.consent_id is null and t.kind in ('READ', 'WRITE')");

export interface AccessFilter {
  appId?: string | undefined;
  consentId?: string | undefined;
  /** Days in China time, inclusive. */
  from?: string | undefined;
  to?: string | undefined;
  /** With what people read of their own taxpayer in the portal. */
  ownUse?: boolean | undefined;
}

const manages = ({ caller }: Context) => caller.scopes.includes("consent:manage");

/** Every access to the caller's taxpayer, the newest first. */
export const accessLog = (context: Context, page: PageArgs, { ownUse = false, ...filter }: AccessFilter) =>
  ofTaxpayer(context, page, { manages: manages(context), ownUse, ...filter });

/** Accesses that rested on no consent: officers, institutions, what the law demands. */
export const sharesLog = (context: Context, page: PageArgs) =>
  shares(context, page, { manages: manages(context) });

export const checkpoints = pages<LedgerCheckpoint>({
  model: LedgerCheckpoint,
  name: "all",
  where: "true",
  filters: { day: "t.day = :day::date" },
  order: ["day", "seq"],
  direction: "desc",
  anyone: "checkpoints are published, so that nobody can be shown another chain than everybody else",
});

const byIds = read<AccessEntry, { ids: readonly string[]; manages: boolean }>(
  AccessEntry,
  "by-ids",
  `t.id = any(:ids) and ${MINE}`,
);

/** One entry of the caller's taxpayer; nothing for another's, as for one that does not exist. */
export const entryById = async (context: Context, id: string): Promise<AccessEntry | null> =>
  (await byIds(context, { ids: [id], manages: manages(context) }))[0] ?? null;

/** One statement for all the keys of a request. */
const batched = <Row>(
  name: string,
  load: (context: Context, keys: readonly string[]) => Promise<(Row & { key: string })[]>,
) => {
  const key = Symbol(name);
  return (context: Context, wanted: string): Promise<Row | null> =>
    context
      .once(
        key,
        () =>
          new DataLoader<string, Row | null>(async (keys) => {
            const found = new Map((await load(context, keys)).map((row) => [row.key, row]));
            return keys.map((each) => found.get(each) ?? null);
          }),
      )
      .load(wanted);
};

/** The fields of a set, by its hash. */
export const fieldsOf = batched<{ fields: string[] }>("fields", async ({ environment }, hashes) => {
  const { rows } = await environment.database.reader.query<{ key: string; fields: string[] }>({
    name: "ledger:fields",
    text: "select hash as key, fields from ledger_fields where hash = any($1)",
    values: [hashes],
  });
  return rows;
});

/** Where an entry stands in the chain; nothing until it is sealed, about a second. */
export const linkOf = batched<{ day: string; seq: number }>("links", async ({ environment }, ids) => {
  const { rows } = await environment.database.reader.query<{ key: string; day: string; seq: number }>({
    name: "ledger:links",
    text: "select entry_id as key, day, seq from ledger_link where entry_id = any($1)",
    values: [ids],
  });
  return rows;
});

export const appNameOf = batched<AppName>("apps", async ({ environment }, ids) =>
  (await appNames(environment.database.reader, ids)).map((app) => ({ key: app.id, ...app })),
);

export const taxpayerNameOf = batched<{ name: string }>("taxpayers", async ({ environment }, ids) =>
  (await taxpayersByIds(environment.database.reader, ids)).map(({ id, name }) => ({ key: id, name })),
);

export const authorityNameOf = batched<{ name: string }>("authorities", async ({ environment }, codes) =>
  (await authoritiesByCode(environment.database.reader, codes)).map(({ code, name }) => ({
    key: code,
    name,
  })),
);
