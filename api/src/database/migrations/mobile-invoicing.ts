import { Migration } from "@mikro-orm/migrations";

/** Invoices asked for by scanning a code; devices. */
export class MobileInvoicing extends Migration {
  override up(): void {}

  override down(): void {}
}
