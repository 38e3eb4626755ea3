import { Migration } from "@mikro-orm/migrations";

/** The signed original of an invoice. */
export class InvoiceFiles extends Migration {
  override up(): void {}

  override down(): void {}
}
