import type { Caller } from "./caller.ts";
import { inJurisdiction, jurisdictionFilter } from "./jurisdiction.ts";
import { reachedBy } from "./purpose-limit.ts";

/** Whose rows these are: the row belongs to the caller when one of the named columns equals what the caller proved to be. */
export interface Owner {
  taxpayer?: readonly string[];
  app?: readonly string[];
  person?: readonly string[];
  /** Codes of authorities: the row is an officer's whose authority is that one or stands above it. */
  within?: readonly string[];
  /** The property with the row's day: under a consent only the rows of its periods are read. */
  period?: string;
  /**
   * Under a consent for one of these purposes, by which of the properties above alone a row is the caller's; by none,
   * where the list is empty. A purpose that is not named here sees all of the caller's rows.
   */
  purposes?: Readonly<Record<string, readonly string[]>>;
}

export type OwnerKind = Exclude<keyof Owner, "period" | "purposes">;

const proved: Record<OwnerKind, keyof Caller> = {
  taxpayer: "taxpayerId",
  app: "appId",
  person: "personId",
  within: "authorityCode",
};

/** Each alternative as a pair: the property of the row, and what of the caller it must equal. */
export const alternatives = (owner: Owner): { property: string; callerKey: keyof Caller; within?: true }[] =>
  (Object.keys(proved) as OwnerKind[]).flatMap((kind) =>
    (owner[kind] ?? []).map((property) => ({
      property,
      callerKey: proved[kind],
      ...(kind === "within" ? { within: true as const } : {}),
    })),
  );

/** True when the row is the caller's. Nobody owns a row whose owner is empty. */
export const owns = (owner: Owner, row: object, caller: Partial<Caller>): boolean =>
  alternatives(owner).some(({ property, callerKey, within }) => {
    const mine = caller[callerKey];
    const value = (row as Record<string, unknown>)[property];
    if (mine === undefined || mine === null || !reachedBy(owner, property, caller)) return false;
    return within ? typeof value === "string" && inJurisdiction(value, String(mine)) : value === mine;
  });

/** What no row has: an empty owner is nobody's, also not a caller's who proved nothing. */
const NOBODY = { $in: [] };

/** The filter the ORM adds to every query of the class. */
export const ownerFilter = (owner: Owner, caller: Partial<Caller>) => ({
  $or: alternatives(owner).map(({ property, callerKey, within }) =>
    within
      ? jurisdictionFilter(property, caller.authorityCode)
      : { [property]: reachedBy(owner, property, caller) ? (caller[callerKey] ?? NOBODY) : NOBODY },
  ),
  ...periodFilter(owner, caller),
});

const periodFilter = ({ period }: Owner, { periodFrom, periodTo }: Partial<Caller>) =>
  period && (periodFrom || periodTo)
    ? { [period]: { ...(periodFrom ? { $gte: periodFrom } : {}), ...(periodTo ? { $lte: periodTo } : {}) } }
    : {};
