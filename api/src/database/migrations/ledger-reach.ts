import { Migration } from "@mikro-orm/migrations";

/**
 * What the ledger did not hold yet – in whose place an agent acted, refusals that repeat, the platform's own acts – and
 * what becomes of a dispute and of a case. What one taxpayer may append for another is bound to rows here, beneath every program.
 */
export class LedgerReach extends Migration {
  override up(): void {
    for (const statement of [...ENTRIES, ...ACTS, ...NOTICES, ...REMOVALS, ...DISPUTES, ...CASES, ...REVEALS])
      this.addSql(statement);
  }
}

const ENTRIES: readonly string[] = [
  "alter table audit_entry add column acting_as text, add column agency_id text, add column repeats int",
  `comment on column "audit_entry"."acting_as" is '以何种身份办理：授权人的身份，AGENT 为涉税专业服务机构的代理人员。'`,
  `comment on column "audit_entry"."repeats" is '同一授权、同一拒绝代码在一分钟内又重复的次数。'`,
  // In whose place somebody acted is read off the consent and the agreement, whoever appends the entry.
  `create function ledger.acting(consent text, taxpayer text, person text, out acting_as text, out agency_id text)
   language sql stable security definer set search_path = public, pg_temp as $$
     select c.granted_role, case when c.granted_role = 'AGENT' then (
       select a.agency_id from agency_agreement a
       where a.client_id = c.taxpayer_id and c.granted_by_id = any(a.agent_ids)
       order by a.status = 'ACTIVE' desc, a.started_at desc limit 1) end
     from consent c where c.id = consent and c.taxpayer_id = taxpayer and person is not null
   $$`,
  "revoke all on function ledger.acting(text, text, text) from public",
  `create or replace function ledger.record_access(entries jsonb) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     said json;
   begin
     -- The application's role appends what its own caller did, and nothing in anybody else's name or for anybody else.
     if session_user = 'open_tax_app' then
       if sealed.caller_claim('exp') is null then
         raise exception 'an entry without a caller' using errcode = '42501';
       end if;
       said := current_setting('open_tax.caller')::json;
       if exists (select from jsonb_array_elements(entries) e where e ->> 'kind' is distinct from 'WRITE' or e ->> 'callerKind' = 'PLATFORM'
            or e ->> 'taxpayerId' is distinct from said ->> 'taxpayerId' or e ->> 'appId' is distinct from said ->> 'appId'
            or e ->> 'consentId' is distinct from said ->> 'consentId' or e ->> 'personId' is distinct from said ->> 'personId'
            or e ->> 'authorityCode' is distinct from said ->> 'authorityCode') then
         raise exception 'an entry of another than the caller' using errcode = '42501';
       end if;
     end if;
     with written as (
       insert into audit_entry (id, at, environment, kind, event, operation, operation_name, document_hash, outcome, fields_hash,
         caller_kind, app_id, release_id, consent_id, person_id, post_id, authority_code, case_no, purpose, taxpayer_id, address,
         items, repeats, args_hash, request_id, acting_as, agency_id)
       select e.id, clock_timestamp(), e.environment, e.kind, e.event, e.operation, e."operationName", e."documentHash", e.outcome, e."fieldsHash",
         e."callerKind", e."appId", e."releaseId", e."consentId", e."personId", e."postId", e."authorityCode", e."caseNo", e.purpose, e."taxpayerId", e.address,
         e.items, e.repeats, encode(sha256(s."outer" || sha256(s."inner" || decode(e."argsHash", 'hex'))), 'hex'), e."requestId",
         a.acting_as, a.agency_id
       from jsonb_to_recordset(entries) as e(id text, environment text, kind text, event text, operation text, "operationName" text,
         "documentHash" text, outcome text, "fieldsHash" text, "callerKind" text, "appId" text, "releaseId" text, "consentId" text,
         "personId" text, "postId" text, "authorityCode" text, "caseNo" text, purpose text, "taxpayerId" text, address text, items int,
         repeats int, "argsHash" text, "requestId" text)
       cross join ledger_secret s
       left join lateral ledger.acting(e."consentId", e."taxpayerId", e."personId") a on e."consentId" is not null
       returning id)
     insert into ledger_pending select id from written;
   end $$`,
];

