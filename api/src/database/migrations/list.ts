import type { MigrationObject } from "@mikro-orm/core";
import { ConsentLife } from "./consent-life.ts";
import { Foundation } from "./foundation.ts";
import { InvoiceVerification } from "./invoice-verification.ts";
import { Kernel } from "./kernel.ts";
import { Ledger } from "./ledger.ts";
import { Limits } from "./limits.ts";
import { OAuth } from "./oauth.ts";
import { Offices } from "./offices.ts";
import { People } from "./people.ts";
import { Releases } from "./releases.ts";
import { Rows } from "./rows.ts";
import { SampleLoad } from "./sample-load.ts";
import { Tables } from "./tables.ts";

/** Every migration, in the order they run. The name is what a database remembers: never change one that was released. */
export const migrations: MigrationObject[] = [
  { name: "0001-foundation", class: Foundation },
  { name: "0002-kernel", class: Kernel },
  { name: "0003-oauth", class: OAuth },
  { name: "0004-sample-load", class: SampleLoad },
  { name: "0005-invoice-verification", class: InvoiceVerification },
  { name: "0006-tables", class: Tables },
  { name: "0007-people", class: People },
  { name: "0008-consent-life", class: ConsentLife },
  { name: "0009-releases", class: Releases },
  { name: "0010-ledger", class: Ledger },
  { name: "0011-limits", class: Limits },
  { name: "0012-rows", class: Rows },
  { name: "0013-offices", class: Offices },
];
