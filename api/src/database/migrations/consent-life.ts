import { Migration } from "@mikro-orm/migrations";

/** The life of a consent: requests, approvals, fields, receipts, attestations. */
export class ConsentLife extends Migration {
  override up(): void {}
}