/**
 * The platform's own acts – keys, releases, apps – leave an entry without a taxpayer, in the transaction of the change and by
 * whatever program it is made: a link of the chain like any other.
 */
const ACTS: readonly string[] = [
  `create function ledger.record_act(event text, app text, release text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     entry text := 'aud_' || gen_random_uuid();
   begin
     insert into audit_entry (id, at, environment, kind, event, outcome, caller_kind, app_id, release_id, person_id, request_id)
     values (entry, clock_timestamp(), case when current_database() like '%\\_production' then 'production' else 'sandbox' end,
       'ADMIN', event, 'DONE', 'PLATFORM', app, release, nullif(current_setting('open_tax.by', true), ''), 'act_' || gen_random_uuid());
     insert into ledger_pending values (entry);
   end $$`,
  `create function ledger.key_changed() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if tg_op = 'INSERT' then
       -- The first keys of an environment are made at its start and replace none.
       if exists (select from signing_key k where k.purpose = new.purpose and k.kid <> new.kid) then
         perform ledger.record_act('KEY_ROTATED', null, null);
       end if;
     elsif new.revoked_at is not null and old.revoked_at is null then
       perform ledger.record_act('KEY_REVOKED', null, null);
     elsif new.retired_at is distinct from old.retired_at and new.retired_at <= now() then
       perform ledger.record_act('KEY_RETIRED', null, null);
     end if;
     return null;
   end $$`,
  "create trigger signing_key_changed after insert or update on signing_key for each row execute function ledger.key_changed()",
  `create function ledger.release_changed() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if new.status in ('PUBLISHED', 'SUSPENDED', 'ROLLED_BACK') and (tg_op = 'INSERT' or new.status <> old.status) then
       perform ledger.record_act('RELEASE_' || new.status, new.app_id, new.id);
     end if;
     return null;
   end $$`,
  "create trigger release_changed_by_hand after insert or update on release for each row execute function ledger.release_changed()",
  `create function ledger.client_changed() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if new.status is distinct from old.status then
       perform ledger.record_act(case new.status when 'SUSPENDED' then 'APP_SUSPENDED' else 'APP_RESUMED' end, new.id, null);
     end if;
     if new.tokens_valid_from is distinct from old.tokens_valid_from then
       perform ledger.record_act('APP_KEY_REVOKED', new.id, null);
     end if;
     if new.allowed_addresses is distinct from old.allowed_addresses then
       perform ledger.record_act('APP_ADDRESSES_CHANGED', new.id, null);
     end if;
     return null;
   end $$`,
  "create trigger oauth_client_changed after update on oauth_client for each row execute function ledger.client_changed()",
  "revoke all on function ledger.record_act(text, text, text), ledger.key_changed(), ledger.release_changed(), ledger.client_changed() from public",
];

/**
 * Who may tell whom of what. The application's role tells its caller's own taxpayer, and others of a record that names
 * both: for each prefix of ids, the table, the columns of those who may be told, and those by which the caller belongs to it.
 */
