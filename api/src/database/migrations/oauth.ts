import { Migration } from "@mikro-orm/migrations";

/** What the authorization server keeps: its rows, the clients, and the accounts people sign in with. */
export class OAuth extends Migration {
  override up(): void {
    this.addSql(`
      create table oauth_row (
        model text not null,
        id text not null,
        payload jsonb not null,
        grant_id text,
        uid text,
        consumed_at timestamptz,
        expires_at timestamptz,
        primary key (model, id)
      )`);
    this.addSql("create index oauth_row_grant on oauth_row (grant_id) where grant_id is not null");
    this.addSql("create index oauth_row_uid on oauth_row (model, uid) where uid is not null");
    this.addSql("create index oauth_row_expires on oauth_row (expires_at)");
    this.addSql(
      "comment on table oauth_row is 'Rows of the authorization server. Codes, tokens and pushed requests are kept as SHA-256.'",
    );
    this.addSql(`
      create table oauth_client (
        id text primary key,
        metadata jsonb not null,
        vendor text not null,
        vendor_en text not null,
        name_en text not null,
        first_party boolean not null default false,
        simulated boolean not null default false,
        reviewed_at date,
        required_scopes text[] not null default '{}',
        status text not null default 'ACTIVE' check (status in ('ACTIVE', 'SUSPENDED')),
        created_at timestamptz not null default now()
      )`);
    this.addSql(
      "comment on table oauth_client is 'Apps as OAuth clients. Public keys only; there is no client secret anywhere.'",
    );
    this.addSql(`
      create table sign_in_account (
        person_id text primary key,
        login text not null unique,
        password text not null,
        simulated boolean not null default false,
        created_at timestamptz not null default now()
      )`);
    this.addSql(
      "comment on table sign_in_account is 'Accounts of the production sign-in; passwords as argon2id.'",
    );
    this.addSql("revoke all on oauth_row, oauth_client, sign_in_account from open_tax_reader");
  }

  override down(): void {
    this.addSql("drop table sign_in_account");
    this.addSql("drop table oauth_client");
    this.addSql("drop table oauth_row");
  }
}
