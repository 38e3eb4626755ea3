import type { MigrationObject } from "@mikro-orm/core";
import { Foundation } from "./foundation.ts";
import { OAuth } from "./oauth.ts";
import { Kernel } from "./kernel.ts";

/** Every migration, in the order they run. The name is what a database remembers: never change one that was released. */
export const migrations: MigrationObject[] = [
  { name: "0001-foundation", class: Foundation },
  { name: "0002-oauth", class: OAuth },
  { name: "0002-kernel", class: Kernel },
];
