import { Migration } from "@mikro-orm/migrations";

/**
 * Officers with their posts and cases, what takes two persons, the people who act for a taxpayer, agencies with their
 * agreements and delegations, and notices.
 */
export class Offices extends Migration {
  override up(): void {
    for (const statement of TABLES) this.addSql(statement);
    // Everybody in office before there were states is in office.
    this.addSql(`alter table "person_role" add "status" text not null default 'ACTIVE'`);
    this.addSql(`alter table "person_role" alter column "status" drop default`);
    this.addSql(`comment on column "person_role"."status" is '状态。'`);
    this.addSql(
      `alter table "person_role" add constraint "person_role_status_check" check ("status" in ('PENDING_CONFIRM', 'ACTIVE', 'ENDED'))`,
    );
    // Agents may use the platform for their clients.
    this.addSql(`alter table "consent" drop constraint "consent_granted_role_check"`);
    this.addSql(
      `alter table "consent" add constraint "consent_granted_role_check" check ("granted_role" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF', 'AGENT'))`,
    );
    this.addSql(`alter table "consent" drop constraint "consent_approved_by_role_check"`);
    this.addSql(
      `alter table "consent" add constraint "consent_approved_by_role_check" check ("approved_by_role" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF', 'AGENT'))`,
    );
    for (const statement of ALONE) this.addSql(statement);
  }
}

