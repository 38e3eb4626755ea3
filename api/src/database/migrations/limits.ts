import { Migration } from "@mikro-orm/migrations";

/** Counters and replay memory that several processes share, days of deadline, the life of keys, where an app calls from. */
export class Limits extends Migration {
  override up(): void {
    this.addSql(`
      create unlogged table limit_bucket (
        key text primary key,
        points double precision not null,
        leased double precision not null,
        at timestamptz not null
      )`);
    this.addSql(
      "comment on table limit_bucket is 'Points left per app, app and taxpayer, or address, of which processes lease some. A crash of the server fills every bucket.'",
    );
    this.addSql(`
      create table proof_used (
        thumbprint text not null,
        jti text not null,
        expires_at timestamptz not null,
        primary key (thumbprint, jti)
      )`);
    this.addSql("create index proof_used_expires on proof_used (expires_at)");
    this.addSql(
      "comment on table proof_used is 'DPoP proofs that mutations came with, so that all processes together accept each once.'",
    );
    this.addSql("create table deadline_day (day date primary key, reason text not null)");
    this.addSql(
      "comment on table deadline_day is 'Days on which a share of every process is kept for filing and payment.'",
    );
    this.addSql(`
      alter table signing_key
        add column activate_at timestamptz not null default now(),
        add column revoked_at timestamptz`);
    this.addSql("update signing_key set activate_at = created_at");
    this.addSql(
      "comment on table signing_key is 'Signing keys (ES256) of this environment. Published at once, signing from activate_at (the newest such), verifying until retired_at; a revoked one is good for nothing.'",
    );
    this.addSql(`
      alter table oauth_client
        add column allowed_addresses cidr[],
        add column tokens_valid_from timestamptz`);
    this.addSql(
      "comment on column oauth_client.allowed_addresses is 'Where the app may call from; null is anywhere.'",
    );
    this.addSql(
      "comment on column oauth_client.tokens_valid_from is 'Access tokens issued before are refused: a key of the app has leaked.'",
    );
    this.addSql("revoke all on limit_bucket, proof_used from open_tax_reader");
  }

  override down(): void {
    this.addSql("alter table oauth_client drop column allowed_addresses, drop column tokens_valid_from");
    this.addSql("alter table signing_key drop column activate_at, drop column revoked_at");
    this.addSql("drop table deadline_day");
    this.addSql("drop table proof_used");
    this.addSql("drop table limit_bucket");
  }
}
