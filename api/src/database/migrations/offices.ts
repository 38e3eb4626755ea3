import { Migration } from "@mikro-orm/migrations";

/** Officers with their posts, agencies and delegations. */
export class Offices extends Migration {
  override up(): void {}
}
