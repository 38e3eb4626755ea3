import { Migration } from "@mikro-orm/migrations";

/**
 * Row-level security. `sealed.caller_claim` believes what a transaction says of its caller only under a seal made with
 * a secret that the application's role cannot read. The policies are what `rowPolicies` makes of the models' owners.
 */
export class Rows extends Migration {
  override up(): void {
    this.addSql("create schema sealed");
    this.addSql("grant usage on schema sealed to open_tax_app, open_tax_system");
    this.addSql('create table sealed.secret ("inner" bytea not null, "outer" bytea not null)');
    this.addSql(
      "comment on table sealed.secret is 'The secret under which processes seal what they say of a caller. One row, for the system alone.'",
    );
    this.addSql("grant select on sealed.secret to open_tax_system");
    this.addSql(`
      insert into sealed.secret select
        decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
        decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')`);
    this.addSql(`
      create function sealed.caller_claim(claim text) returns text
      language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
      declare
        claims text := current_setting('open_tax.caller', true);
        seal text := current_setting('open_tax.seal', true);
        secret sealed.secret;
      begin
        if coalesce(claims, '') = '' then return null; end if;
        select * into strict secret from sealed.secret;
        if seal is distinct from encode(
             sha256(secret."outer" || sha256(secret."inner" || convert_to(claims, 'UTF8'))), 'hex')
           or (claims::json ->> 'exp')::bigint < extract(epoch from clock_timestamp())
        then raise exception 'what this transaction says of its caller is not sealed' using errcode = '42501';
        end if;
        return claims::json ->> claim;
      end $$`);
    this.addSql("revoke all on function sealed.caller_claim(text) from public");
    this.addSql("grant execute on function sealed.caller_claim(text) to open_tax_app, open_tax_system");

    for (const statement of POLICIES) this.addSql(statement);
    for (const statement of REVEALS) this.addSql(statement);
    for (const statement of ALONE) this.addSql(statement);
  }
}

const POLICIES: readonly string[] = [
  'alter table "consent" enable row level security',
  'create policy "consent_of_caller" on "consent" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "consent_for_system" on "consent" to "open_tax_system" using (true) with check (true)',
  'create policy "consent_for_reads" on "consent" for select to "open_tax_reader" using (true)',
  'alter table "credit_grade" enable row level security',
  'create policy "credit_grade_of_caller" on "credit_grade" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "credit_grade_for_system" on "credit_grade" to "open_tax_system" using (true) with check (true)',
  'create policy "credit_grade_for_reads" on "credit_grade" for select to "open_tax_reader" using (true)',
  'alter table "invoice" enable row level security',
  "create policy \"invoice_of_caller\" on \"invoice\" to \"open_tax_app\" using (seller_id = (select sealed.caller_claim('taxpayerId')) or buyer_id = (select sealed.caller_claim('taxpayerId'))) with check (seller_id = (select sealed.caller_claim('taxpayerId')) or buyer_id = (select sealed.caller_claim('taxpayerId')))",
  'create policy "invoice_for_system" on "invoice" to "open_tax_system" using (true) with check (true)',
  'create policy "invoice_for_reads" on "invoice" for select to "open_tax_reader" using (true)',
  'alter table "invoice_line" enable row level security',
  'create policy "invoice_line_of_caller" on "invoice_line" to "open_tax_app" using (exists (select 1 from invoice whole where whole.id = invoice_line.invoice_id)) with check (exists (select 1 from invoice whole where whole.id = invoice_line.invoice_id))',
  'create policy "invoice_line_for_system" on "invoice_line" to "open_tax_system" using (true) with check (true)',
  'create policy "invoice_line_for_reads" on "invoice_line" for select to "open_tax_reader" using (true)',
  'alter table "person" enable row level security',
  'create policy "person_of_caller" on "person" to "open_tax_app" using (id = (select sealed.caller_claim(\'personId\'))) with check (id = (select sealed.caller_claim(\'personId\')))',
  'create policy "person_for_system" on "person" to "open_tax_system" using (true) with check (true)',
  'create policy "person_for_reads" on "person" for select to "open_tax_reader" using (true)',
  'alter table "person_role" enable row level security',
  'create policy "person_role_of_caller" on "person_role" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "person_role_for_system" on "person_role" to "open_tax_system" using (true) with check (true)',
  'create policy "person_role_for_reads" on "person_role" for select to "open_tax_reader" using (true)',
  'alter table "taxpayer" enable row level security',
  'create policy "taxpayer_of_caller" on "taxpayer" to "open_tax_app" using (id = (select sealed.caller_claim(\'taxpayerId\'))) with check (id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "taxpayer_for_system" on "taxpayer" to "open_tax_system" using (true) with check (true)',
  'create policy "taxpayer_for_reads" on "taxpayer" for select to "open_tax_reader" using (true)',
  'alter table "tax_type_registration" enable row level security',
  'create policy "tax_type_registration_of_caller" on "tax_type_registration" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "tax_type_registration_for_system" on "tax_type_registration" to "open_tax_system" using (true) with check (true)',
  'create policy "tax_type_registration_for_reads" on "tax_type_registration" for select to "open_tax_reader" using (true)',
  'alter table "audit_entry" enable row level security',
  'create policy "audit_entry_of_caller" on "audit_entry" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "audit_entry_for_system" on "audit_entry" to "open_tax_system" using (true) with check (true)',
  'create policy "audit_entry_for_reads" on "audit_entry" for select to "open_tax_reader" using (true)',
  'alter table "access_dispute" enable row level security',
  'create policy "access_dispute_of_caller" on "access_dispute" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\'))) with check (taxpayer_id = (select sealed.caller_claim(\'taxpayerId\')))',
  'create policy "access_dispute_for_system" on "access_dispute" to "open_tax_system" using (true) with check (true)',
  'create policy "access_dispute_for_reads" on "access_dispute" for select to "open_tax_reader" using (true)',
];

