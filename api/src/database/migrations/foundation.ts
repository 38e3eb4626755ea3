import { Migration } from "@mikro-orm/migrations";

/** What the two roles may do with every table, now and later, and the table of signing keys. */
export class Foundation extends Migration {
  override up(): void {
    this.addSql("grant usage on schema public to open_tax_app, open_tax_reader");
    this.addSql("alter default privileges in schema public grant select on tables to open_tax_reader");
    this.addSql(
      "alter default privileges in schema public grant select, insert, update, delete on tables to open_tax_app",
    );
    this.addSql("alter default privileges in schema public grant usage, select on sequences to open_tax_app");
    this.addSql("grant select on migration to open_tax_reader");
    this.addSql(`
      create table signing_key (
        kid text primary key,
        purpose text not null,
        jwk jsonb not null,
        created_at timestamptz not null,
        retired_at timestamptz
      )`);
    this.addSql(
      "comment on table signing_key is 'Signing keys (ES256) of this environment; the newest of a purpose signs, all of them verify.'",
    );
    this.addSql("revoke all on signing_key from open_tax_reader");
  }
}
