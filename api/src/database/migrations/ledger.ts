import { Migration } from "@mikro-orm/migrations";

/** The access ledger: its columns, chain and checkpoints. */
export class Ledger extends Migration {
  override up(): void {}
}
