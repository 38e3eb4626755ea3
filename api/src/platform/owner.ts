import type { Caller } from "./caller.ts";

/** Whose rows these are: the row belongs to the caller when one of the named columns equals what the caller proved to be. */
export interface Owner {
  taxpayer?: readonly string[];
  app?: readonly string[];
  person?: readonly string[];
  /** The property with the row's day: under a consent only the rows of its periods are read. */
  period?: string;
}

export type OwnerKind = Exclude<keyof Owner, "period">;

const proved: Record<OwnerKind, keyof Caller> = { taxpayer: "taxpayerId", app: "appId", person: "personId" };

/** Each alternative as a pair: the property of the row, and what of the caller it must equal. */
export const alternatives = (owner: Owner): { property: string; callerKey: keyof Caller }[] =>
  (Object.keys(proved) as OwnerKind[]).flatMap((kind) =>
    (owner[kind] ?? []).map((property) => ({ property, callerKey: proved[kind] })),
  );

/** True when the row is the caller's. Nobody owns a row whose owner is empty. */
export const owns = (owner: Owner, row: object, caller: Partial<Caller>): boolean =>
  alternatives(owner).some(({ property, callerKey }) => {
    const mine = caller[callerKey];
    return mine !== undefined && mine !== null && (row as Record<string, unknown>)[property] === mine;
  });

/** The filter the ORM adds to every query of the class. */
export const ownerFilter = (owner: Owner, caller: Partial<Caller>) => ({
  $or: alternatives(owner).map(({ property, callerKey }) => ({ [property]: caller[callerKey] ?? null })),
  ...periodFilter(owner, caller),
});

const periodFilter = ({ period }: Owner, { periodFrom, periodTo }: Partial<Caller>) =>
  period && (periodFrom || periodTo)
    ? { [period]: { ...(periodFrom ? { $gte: periodFrom } : {}), ...(periodTo ? { $lte: periodTo } : {}) } }
    : {};
