import { Migration } from "@mikro-orm/migrations";

/** Releases of apps and the documents they may run. */
export class Releases extends Migration {
  override up(): void {}
}
