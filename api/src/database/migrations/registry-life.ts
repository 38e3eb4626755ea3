import { Migration } from "@mikro-orm/migrations";

/** The life of a taxpayer; code tables with validity and successors. */
export class RegistryLife extends Migration {
  override up(): void {}

  override down(): void {}
}
