import { Migration } from "@mikro-orm/migrations";

/** People: passkeys, sign-in attempts, sessions. */
export class People extends Migration {
  override up(): void {}
}
