import { Migration } from "@mikro-orm/migrations";

/** The life of a consent: requests, approvals, fields, receipts, attestations. */
export class ConsentLife extends Migration {
  override up(): void {
    this.addSql(`
      alter table consent
        add column "requested_at" timestamptz(3),
        add column "decide_by" timestamptz(3) null,
        add column "months" int null,
        add column "asked_scopes" text[],
        add column "items" jsonb,
        add column "parties" jsonb,
        add column "approved_by_id" text null,
        add column "approved_by_role" text null,
        add column "fields_hash" text null,
        add column "release_id" text null,
        add column "version" int,
        add column "changed_at" timestamptz(6),
        add column "refuse_reason" text null,
        add column "suspended_at" timestamptz(3) null,
        add column "suspend_reason" text null,
        add column "ended_at" timestamptz(3) null,
        add column "delete_by" timestamptz(3) null,
        add column "attested_at" timestamptz(3) null,
        add column "deleted_items" int null,
        add column "alerted_at" timestamptz(3) null,
        add column "receipt" text null`);
    this.addSql(`
      update consent set requested_at = granted_at, asked_scopes = scopes, items = '[]', parties = '{}', version = 1,
        changed_at = coalesce(revoked_at, granted_at), ended_at = case status when 'REVOKED' then revoked_at when 'EXPIRED' then expires_at end`);
    this.addSql(
      "update consent set delete_by = ended_at + interval '15 days' where ended_at is not null and purpose_code <> 'OWN_USE'",
    );
    this.addSql(`
      alter table consent
        alter column "requested_at" set not null,
        alter column "asked_scopes" set not null,
        alter column "items" set not null,
        alter column "parties" set not null,
        alter column "version" set not null,
        alter column "changed_at" set not null`);
    this.addSql(
      "alter table \"consent\" add constraint \"consent_approved_by_role_check\" check (\"approved_by_role\" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF'))",
    );
    for (const [column, comment] of Object.entries({
      granted_at: "授权时间；尚未同意的，为申请时间。",
      expires_at: "到期时间。到期自动失效，续期须重新授权；尚未同意的，为审批期限。",
      requested_at: "申请时间。",
      decide_by: "审批期限；逾期未处理即失效。",
      approved_by_role: "审批人的身份；由授权人自行同意的为空。",
      refuse_reason: "拒绝原因。",
      delete_by: "应用须在此时之前删除所得数据（授权结束后 15 日）。",
    }))
      this.addSql(`comment on column "consent"."${column}" is '${comment}'`);
    this.addSql(
      "create index consent_lately_changed_by_hand on consent (changed_at) where status in ('REVOKED', 'EXPIRED', 'SUSPENDED') or version > 1 or suspended_at is not null",
    );
    this.addSql("create index consent_of_app_by_hand on consent (app_id, requested_at desc, id desc)");
    this.addSql(
      "create index consent_to_be_deleted_by_hand on consent (delete_by) where delete_by is not null and attested_at is null",
    );
    this.addSql(
      "create table consent_fields (hash text primary key, fields text[] not null, words jsonb not null)",
    );
    this.addSql(
      "comment on table consent_fields is 'Lists of consented fields by their SHA-256; a row never changes.'",
    );
    this.addSql(`
      create table consent_suspension (
        id text primary key,
        consent_id text not null references consent (id),
        reason text not null,
        by_whom text not null,
        at timestamptz not null,
        lifted_at timestamptz,
        lifted_by text
      )`);
    this.addSql("create index consent_suspension_consent on consent_suspension (consent_id)");
    this.addSql(
      "comment on table consent_suspension is 'Why a consent is or was suspended. It is in force again when no reason is left.'",
    );
    for (const statement of FUNCTIONS) this.addSql(statement);
    this.addSql("alter table oauth_client add column vendor_taxpayer_id text");
    this.addSql("grant select (id, vendor_taxpayer_id) on oauth_client to open_tax_reader");
  }