const NOTICES: readonly string[] = [
  `create table sealed.notice_ground (
     prefix text primary key,
     relation text not null,
     told text[] not null,
     by_taxpayer text[] not null default '{}',
     by_person text[] not null default '{}'
   )`,
  "comment on table sealed.notice_ground is 'Of which records the application may tell others: the parties told, and those whose caller may tell.'",
  `insert into sealed.notice_ground values
     ('pr', 'person_role', '{taxpayer_id}', '{taxpayer_id}', '{person_id}'),
     ('agr', 'agency_agreement', '{agency_id,client_id}', '{agency_id,client_id}', '{}'),
     ('dlg', 'agent_delegation', '{agency_id,client_id}', '{agency_id,client_id}', '{}'),
     ('inv', 'invoice', '{seller_id,buyer_id}', '{seller_id,buyer_id}', '{}')`,
  `create function sealed.may_tell(whom text, about text) returns boolean
   language plpgsql stable security definer set search_path = public, pg_temp as $$
   declare
     ground sealed.notice_ground; taxpayer text := sealed.caller_claim('taxpayerId'); person text := sealed.caller_claim('personId'); may boolean;
   begin
     if whom = taxpayer then return true; end if;
     select * into ground from sealed.notice_ground g where g.prefix = split_part(about, '_', 1);
     if ground.prefix is null then return false; end if;
     execute format(
       'select exists (select from %I r, to_jsonb(r) j where r.id = $1
          and exists (select from unnest($2) c where j ->> c = $3)
          and (exists (select from unnest($4) c where j ->> c = $5) or exists (select from unnest($6) c where j ->> c = $7)))',
       ground.relation) into may using about, ground.told, whom, ground.by_taxpayer, taxpayer, ground.by_person, person;
     return may;
   end $$`,
  "revoke all on function sealed.may_tell(text, text) from public",
  `create or replace function sealed.notify(id text, at timestamptz, taxpayer_id text, kind text, about text, zh text, en text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if session_user = 'open_tax_app' and not sealed.may_tell($3, $5) then
       raise exception 'a notice to a taxpayer whom the record does not name' using errcode = '42501';
     end if;
     insert into notice (id, at, taxpayer_id, kind, about, zh, en) values ($1, $2, $3, $4, $5, $6, $7);
   end $$`,
];

/** Two persons remove: each has a living sign-in to a post of theirs that holds officer:oversight, and both are rows, not words. */
const REMOVALS: readonly string[] = [
  `create function ledger.is_auditor(person text) returns boolean
   language sql stable security definer set search_path = public, pg_temp as $$
     select exists (select from office_session s join officer_post p on p.id = s.post_id and p.person_id = s.person_id
       where s.person_id = person and s.ended_at is null and s.expires_at > clock_timestamp() and p.ended_at is null
         and 'officer:oversight' = any(p.scopes) and p.valid_from <= (clock_timestamp() at time zone 'Asia/Shanghai')::date
         and (p.valid_to is null or p.valid_to > (clock_timestamp() at time zone 'Asia/Shanghai')::date))
   $$`,
  `create function ledger.propose_removal(removal text, before_day date, by_whom text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if by_whom <> 'worker' and not ledger.is_auditor(by_whom) then
       raise exception 'whoever proposes is no officer signed in to a post of oversight' using errcode = '42501';
     end if;
     insert into ledger_removal (id, before, proposed_by) values (removal, before_day, by_whom);
   end $$`,
  `create or replace function ledger.take_up_removal(removal text, by_whom text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if not ledger.is_auditor(by_whom) then
       raise exception 'whoever takes it up is no officer signed in to a post of oversight' using errcode = '42501';
     end if;
     update ledger_removal set proposed_by = by_whom, proposed_at = clock_timestamp()
     where id = removal and proposed_by = 'worker' and confirmed_by is null;
   end $$`,
  `create or replace function ledger.remove_entries(removal text, by_whom text) returns int
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     proposed ledger_removal; today date := (clock_timestamp() at time zone 'Asia/Shanghai')::date; done int;
   begin
     if not ledger.is_auditor(by_whom) then
       raise exception 'whoever confirms is no officer signed in to a post of oversight' using errcode = '42501';
     end if;
     update ledger_removal set confirmed_by = by_whom, confirmed_at = clock_timestamp()
       where id = removal and confirmed_by is null and proposed_by not in (by_whom, 'worker') and before <= today - interval '3 years' returning * into proposed;
     if proposed.id is null then raise exception 'there is no such removal for another person to confirm' using errcode = '42501'; end if;
     delete from audit_entry e
       where e.at < proposed.before::timestamp at time zone 'Asia/Shanghai'
         and e.at < (today - make_interval(years => ledger.keep_years(coalesce(e.event, ''))))::timestamp at time zone 'Asia/Shanghai'
         and exists (select from ledger_link l where l.entry_id = e.id);
     get diagnostics done = row_count;
     update ledger_removal set removed = done where id = removal;
     return done;
   end $$`,
  "revoke insert, update, delete on ledger_removal from open_tax_system",
  "revoke all on function ledger.is_auditor(text), ledger.propose_removal(text, date, text) from public",
  "grant execute on function ledger.is_auditor(text), ledger.propose_removal(text, date, text) to open_tax_system",
];

