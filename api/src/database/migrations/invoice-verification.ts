import { Migration } from "@mikro-orm/migrations";

/** What verification counts and remembers for a day, solved captchas, and reports of suspect invoices. */
export class InvoiceVerification extends Migration {
  override up(): void {
    this.addSql(`
      create table invoice_lookup (
        day date not null,
        identity text not null,
        times integer not null check (times > 0),
        primary key (day, identity)
      )`);
    this.addSql(
      "comment on table invoice_lookup is 'Look-ups per invoice (or number asked for) and day, shared by all callers.'",
    );
    this.addSql(`
      create table verified_match (
        day date not null,
        app_id text not null,
        taxpayer_id text not null,
        request_hash text not null,
        answer text not null,
        primary key (day, app_id, taxpayer_id, request_hash)
      )`);
    this.addSql(
      "comment on table verified_match is 'Signed matches an app was given on a day, answered again without a look-up. taxpayer_id is empty for an app acting alone.'",
    );
    this.addSql("create table captcha_spent (nonce text primary key, expires_at timestamptz not null)");
    this.addSql("comment on table captcha_spent is 'Solved captchas, so that none is used twice.'");
    this.addSql("create index captcha_spent_expires on captcha_spent (expires_at)");
    this.addSql(`
      create table suspect_report (
        id text primary key,
        received_at timestamptz not null,
        identity text not null,
        issued_on date,
        reason text not null,
        statement text not null,
        app_id text
      )`);
    this.addSql(
      "comment on table suspect_report is 'Reports of suspect invoices, for the tax authority. identity: the 20-digit number, else code-number.'",
    );
    this.addSql("create index suspect_report_identity on suspect_report (identity, received_at)");
    this.addSql("revoke all on suspect_report from open_tax_reader");
    this.addSql("revoke update, delete on suspect_report from open_tax_app");
  }
}
