import type { ClientBase } from "pg";
import { authorityTree } from "../registry/authority-tree.ts";
import { divisions, streetsOf } from "../registry/divisions.ts";
import { TAX_TYPES } from "../registry/tax-type.ts";
import { copyRows } from "./copy.ts";

/** The county of the fixture, whose stations exist. */
const COUNTY_WITH_STATIONS = "330106";

/** Fills the registry's code tables: divisions, tax authorities, tax types. They must be empty; the caller holds a transaction. */
export async function copyCodeTables(client: ClientBase): Promise<number> {
  const regions = divisions();
  const authorities = authorityTree(regions, { [COUNTY_WITH_STATIONS]: streetsOf(COUNTY_WITH_STATIONS) });
  return (
    (await copyRows(
      client,
      "region",
      ["code", "name", "level", "parentCode", "validFrom", "validTo", "successor"],
      regions,
    )) +
    (await copyRows(
      client,
      "tax_authority",
      ["code", "name", "level", "parentCode", "regionCode", "phone", "hours"],
      authorities,
    )) +
    (await copyRows(client, "tax_type", ["code", "name", "englishName", "kind"], TAX_TYPES))
  );
}