/** How often values were shown whole; ends with the worker's chore for past days. */
const REVEALS: readonly string[] = [
  "create table reveal_count (consent_id text not null, day date not null, times integer not null check (times > 0), primary key (consent_id, day))",
  "comment on table reveal_count is 'How many masked values were shown whole under a consent on a day.'",
  "alter table reveal_count enable row level security",
  "create policy reveal_count_of_caller on reveal_count to open_tax_app using (consent_id = (select sealed.caller_claim('consentId'))) with check (consent_id = (select sealed.caller_claim('consentId')))",
  "create policy reveal_count_for_system on reveal_count to open_tax_system using (true) with check (true)",
  "revoke all on reveal_count from open_tax_reader",
];

/** Tables without a model: what belongs to one caller, and what is no business of the application's role. */
const ALONE: readonly string[] = [
  "alter table idempotency_key enable row level security",
  "create policy idempotency_key_of_caller on idempotency_key to open_tax_app using (holder = (select sealed.caller_claim('holder'))) with check (holder = (select sealed.caller_claim('holder')))",
  "create policy idempotency_key_for_system on idempotency_key to open_tax_system using (true) with check (true)",
  "alter table verified_match enable row level security",
  "create policy verified_match_of_caller on verified_match to open_tax_app using (app_id = (select sealed.caller_claim('appId')) and taxpayer_id = coalesce((select sealed.caller_claim('taxpayerId')), '')) with check (app_id = (select sealed.caller_claim('appId')) and taxpayer_id = coalesce((select sealed.caller_claim('taxpayerId')), ''))",
  "create policy verified_match_for_system on verified_match to open_tax_system using (true) with check (true)",
  "create policy verified_match_for_reads on verified_match for select to open_tax_reader using (true)",
  "alter table consent_suspension enable row level security",
  "create policy consent_suspension_of_caller on consent_suspension to open_tax_app using (exists (select 1 from consent whole where whole.id = consent_suspension.consent_id)) with check (exists (select 1 from consent whole where whole.id = consent_suspension.consent_id))",
  "create policy consent_suspension_for_system on consent_suspension to open_tax_system using (true) with check (true)",
  "create policy consent_suspension_for_reads on consent_suspension for select to open_tax_reader using (true)",
  "revoke all on passkey, passkey_challenge, known_device, session_device, sign_in_attempt, sign_in_limit, upstream_identity, upstream_sign_in from open_tax_app",
  "grant select, insert, update, delete on passkey, passkey_challenge, known_device, session_device, sign_in_attempt, sign_in_limit, upstream_identity, upstream_sign_in to open_tax_system",
  "revoke all on limit_bucket, proof_used, deadline_day from open_tax_app",
  "grant select, insert, update, delete on limit_bucket, proof_used, deadline_day to open_tax_system",
  "revoke all on signing_key, oauth_client, sign_in_account from open_tax_app",
  "grant select, insert, update, delete on signing_key, oauth_client, sign_in_account to open_tax_system",
  "revoke all on oauth_row from open_tax_app",
  "grant select, insert, update, delete on oauth_row to open_tax_system",
  "grant delete, select (model, id, grant_id) on oauth_row to open_tax_app",
];
