import { Migration } from "@mikro-orm/migrations";

/** Devices without a browser, how an upstream identity came to a person, people who lost their passkey. */
export class SignedRequests extends Migration {
  override up(): void {
    this.addSql(
      "create unique index oauth_row_user_code on oauth_row ((payload->>'userCode')) where model = 'DeviceCode'",
    );
    this.addSql(`
      create table device_poll (
        code text primary key,
        seconds integer not null,
        too_fast boolean not null,
        next_at timestamptz not null,
        expires_at timestamptz not null
      )`);
    this.addSql(
      "comment on table device_poll is 'How often devices may ask whether somebody has agreed (RFC 8628). Device codes are kept as SHA-256.'",
    );
    this.addSql("alter table upstream_identity drop constraint upstream_identity_linked_by_check");
    this.addSql(
      "alter table upstream_identity add constraint upstream_identity_linked_by_check check (linked_by in ('CLAIM', 'SIGN_IN', 'PASSWORD', 'PASSKEY'))",
    );
    this.addSql(
      "create unique index upstream_identity_by_password on upstream_identity (issuer, person_id) where linked_by = 'PASSWORD'",
    );
    this.addSql(
      "comment on column upstream_identity.linked_by is 'What linked it: a claim, or a sign-in here by password or passkey. SIGN_IN is of before these two were told apart, and counts as PASSWORD.'",
    );
    this.addSql(`
      create table passkey_reset (
        id text primary key,
        person_id text not null,
        approval_id text not null unique,
        case_no text not null,
        requested_at timestamptz not null,
        reset_at timestamptz
      )`);
    this.addSql("create index passkey_reset_person on passkey_reset (person_id, reset_at desc)");
    this.addSql(
      "comment on table passkey_reset is 'Passkeys taken away from people who lost them, by two officers. For some hours after reset_at level L3 is out of their reach.'",
    );
    this.addSql(`
      create table client_key_revoked (
        app_id text not null,
        thumbprint text not null,
        kid text not null,
        revoked_at timestamptz not null default now(),
        primary key (app_id, thumbprint)
      )`);
    this.addSql(
      "comment on table client_key_revoked is 'Keys of apps that were taken away, by their thumbprint (RFC 7638): none is ever put back, not even a sample from its file.'",
    );
    this.addSql(`
      create function sealed.carry_out_reset(approval text, at timestamptz) returns text
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
        for ended in update office_session set ended_at = now() where person_id = who and ended_at is null returning id loop
          delete from oauth_row where grant_id = ended or (model = 'Grant' and id = ended);
          perform pg_notify('consent_revoked', json_build_object('id', ended, 'status', 'REVOKED', 'version', 1,
            'at', extract(epoch from now())::float8)::text);
        end loop;
        return who;
      end $$`);
    this.addSql("revoke all on function sealed.carry_out_reset(text, timestamptz) from public");
    this.addSql(
      "grant execute on function sealed.carry_out_reset(text, timestamptz) to open_tax_app, open_tax_system",
    );
    this.addSql(
      "comment on function sealed.carry_out_reset(text, timestamptz) is 'Takes a person''s passkeys away and ends their sessions, when two officers have decided so: the one thing the application may do to tables it cannot touch.'",
    );
    for (const table of ["device_poll", "passkey_reset", "client_key_revoked"]) {
      this.addSql(`revoke all on ${table} from open_tax_reader, open_tax_app`);
      this.addSql(`grant select, insert, update, delete on ${table} to open_tax_system`);
    }
    this.addSql("grant insert on passkey_reset to open_tax_app");
  }

  override down(): void {
    this.addSql("drop table client_key_revoked");
    this.addSql("drop function sealed.carry_out_reset(text, timestamptz)");
    this.addSql("drop table passkey_reset");
    this.addSql("drop index upstream_identity_by_password");
    this.addSql("alter table upstream_identity drop constraint upstream_identity_linked_by_check");
    this.addSql(
      "update upstream_identity set linked_by = 'SIGN_IN' where linked_by in ('PASSWORD', 'PASSKEY')",
    );
    this.addSql(
      "alter table upstream_identity add constraint upstream_identity_linked_by_check check (linked_by in ('CLAIM', 'SIGN_IN'))",
    );
    this.addSql("drop table device_poll");
    this.addSql("drop index oauth_row_user_code");
  }
}