  override down(): void {
    this.addSql("revoke select (id, vendor_taxpayer_id) on oauth_client from open_tax_reader");
    this.addSql("alter table oauth_client drop column vendor_taxpayer_id");
    this.addSql("drop function attest_deletion(text, int)");
    this.addSql("drop function align_grant(text)");
    this.addSql("drop function scopes_within(text, text[])");
    this.addSql("drop table consent_suspension");
    this.addSql("drop table consent_fields");
    this.addSql(`
      alter table consent drop column "requested_at", drop column "decide_by", drop column "months", drop column "asked_scopes",
        drop column "items", drop column "parties", drop column "approved_by_id", drop column "approved_by_role", drop column "fields_hash",
        drop column "release_id", drop column "version", drop column "changed_at", drop column "refuse_reason", drop column "suspended_at",
        drop column "suspend_reason", drop column "ended_at", drop column "delete_by", drop column "attested_at",
        drop column "deleted_items", drop column "alerted_at", drop column "receipt"`);
  }
}

/** What a caller's transaction does to rows it may not see: bounded by what the rows themselves say. */
const FUNCTIONS: readonly string[] = [
  `create function scopes_within(scope text, allowed text[]) returns text language sql immutable as $$
     select coalesce(string_agg(each, ' ' order by place), '')
     from unnest(string_to_array(scope, ' ')) with ordinality as listed (each, place)
     where each = any(allowed || array['openid', 'offline_access'])
   $$`,
  `create function align_grant(consent_id text) returns void
   language sql security definer set search_path = pg_catalog, public, pg_temp as $$
     update oauth_row g set
       expires_at = c.expires_at,
       payload = g.payload
         || jsonb_build_object('exp', floor(extract(epoch from c.expires_at))::bigint)
         || case when g.payload ? 'openid' then jsonb_build_object('openid',
              (g.payload -> 'openid') || jsonb_build_object('scope', scopes_within(g.payload #>> '{openid,scope}', c.scopes)))
            else '{}' end
         || case when g.payload ? 'resources' then jsonb_build_object('resources',
              (select jsonb_object_agg(key, scopes_within(value, c.scopes)) from jsonb_each_text(g.payload -> 'resources')))
            else '{}' end
         || case when g.payload ? 'rar' then jsonb_build_object('rar',
              (select jsonb_agg(detail || jsonb_strip_nulls(jsonb_build_object('periodFrom', c.period_from::text,
                 'periodTo', c.period_to::text, 'fieldsHash', c.fields_hash))) from jsonb_array_elements(g.payload -> 'rar') detail))
            else '{}' end
     from consent c where c.id = align_grant.consent_id and g.model = 'Grant' and g.id = c.id
   $$`,
  "comment on function align_grant(text) is 'Makes the Grant of a consent say what the consent says, and never more.'",
  "revoke all on function align_grant(text) from public",
  "grant execute on function align_grant(text) to open_tax_app",
  `create function attest_deletion(ended_consent text, deleted int) returns text
   language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
   declare
     found_one consent;
   begin
     select * into found_one from consent c
       where c.id = ended_consent and c.app_id = sealed.caller_claim('appId') and c.purpose_code <> 'OWN_USE' for update;
     if found_one.id is null then return 'CONSENT_NOT_FOUND'; end if;
     if found_one.status not in ('REVOKED', 'EXPIRED') then return 'CONSENT_NOT_ENDED'; end if;
     if found_one.attested_at is not null then return 'CONSENT_STATE'; end if;
     update consent set attested_at = now(), deleted_items = deleted where id = ended_consent;
     return null;
   end $$`,
  "comment on function attest_deletion(text, int) is 'An app in its own right says that it deleted what it had obtained under a consent given to it.'",
  "revoke all on function attest_deletion(text, int) from public",
  "grant execute on function attest_deletion(text, int) to open_tax_app",
];