const DISPUTES: readonly string[] = [
  `alter table "access_dispute" add column "authority_code" text, add column "due_at" timestamptz(3), add column "escalated_at" timestamptz(3) null,
     add column "first_by_id" text null, add column "decided_by_id" text null, add column "decided_by_code" text null, add column "reason" text null`,
  `update "access_dispute" d set due_at = opened_at + interval '15 days', authority_code = (select t.authority_code from taxpayer t where t.id = d.taxpayer_id)`,
  `alter table "access_dispute" alter column "authority_code" set not null, alter column "due_at" set not null`,
  `comment on column "access_dispute"."authority_code" is '办理机关代码；逾期后为上一级机关。'`,
  `comment on column "access_dispute"."due_at" is '须在此前办结。'`,
  `comment on column "access_dispute"."escalated_at" is '因逾期提交上一级机关的时间。'`,
  `comment on column "access_dispute"."decided_by_code" is '作出决定的税务机关代码。'`,
  `comment on column "access_dispute"."reason" is '决定的理由。'`,
  `alter table "access_dispute" drop constraint "access_dispute_status_check"`,
  `alter table "access_dispute" add constraint "access_dispute_status_check" check ("status" in ('OPEN', 'ESCALATED', 'AWAITING_SECOND', 'UPHELD', 'DISMISSED'))`,
  `create index "access_dispute_authority_code_index" on "access_dispute" ("authority_code")`,
  "create index access_dispute_due_by_hand on access_dispute (due_at, id) where closed_at is null",
];

const CASES: readonly string[] = [
  `alter table "work_item" add column "status" text, add column "due_at" timestamptz(3), add column "opened_by_id" text null, add column "assigned_by_id" text null,
     add column "closed_by_id" text null, add column "close_reason" text null, add column "taken_from" text null, add column "take_reason" text null`,
  `update "work_item" set due_at = opened_at + interval '30 days',
     status = case when closed_at is not null then 'CLOSED' when handler_id is null then 'OPEN' else 'ASSIGNED' end`,
  `alter table "work_item" alter column "status" set not null, alter column "due_at" set not null`,
  `comment on column "work_item"."status" is '状态。'`,
  `comment on column "work_item"."due_at" is '须在此前办结。'`,
  `comment on column "work_item"."close_reason" is '办结的理由。'`,
  `comment on column "work_item"."taken_from" is '提级前的办理机关代码。'`,
  `comment on column "work_item"."take_reason" is '提级办理的理由。'`,
  `alter table "work_item" add constraint "work_item_status_check" check ("status" in ('OPEN', 'ASSIGNED', 'CLOSED'))`,
  "create index work_item_handler_by_hand on work_item (handler_id, due_at, id) where closed_at is null",
  "create index work_item_due_by_hand on work_item (due_at, id) where closed_at is null",
];

/** A sign-in to the portal makes a consent of its own: what is shown is counted for the app and the taxpayer. */
const REVEALS: readonly string[] = [
  "drop table reveal_count",
  "create table reveal_count (app_id text not null, taxpayer_id text not null, day date not null, times integer not null check (times > 0), primary key (app_id, taxpayer_id, day))",
  "comment on table reveal_count is 'How many masked values of a taxpayer were shown whole to an app on a day; past days are cleared.'",
  "alter table reveal_count enable row level security",
  `create policy reveal_count_of_caller on reveal_count to open_tax_app
     using (app_id = (select sealed.caller_claim('appId')) and taxpayer_id = (select sealed.caller_claim('taxpayerId')))
     with check (app_id = (select sealed.caller_claim('appId')) and taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  "create policy reveal_count_for_system on reveal_count to open_tax_system using (true) with check (true)",
  "grant select, insert, update, delete on reveal_count to open_tax_app, open_tax_system",
  "revoke all on reveal_count from open_tax_reader",
];
