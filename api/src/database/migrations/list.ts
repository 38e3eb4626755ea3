import type { MigrationObject } from "@mikro-orm/core";
import { Foundation } from "./foundation.ts";
import { InvoiceVerification } from "./invoice-verification.ts";
import { Kernel } from "./kernel.ts";
import { OAuth } from "./oauth.ts";
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
];
