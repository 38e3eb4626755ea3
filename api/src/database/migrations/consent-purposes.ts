import { Migration } from "@mikro-orm/migrations";

/** What the pages of consents need: a vendor's people attest deletion for the vendor's apps, and find those apps. */
export class ConsentPurposes extends Migration {
  override up(): void {
    this.addSql(
      "create index oauth_client_vendor on oauth_client (vendor_taxpayer_id, id) where vendor_taxpayer_id is not null",
    );
    this.addSql(attestation("(c.app_id = sealed.caller_claim('appId') or by_vendor(c.app_id))"));
    this.addSql(`
      create function by_vendor(app text) returns boolean
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select exists (select from oauth_client o join consent own on own.taxpayer_id = o.vendor_taxpayer_id
          where o.id = app and o.vendor_taxpayer_id = sealed.caller_claim('taxpayerId')
            and own.id = sealed.caller_claim('consentId') and own.purpose_code = 'OWN_USE' and own.status = 'ACTIVE')
      $$`);
    this.addSql(
      "comment on function by_vendor(text) is 'Whether the caller is a person in the portal who acts for the vendor of the app.'",
    );
    this.addSql("revoke all on function by_vendor(text) from public");
  }

  override down(): void {
    this.addSql(attestation("c.app_id = sealed.caller_claim('appId')"));
    this.addSql("drop function by_vendor(text)");
    this.addSql("drop index oauth_client_vendor");
  }
}

const attestation = (mine: string) => `
  create or replace function attest_deletion(ended_consent text, deleted int) returns text
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  declare
    found_one consent;
  begin
    select * into found_one from consent c where c.id = ended_consent and ${mine} and c.purpose_code <> 'OWN_USE' for update;
    if found_one.id is null then return 'CONSENT_NOT_FOUND'; end if;
    if found_one.status not in ('REVOKED', 'EXPIRED') then return 'CONSENT_NOT_ENDED'; end if;
    if found_one.attested_at is not null then return 'CONSENT_STATE'; end if;
    update consent set attested_at = now(), deleted_items = deleted where id = ended_consent;
    return null;
  end $$`;
