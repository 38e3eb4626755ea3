import { Migration } from "@mikro-orm/migrations";

/** Counters and replay memory that several processes share. */
export class Limits extends Migration {
  override up(): void {}
}