/** Tables and functions without a model. */
const ALONE: readonly string[] = [
  `create table office_session (
     id text primary key,
     person_id text not null,
     post_id text not null,
     started_at timestamptz not null default now(),
     expires_at timestamptz not null,
     ended_at timestamptz
   )`,
  "comment on table office_session is 'An officer''s sign-in to a post: the ground on which tokens for it are written. It ends with the post.'",
  "create index office_session_post on office_session (post_id) where ended_at is null",
  "create index office_session_ended on office_session (ended_at) where ended_at is not null",
  "revoke all on office_session from open_tax_app",
  "grant select, insert, update, delete on office_session to open_tax_system",
  "grant select on office_session to open_tax_reader",
  // A taxpayer is told of what others did, so a notice is written for another than the caller. It can be written, never read, this way.
  `create function sealed.notify(id text, at timestamptz, taxpayer_id text, kind text, about text, zh text, en text) returns void
   language sql security definer set search_path = public, pg_temp as $$
     insert into notice (id, at, taxpayer_id, kind, about, zh, en) values ($1, $2, $3, $4, $5, $6, $7)
   $$`,
  // A person confirms or gives up an own role in a taxpayer the caller does not act for (yet).
  `create function sealed.change_own_role(role_id text, next text, today date) returns setof person_role
   language sql security definer set search_path = public, pg_temp as $$
     update person_role set status = $2, valid_from = case when $2 = 'ACTIVE' then $3 else valid_from end,
       valid_to = case when $2 = 'ENDED' then $3 else valid_to end
     where id = $1 and person_id = sealed.caller_claim('personId')
       and (status = 'PENDING_CONFIRM' or (status = 'ACTIVE' and $2 = 'ENDED')) and role not in ('LEGAL_REP', 'SELF')
     returning *
   $$`,
  "revoke all on function sealed.notify(text, timestamptz, text, text, text, text, text) from public",
  "grant execute on function sealed.notify(text, timestamptz, text, text, text, text, text) to open_tax_app, open_tax_system",
  "revoke all on function sealed.change_own_role(text, text, date) from public",
  "grant execute on function sealed.change_own_role(text, text, date) to open_tax_app",
];

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  'create table "agency" ("id" text not null, "taxpayer_id" text not null, "band" text not null, "points" int not null, "real_name_since" date not null, primary key ("id"))',
  `comment on table "agency" is '涉税专业服务机构的备案与信用。'`,
  `comment on column "agency"."band" is '信用等级。'`,
  `comment on column "agency"."points" is '信用积分，满分 500。'`,
  `comment on column "agency"."real_name_since" is '实名采集之日。'`,
  'alter table "agency" add constraint "agency_taxpayer_id_unique" unique ("taxpayer_id")',
  'create table "agency_agreement" ("id" text not null, "agency_id" text not null, "client_id" text not null, "service" text not null, "minor_service" text not null, "period_from" date not null, "period_to" date not null, "agent_ids" text[] not null, "started_by" text not null, "status" text not null, "started_at" timestamptz(3) not null, "confirmed_at" timestamptz(3) null, "confirmed_by_id" text null, "ended_at" timestamptz(3) null, "ended_by" text null, primary key ("id"))',
  `comment on table "agency_agreement" is '代理协议：委托人委托涉税专业服务机构，经双方确认生效。'`,
  `comment on column "agency_agreement"."service" is '业务大类。'`,
  `comment on column "agency_agreement"."minor_service" is '业务中类。'`,
  `comment on column "agency_agreement"."period_from" is '委托起始日。'`,
  `comment on column "agency_agreement"."period_to" is '委托终止日（含）。'`,
  `comment on column "agency_agreement"."started_by" is '由哪一方发起。'`,
  `comment on column "agency_agreement"."status" is '状态。'`,
  `comment on column "agency_agreement"."started_at" is '发起时间。'`,
  `comment on column "agency_agreement"."confirmed_at" is '生效时间。'`,
  `comment on column "agency_agreement"."ended_at" is '终止时间。'`,
  `comment on column "agency_agreement"."ended_by" is '由哪一方终止。'`,
  'create index "agency_agreement_agency_id_index" on "agency_agreement" ("agency_id")',
  'create index "agency_agreement_client_id_index" on "agency_agreement" ("client_id")',
  'create table "agent_delegation" ("id" text not null, "agreement_id" text not null, "agency_id" text not null, "client_id" text not null, "minor_service" text not null, "app_id" text not null, "status" text not null, "token_hash" text not null, "invited_at" timestamptz(3) not null, "invite_until" timestamptz(3) not null, "invited_by_id" text not null, "accepted_at" timestamptz(3) null, "accepted_by_id" text null, "revoked_at" timestamptz(3) null, "revoked_by" text null, primary key ("id"))',
  `comment on table "agent_delegation" is '代理授权：一个委托人、一项服务、一个应用。各机构的授权互不影响。'`,
  `comment on column "agent_delegation"."minor_service" is '业务中类。'`,
  `comment on column "agent_delegation"."app_id" is '应用编号。'`,
  `comment on column "agent_delegation"."status" is '状态。'`,
  `comment on column "agent_delegation"."invited_at" is '邀请时间。'`,
  `comment on column "agent_delegation"."invite_until" is '邀请的有效期。'`,
  `comment on column "agent_delegation"."accepted_at" is '接受时间。'`,
  `comment on column "agent_delegation"."revoked_at" is '撤销时间。'`,
  `comment on column "agent_delegation"."revoked_by" is '由哪一方撤销。'`,
  'create index "agent_delegation_agreement_id_index" on "agent_delegation" ("agreement_id")',
  'create index "agent_delegation_agency_id_index" on "agent_delegation" ("agency_id")',
  'create index "agent_delegation_client_id_index" on "agent_delegation" ("client_id")',
  'alter table "agent_delegation" add constraint "agent_delegation_token_hash_unique" unique ("token_hash")',
  'create table "approval" ("id" text not null, "scope" text not null, "taxpayer_id" text not null, "case_no" text not null, "reason" text not null, "amount" numeric(18,2) null, "authority_code" text not null, "requested_by_id" text not null, "post_id" text not null, "handler_id" text null, "status" text not null, "requested_at" timestamptz(3) not null, "decide_by" timestamptz(3) not null, "decided_by_id" text null, "decided_at" timestamptz(3) null, "valid_until" timestamptz(3) null, primary key ("id"))',
  `comment on table "approval" is '须由两人办理的事项：一人申请，另一人批准，72 小时内有效。'`,
  `comment on column "approval"."scope" is '所用的权限，例如 officer:taxpayer。'`,
  `comment on column "approval"."case_no" is '案件编号。'`,
  `comment on column "approval"."reason" is '申请理由。'`,
  `comment on column "approval"."amount" is '涉及金额；不涉及的为空。'`,
  `comment on column "approval"."authority_code" is '申请人所在机关。'`,
  `comment on column "approval"."status" is '状态。'`,
  `comment on column "approval"."requested_at" is '申请时间。'`,
  `comment on column "approval"."decide_by" is '须在此前决定。'`,
  `comment on column "approval"."decided_at" is '决定时间。'`,
  `comment on column "approval"."valid_until" is '批准的有效期。'`,
  'create index "approval_taxpayer_id_index" on "approval" ("taxpayer_id")',
  'create index "approval_case_no_index" on "approval" ("case_no")',
  'create index "approval_authority_code_index" on "approval" ("authority_code")',
  'create table "declared_conflict" ("id" text not null, "person_id" text not null, "taxpayer_id" text not null, "kind" text not null, "declared_at" timestamptz(3) not null, primary key ("id"))',
  `comment on table "declared_conflict" is '申报的利害关系：对该纳税人须回避。'`,
  `comment on column "declared_conflict"."kind" is '种类。'`,
  `comment on column "declared_conflict"."declared_at" is '申报时间。'`,
  'create index "declared_conflict_person_id_index" on "declared_conflict" ("person_id")',
  'create index "declared_conflict_taxpayer_id_index" on "declared_conflict" ("taxpayer_id")',
  'create table "notice" ("id" text not null, "at" timestamptz(3) not null, "taxpayer_id" text not null, "kind" text not null, "about" text not null, "zh" text not null, "en" text not null, primary key ("id"))',
  `comment on table "notice" is '通知：他人的操作影响本纳税人时告知。'`,
  `comment on column "notice"."at" is '时间。'`,
  `comment on column "notice"."kind" is '事由代码，例如 ROLE_ENDED。'`,
  `comment on column "notice"."about" is '所涉记录的编号。'`,
  `comment on column "notice"."zh" is '中文说明。'`,
  `comment on column "notice"."en" is '英文说明。'`,
  'create index "notice_taxpayer_id_index" on "notice" ("taxpayer_id")',
  'create table "officer_post" ("id" text not null, "person_id" text not null, "authority_code" text not null, "level" text not null, "title" text not null, "scopes" text[] not null, "valid_from" date not null, "valid_to" date null, "certified" boolean not null, "ended_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "officer_post" is '税务人员的岗位：在哪个税务机关、有哪些权限、何时起止。'`,
  `comment on column "officer_post"."authority_code" is '所在税务机关代码。'`,
  `comment on column "officer_post"."level" is '税务机关的级别。'`,
  `comment on column "officer_post"."title" is '岗位名称，例如 税源管理岗。'`,
  `comment on column "officer_post"."valid_from" is '任职起始日。'`,
  `comment on column "officer_post"."valid_to" is '任职终止日（当日起不再任职）；在任的为空。'`,
  `comment on column "officer_post"."certified" is '是否持有税务检查证（征管法第五十九条）；没有的不得查看纳税人的敏感个人信息。'`,
  `comment on column "officer_post"."ended_at" is '岗位被终止的时间。'`,
  'create index "officer_post_person_id_index" on "officer_post" ("person_id")',
  'create index "officer_post_authority_code_index" on "officer_post" ("authority_code")',
  'create table "work_item" ("id" text not null, "number" text not null, "kind" text not null, "subject" text not null, "taxpayer_id" text not null, "authority_code" text not null, "handler_id" text null, "cross_area" boolean not null, "fields" text[] not null, "opened_at" timestamptz(3) not null, "closed_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "work_item" is '工作事项（案件）。案件编号是查询纳税人信息的依据。'`,
  `comment on column "work_item"."number" is '案件编号。'`,
  `comment on column "work_item"."kind" is '种类。'`,
  `comment on column "work_item"."subject" is '事由。'`,
  `comment on column "work_item"."authority_code" is '办理机关代码。'`,
  `comment on column "work_item"."cross_area" is '是否跨区域协查。'`,
  `comment on column "work_item"."opened_at" is '立案时间。'`,
  `comment on column "work_item"."closed_at" is '办结时间。'`,
  'alter table "work_item" add constraint "work_item_number_unique" unique ("number")',
  'create index "work_item_taxpayer_id_index" on "work_item" ("taxpayer_id")',
  'create index "work_item_authority_code_index" on "work_item" ("authority_code")',
  `alter table "agency" add constraint "agency_band_check" check ("band" in ('TSC1', 'TSC2', 'TSC3', 'TSC4', 'TSC5'))`,
  'alter table "agency" enable row level security',
  `create policy "agency_of_caller" on "agency" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "agency_for_system" on "agency" to "open_tax_system" using (true) with check (true)',
  'create policy "agency_for_reads" on "agency" for select to "open_tax_reader" using (true)',
  `alter table "agency_agreement" add constraint "agency_agreement_service_check" check ("service" in ('FILING', 'CONSULTING', 'ADVISORY', 'PLANNING', 'ATTESTATION', 'EXAMINATION', 'MATTERS', 'INVOICING'))`,
  `alter table "agency_agreement" add constraint "agency_agreement_started_by_check" check ("started_by" in ('AGENCY', 'CLIENT'))`,
  `alter table "agency_agreement" add constraint "agency_agreement_status_check" check ("status" in ('PENDING_CONFIRM', 'ACTIVE', 'REFUSED', 'WITHDRAWN', 'ENDED'))`,
  `alter table "agency_agreement" add constraint "agency_agreement_ended_by_check" check ("ended_by" in ('AGENCY', 'CLIENT'))`,
  'alter table "agency_agreement" enable row level security',
  `create policy "agency_agreement_of_caller" on "agency_agreement" to "open_tax_app" using (agency_id = (select sealed.caller_claim('taxpayerId')) or client_id = (select sealed.caller_claim('taxpayerId'))) with check (agency_id = (select sealed.caller_claim('taxpayerId')) or client_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "agency_agreement_for_system" on "agency_agreement" to "open_tax_system" using (true) with check (true)',
  'create policy "agency_agreement_for_reads" on "agency_agreement" for select to "open_tax_reader" using (true)',
  `alter table "agent_delegation" add constraint "agent_delegation_status_check" check ("status" in ('INVITED', 'ACTIVE', 'REVOKED'))`,
  `alter table "agent_delegation" add constraint "agent_delegation_revoked_by_check" check ("revoked_by" in ('AGENCY', 'CLIENT'))`,
  'alter table "agent_delegation" enable row level security',
  `create policy "agent_delegation_of_caller" on "agent_delegation" to "open_tax_app" using (agency_id = (select sealed.caller_claim('taxpayerId')) or client_id = (select sealed.caller_claim('taxpayerId'))) with check (agency_id = (select sealed.caller_claim('taxpayerId')) or client_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "agent_delegation_for_system" on "agent_delegation" to "open_tax_system" using (true) with check (true)',
  'create policy "agent_delegation_for_reads" on "agent_delegation" for select to "open_tax_reader" using (true)',
  `alter table "approval" add constraint "approval_status_check" check ("status" in ('PENDING', 'APPROVED', 'REFUSED', 'LAPSED'))`,
  'alter table "approval" enable row level security',
  `create policy "approval_of_caller" on "approval" to "open_tax_app" using (coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false)) with check (coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false))`,
  'create policy "approval_for_system" on "approval" to "open_tax_system" using (true) with check (true)',
  'create policy "approval_for_reads" on "approval" for select to "open_tax_reader" using (true)',
  `alter table "declared_conflict" add constraint "declared_conflict_kind_check" check ("kind" in ('RELATIVE', 'DEVELOPER_REVIEWED'))`,
  'alter table "declared_conflict" enable row level security',
  `create policy "declared_conflict_of_caller" on "declared_conflict" to "open_tax_app" using (person_id = (select sealed.caller_claim('personId'))) with check (person_id = (select sealed.caller_claim('personId')))`,
  'create policy "declared_conflict_for_system" on "declared_conflict" to "open_tax_system" using (true) with check (true)',
  'create policy "declared_conflict_for_reads" on "declared_conflict" for select to "open_tax_reader" using (true)',
  'alter table "notice" enable row level security',
  `create policy "notice_of_caller" on "notice" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "notice_for_system" on "notice" to "open_tax_system" using (true) with check (true)',
  'create policy "notice_for_reads" on "notice" for select to "open_tax_reader" using (true)',
  `alter table "officer_post" add constraint "officer_post_level_check" check ("level" in ('STA', 'PROVINCE', 'CITY', 'COUNTY', 'STATION'))`,
  'alter table "officer_post" enable row level security',
  `create policy "officer_post_of_caller" on "officer_post" to "open_tax_app" using (person_id = (select sealed.caller_claim('personId')) or coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false)) with check (person_id = (select sealed.caller_claim('personId')) or coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false))`,
  'create policy "officer_post_for_system" on "officer_post" to "open_tax_system" using (true) with check (true)',
  'create policy "officer_post_for_reads" on "officer_post" for select to "open_tax_reader" using (true)',
  `alter table "work_item" add constraint "work_item_kind_check" check ("kind" in ('REVIEW', 'APPROVAL', 'FIELD_CHECK', 'LETTER', 'ESCALATION'))`,
  'alter table "work_item" enable row level security',
  `create policy "work_item_of_caller" on "work_item" to "open_tax_app" using (coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false)) with check (coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false))`,
  'create policy "work_item_for_system" on "work_item" to "open_tax_system" using (true) with check (true)',
  'create policy "work_item_for_reads" on "work_item" for select to "open_tax_reader" using (true)',
];
