import { Migration } from "@mikro-orm/migrations";

/** What every write leaves behind: its audit entry, and the answer under its idempotency key. */
export class Kernel extends Migration {
  override up(): void {
    this.addSql(`
      create table audit_entry (
        id text primary key,
        at timestamptz not null,
        environment text not null,
        event text not null,
        outcome text not null,
        caller_kind text not null,
        app_id text,
        release_id text,
        consent_id text,
        person_id text,
        taxpayer_id text,
        args_hash text not null,
        request_id text not null
      )`);
    this.addSql(
      "comment on table audit_entry is 'Append-only: every write, done or refused. Names and hashes, never values.'",
    );
    this.addSql("create index audit_entry_taxpayer on audit_entry (taxpayer_id, at desc, id desc)");
    this.addSql("create index audit_entry_app on audit_entry (app_id, at desc, id desc)");
    this.addSql("revoke update, delete on audit_entry from open_tax_app");
    this.addSql(`
      create table idempotency_key (
        holder text not null,
        operation text not null,
        key text not null,
        body_hash text not null,
        answer bytea,
        expires_at timestamptz not null,
        primary key (holder, operation, key)
      )`);
    this.addSql(
      "comment on table idempotency_key is 'What a write answered, so that its repetition answers the same.'",
    );
    this.addSql("create index idempotency_key_expires on idempotency_key (expires_at)");
    this.addSql("revoke all on idempotency_key from open_tax_reader");
  }
}
