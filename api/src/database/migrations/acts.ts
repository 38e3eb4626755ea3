import { Migration } from "@mikro-orm/migrations";

/** Acts of the platform name the key they are about; a reset of passkeys ends the person's own sign-ins to the portal at once. */
export class Acts extends Migration {
  override up(): void {
    for (const statement of [...KEYS, RESET]) this.addSql(statement);
  }
}

/** The act's subject stands where a request has the name of its operation: it is part of the chain like every other column. */
const KEYS: readonly string[] = [
  "drop function ledger.record_act(text, text, text)",
  `create function ledger.record_act(event text, app text, release text, subject text default null) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     entry text := 'aud_' || gen_random_uuid();
   begin
     insert into audit_entry (id, at, environment, kind, event, operation_name, outcome, caller_kind, app_id, release_id, person_id, request_id)
     values (entry, clock_timestamp(), case when current_database() like '%\\_production' then 'production' else 'sandbox' end,
       'ADMIN', event, subject, 'DONE', 'PLATFORM', app, release, nullif(current_setting('open_tax.by', true), ''), 'act_' || gen_random_uuid());
     insert into ledger_pending values (entry);
   end $$`,
  "revoke all on function ledger.record_act(text, text, text, text) from public",
  `create or replace function ledger.key_changed() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if tg_op = 'INSERT' then
       -- The first keys of an environment are made at its start and replace none.
       if exists (select from signing_key k where k.purpose = new.purpose and k.kid <> new.kid) then
         perform ledger.record_act('KEY_ROTATED', null, null, new.kid);
       end if;
     elsif new.revoked_at is not null and old.revoked_at is null then
       perform ledger.record_act('KEY_REVOKED', null, null, new.kid);
     elsif new.retired_at is distinct from old.retired_at and new.retired_at <= now() then
       perform ledger.record_act('KEY_RETIRED', null, null, new.kid);
     end if;
     return null;
   end $$`,
  `create or replace function ledger.client_changed() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if new.status is distinct from old.status then
       perform ledger.record_act(case new.status when 'SUSPENDED' then 'APP_SUSPENDED' else 'APP_RESUMED' end, new.id, null);
     end if;
     if new.tokens_valid_from is distinct from old.tokens_valid_from
       or exists (select from client_key_revoked k where k.app_id = new.id and k.revoked_at = now()) then
       -- Which key: what this transaction has noted as taken away.
       perform ledger.record_act('APP_KEY_REVOKED', new.id, null,
         (select string_agg(k.kid, ' ' order by k.kid) from client_key_revoked k where k.app_id = new.id and k.revoked_at = now()));
     end if;
     if new.allowed_addresses is distinct from old.allowed_addresses then
       perform ledger.record_act('APP_ADDRESSES_CHANGED', new.id, null);
     end if;
     return null;
   end $$`,
];

const RESET = `
  create or replace function sealed.carry_out_reset(approval text, at timestamptz) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    who text;
    ended text;
  begin
    update passkey_reset r set reset_at = at from approval a
      where r.approval_id = approval and r.reset_at is null and a.id = r.approval_id and a.scope = 'officer:hall'
        and a.status = 'APPROVED' and a.decided_by_id <> a.requested_by_id and a.valid_until > at
      returning r.person_id into who;
    if who is null then return null; end if;
    delete from passkey where person_id = who;
    delete from known_device where person_id = who;
    delete from upstream_identity where person_id = who and linked_by <> 'CLAIM';
    delete from session_device where person_id = who;
    delete from oauth_row where model = 'Session' and payload->>'accountId' = who;
    delete from oauth_row t using oauth_client c
      where t.model in ('RefreshToken', 'AccessToken', 'AuthorizationCode', 'DeviceCode') and c.first_party
        and c.id = t.payload->>'clientId' and t.payload->>'accountId' = who;
    -- The tokens that are out rest on these: every gateway hears of their end with the commit.
    for ended in
      update consent set status = 'REVOKED', changed_at = clock_timestamp(), revoked_at = now(), revoked_by = 'PLATFORM',
        revoke_reason = 'PASSKEY_RESET', ended_at = now()
      where granted_by_id = who and purpose_code = 'OWN_USE' and status in ('ACTIVE', 'SUSPENDED') returning id
    loop
      delete from oauth_row where grant_id = ended or (model = 'Grant' and id = ended);
      perform pg_notify('consent_revoked', json_build_object('id', ended, 'status', 'REVOKED', 'version',
        (select version from consent where id = ended), 'at', extract(epoch from clock_timestamp())::float8)::text);
    end loop;
    for ended in update office_session set ended_at = now() where person_id = who and ended_at is null returning id loop
      delete from oauth_row where grant_id = ended or (model = 'Grant' and id = ended);
      perform pg_notify('consent_revoked', json_build_object('id', ended, 'status', 'REVOKED', 'version', 1,
        'at', extract(epoch from now())::float8)::text);
    end loop;
    return who;
  end $$`;
