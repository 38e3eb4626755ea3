import { Migration } from "@mikro-orm/migrations";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";
import { loadedCodes } from "../../registry/code-data.ts";
import { CREDIT_INDICATORS } from "../../registry/credit-indicators.ts";
import { INDUSTRY_CLASSES } from "../../registry/industry-classes.ts";

/**
 * The life of a taxpayer; code tables with validity and successors. What officers change of a taxpayer goes through
 * functions that look at the jurisdiction once more, for the application's role reaches no taxpayer's rows but the caller's.
 */
export class RegistryLife extends Migration {
  override up(): void {
    for (const statement of [...TABLES, ...CHANGED, ...LAW, ...FUNCTIONS, ...RIGHTS]) this.addSql(statement);
    this.addSql(`
      insert into code_item (id, code_table, code, name, name_en, parent_code, valid_from, valid_to, successor)
      select 'cdi_' || "codeTable" || '_' || code, "codeTable", code, name, "nameEn", "parentCode", "validFrom", "validTo", successor
      from jsonb_to_recordset(${rows(loadedCodes(INDUSTRY_CLASSES))}) as c ("codeTable" text, code text, name text,
        "nameEn" text, "parentCode" text, "validFrom" date, "validTo" date, successor text)`);
    this.addSql(`
      insert into credit_indicator (code, name, effect, deduction, verify, valid_from, valid_to, source_doc)
      select code, name, effect, deduction, verify, "validFrom", "validTo", "sourceDoc"
      from jsonb_to_recordset(${rows(CREDIT_INDICATORS)}) as c (code text, name text, effect text, deduction int,
        verify boolean, "validFrom" date, "validTo" date, "sourceDoc" text)`);
  }
}

/** Rows as a literal of JSON. */
const rows = (all: readonly object[]) => `'${JSON.stringify(all).replaceAll("'", "''")}'::jsonb`;

/** The caller's own taxpayer, or one of the calling officer's area. */
const REACHED = `(t.id = sealed.caller_claim('taxpayerId') or ${jurisdictionSql("t.authority_code", "(select sealed.caller_claim('authorityCode'))")})`;

const ROLES = "('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF', 'GUARDIAN', 'AGENT')";

const CHANGED: readonly string[] = [
  `alter table "person_role" drop constraint "person_role_role_check"`,
  `alter table "person_role" add constraint "person_role_role_check" check ("role" in ('LEGAL_REP', 'FIN_OFFICER', 'TAX_HANDLER', 'INVOICER', 'SELF', 'GUARDIAN'))`,
  `alter table "consent" drop constraint "consent_granted_role_check"`,
  `alter table "consent" add constraint "consent_granted_role_check" check ("granted_role" in ${ROLES})`,
  `alter table "consent" drop constraint "consent_approved_by_role_check"`,
  `alter table "consent" add constraint "consent_approved_by_role_check" check ("approved_by_role" in ${ROLES})`,
  `create or replace function sealed.change_own_role(role_id text, next text, today date) returns setof person_role
   language sql security definer set search_path = public, pg_temp as $$
     update person_role set status = $2, valid_from = case when $2 = 'ACTIVE' then $3 else valid_from end,
       valid_to = case when $2 = 'ENDED' then $3 else valid_to end
     where id = $1 and person_id = sealed.caller_claim('personId')
       and (status = 'PENDING_CONFIRM' or (status = 'ACTIVE' and $2 = 'ENDED')) and role not in ('LEGAL_REP', 'SELF', 'GUARDIAN')
     returning *
   $$`,
];

const LAW: readonly string[] = [
  // A taxpayer is registered for a tax once on any day.
  `alter table tax_type_registration add constraint tax_type_registration_overlap_by_hand exclude using gist
     (taxpayer_id with =, tax_type_code with =, daterange(valid_from, valid_to, '[)') with &&)`,
  "alter table tax_type_registration add constraint tax_type_registration_period_by_hand check (valid_to is null or valid_to >= valid_from)",
  "create unique index credit_grade_once_by_hand on credit_grade (taxpayer_id, year)",
  "create unique index code_item_once_by_hand on code_item (code_table, code, coalesce(valid_from, '-infinity'))",
  "create unique index guardian_once_by_hand on person_role (person_id, taxpayer_id) where role = 'GUARDIAN' and status = 'ACTIVE'",
];

const secured = (signature: string, returns: string, body: string, language = "plpgsql") =>
  `create function sealed.${signature} returns ${returns} language ${language} security definer set search_path = public, pg_temp as $$ ${body} $$`;

const OUTSIDE = "raise exception 'the taxpayer lies outside the jurisdiction' using errcode = '42501'";

const FUNCTIONS: readonly string[] = [
  secured(
    "reaches(for_taxpayer text)",
    "boolean",
    `select exists (select from taxpayer t where t.id = for_taxpayer and ${REACHED})`,
    "sql stable",
  ),
  secured(
    "change_taxpayer_status(change jsonb)",
    "setof taxpayer_status_change",
    `declare c taxpayer_status_change := jsonb_populate_record(null::taxpayer_status_change, change);
     begin
       if not sealed.reaches(c.taxpayer_id) then ${OUTSIDE}; end if;
       update taxpayer set status = c.to_status where id = c.taxpayer_id and status = c.from_status;
       if not found then return; end if;
       insert into taxpayer_status_change select c.*;
       if c.to_status = 'DEREGISTERED' then
         update tax_type_registration set valid_to = greatest(valid_from, c.effective_on)
         where taxpayer_id = c.taxpayer_id and (valid_to is null or valid_to > c.effective_on);
       end if;
       return next c;
     end`,
  ),
  secured(
    "name_is_taken(wanted text, county text, besides text)",
    "boolean",
    `begin
       perform pg_advisory_xact_lock(hashtextextended('name ' || county || ' ' || wanted, 24));
       return exists (select from taxpayer where name = wanted and region_code = county and id <> besides
         and kind <> 'NATURAL_PERSON' and status <> 'DEREGISTERED');
     end`,
  ),
  secured(
    "register_taxpayer(registered jsonb, representative jsonb, role_id text, change jsonb)",
    "text",
    `declare
       r taxpayer := jsonb_populate_record(null::taxpayer, registered);
       p person := jsonb_populate_record(null::person, representative);
       c taxpayer_status_change := jsonb_populate_record(null::taxpayer_status_change, change);
       known text;
     begin
       -- A taxpayer registers nobody: a registrar does, or an officer within the own area.
       if sealed.caller_claim('taxpayerId') is not null or (sealed.caller_claim('authorityCode') is not null
         and not ${jurisdictionSql("r.authority_code", "(select sealed.caller_claim('authorityCode'))")})
       then ${OUTSIDE}; end if;
       perform pg_advisory_xact_lock(hashtextextended('tin ' || r.tin, 24));
       if exists (select from taxpayer where tin = r.tin) then return 'TAXPAYER_EXISTS'; end if;
       if sealed.name_is_taken(r.name, r.region_code, r.id) then return 'TAXPAYER_NAME_TAKEN'; end if;
       insert into taxpayer select r.*;
       select id into known from person where id_type = p.id_type and id_no = p.id_no and name = p.name order by id limit 1;
       if known is null then
         insert into person select p.*;
         known := p.id;
       end if;
       insert into person_role (id, person_id, taxpayer_id, role, status, valid_from)
       values (role_id, known, r.id, 'LEGAL_REP', 'ACTIVE', c.effective_on);
       insert into taxpayer_status_change select c.*;
       return null;
     end`,
  ),
  secured(
    "add_tax_type(registration jsonb)",
    "setof tax_type_registration",
    `declare r tax_type_registration := jsonb_populate_record(null::tax_type_registration, registration);
     begin
       if not sealed.reaches(r.taxpayer_id) then ${OUTSIDE}; end if;
       insert into tax_type_registration select r.*;
       return next r;
     end`,
  ),
  secured(
    "end_tax_type(registration_id text, from_day date)",
    "setof tax_type_registration",
    `begin
       return query update tax_type_registration set valid_to = from_day
         where id = registration_id and sealed.reaches(taxpayer_id) returning *;
     end`,
  ),
  secured(
    "change_vat_status(change jsonb, today date)",
    "setof vat_status_change",
    `declare c vat_status_change := jsonb_populate_record(null::vat_status_change, change);
     begin
       if not sealed.reaches(c.taxpayer_id) then ${OUTSIDE}; end if;
       perform from taxpayer where id = c.taxpayer_id and vat_status = c.from_status for update;
       if not found or exists (select from vat_status_change where taxpayer_id = c.taxpayer_id and to_status = c.to_status)
       then return; end if;
       insert into vat_status_change select c.*;
       -- What begins next month is put into force by the worker on that day.
       update taxpayer set vat_status = c.to_status, vat_status_from = c.effective_on
       where id = c.taxpayer_id and c.effective_on <= today;
       return next c;
     end`,
  ),
  secured(
    "publish_credit_grade(published jsonb)",
    "setof credit_grade",
    `declare g credit_grade := jsonb_populate_record(null::credit_grade, published);
     begin
       if not sealed.reaches(g.taxpayer_id) then ${OUTSIDE}; end if;
       return query insert into credit_grade select g.* on conflict do nothing returning *;
     end`,
  ),
  secured(
    "register_guardian(guardian jsonb, today date)",
    "setof person_role",
    `declare g person_role := jsonb_populate_record(null::person_role, guardian);
     begin
       if not sealed.reaches(g.taxpayer_id) then ${OUTSIDE}; end if;
       return query insert into person_role select g.* on conflict do nothing returning *;
     end`,
  ),
  secured(
    "tell_within_area(notice_id text, at timestamptz, whom text, kind text, about text, zh text, en text)",
    "void",
    `begin
       if not sealed.reaches(whom) then ${OUTSIDE}; end if;
       insert into notice (id, at, taxpayer_id, kind, about, zh, en) values ($1, $2, $3, $4, $5, $6, $7);
     end`,
  ),
  secured(
    "end_guardian(role_id text, today date)",
    "setof person_role",
    `begin
       return query update person_role set status = 'ENDED', valid_to = least(valid_to, today)
         where id = role_id and role = 'GUARDIAN' and status = 'ACTIVE' and sealed.reaches(taxpayer_id) returning *;
     end`,
  ),
];

const CALLED = [
  "change_taxpayer_status(jsonb)",
  "name_is_taken(text, text, text)",
  "register_taxpayer(jsonb, jsonb, text, jsonb)",
  "add_tax_type(jsonb)",
  "end_tax_type(text, date)",
  "change_vat_status(jsonb, date)",
  "publish_credit_grade(jsonb)",
  "register_guardian(jsonb, date)",
  "end_guardian(text, date)",
  "tell_within_area(text, timestamptz, text, text, text, text, text)",
].map((signature) => `sealed.${signature}`);

const RIGHTS: readonly string[] = [
  `revoke all on function sealed.reaches(text), ${CALLED.join(", ")} from public`,
  `grant execute on function ${CALLED.join(", ")} to open_tax_app`,
  // Whoever calls changes name, address and industry of the own registration, and nothing else.
  "revoke insert, update, delete on taxpayer, tax_type_registration, credit_grade from open_tax_app",
  "grant update (name, address, industry_code) on taxpayer to open_tax_app",
  "grant insert, update, delete on taxpayer, tax_type_registration, credit_grade, credit_indicator, code_item to open_tax_system",
  // History and law are added to by functions, code tables by migrations.
  "revoke insert, update, delete on taxpayer_status_change, vat_status_change, credit_indicator, code_item from open_tax_app",
  "grant select, insert on taxpayer_status_change, vat_status_change to open_tax_system",
];

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  'create table "code_item" ("id" text not null, "code_table" text not null, "code" text not null, "name" text not null, "name_en" text null, "parent_code" text null, "valid_from" date null, "valid_to" date null, "successor" text null, primary key ("id"))',
  `comment on table "code_item" is '代码表中的一个代码及其有效期。已停用的保留。'`,
  `comment on column "code_item"."code_table" is '所属代码表。'`,
  `comment on column "code_item"."code" is '代码。'`,
  `comment on column "code_item"."name" is '中文名称。'`,
  `comment on column "code_item"."name_en" is '英文名称；没有的为空。'`,
  `comment on column "code_item"."valid_from" is '启用日；早于本表所载版本的为空。'`,
  `comment on column "code_item"."valid_to" is '停用日（当日起不再使用）；在用的为空。'`,
  `comment on column "code_item"."successor" is '承接的代码。'`,
  `alter table "code_item" add constraint "code_item_code_table_check" check ("code_table" in ('INDUSTRY', 'REGISTRATION_TYPE', 'CURRENCY', 'COUNTRY'))`,
  'create table "credit_indicator" ("code" text not null, "name" text not null, "effect" text not null, "deduction" int not null, "verify" boolean not null, "valid_from" date not null, "valid_to" date null, "source_doc" text not null, primary key ("code"))',
  `comment on table "credit_indicator" is '纳税缴费信用评价指标。平台装入的是部分指标，使用前须与公告附表核对。'`,
  `comment on column "credit_indicator"."name" is '指标名称。'`,
  `comment on column "credit_indicator"."effect" is '后果。'`,
  `comment on column "credit_indicator"."deduction" is '每次扣分，以百分之一分计。'`,
  `comment on column "credit_indicator"."verify" is '是否须与公告附表核对。'`,
  `comment on column "credit_indicator"."valid_from" is '适用起始日。'`,
  `comment on column "credit_indicator"."valid_to" is '终止日（当日起不适用）；适用中的为空。'`,
  `alter table "credit_indicator" add constraint "credit_indicator_effect_check" check ("effect" in ('DEDUCTION', 'DIRECT_D', 'BARS_A'))`,
  'alter table "credit_grade" add "direct_reason" text null, add "assessed_by" text null',
  `comment on column "credit_grade"."direct_reason" is '直接判为 D 级的原因；其他情形为空。'`,
  `comment on column "credit_grade"."assessed_by" is '作出评价的税务机关。'`,
  'create table "taxpayer_status_change" ("id" text not null, "taxpayer_id" text not null, "from_status" text null, "to_status" text not null, "effective_on" date not null, "until" date null, "actor" text not null, "authority_code" text null, "person_id" text null, "case_no" text null, "reason" text not null, "changed_at" timestamptz(3) not null, primary key ("id"))',
  `comment on table "taxpayer_status_change" is '登记状态的一次变更。只增不改。'`,
  `comment on column "taxpayer_status_change"."from_status" is '变更前；新登记的为空。'`,
  `comment on column "taxpayer_status_change"."to_status" is '变更后。'`,
  `comment on column "taxpayer_status_change"."effective_on" is '生效日。'`,
  `comment on column "taxpayer_status_change"."until" is '停业的最后一日；其他变更为空。'`,
  `comment on column "taxpayer_status_change"."actor" is '由谁变更。'`,
  `comment on column "taxpayer_status_change"."authority_code" is '作出变更的税务机关。'`,
  `comment on column "taxpayer_status_change"."case_no" is '案件编号。'`,
  `comment on column "taxpayer_status_change"."reason" is '理由。'`,
  `comment on column "taxpayer_status_change"."changed_at" is '办理时间。'`,
  'create index "taxpayer_status_change_taxpayer_id_index" on "taxpayer_status_change" ("taxpayer_id")',
  `alter table "taxpayer_status_change" add constraint "taxpayer_status_change_from_status_check" check ("from_status" in ('NORMAL', 'SUSPENDED', 'ABNORMAL', 'DEREGISTERING', 'DEREGISTERED', 'CANCELLED_LICENCE'))`,
  `alter table "taxpayer_status_change" add constraint "taxpayer_status_change_to_status_check" check ("to_status" in ('NORMAL', 'SUSPENDED', 'ABNORMAL', 'DEREGISTERING', 'DEREGISTERED', 'CANCELLED_LICENCE'))`,
  `alter table "taxpayer_status_change" add constraint "taxpayer_status_change_actor_check" check ("actor" in ('TAXPAYER', 'OFFICER', 'SYSTEM'))`,
  'alter table "taxpayer_status_change" enable row level security',
  `create policy "taxpayer_status_change_of_caller" on "taxpayer_status_change" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "taxpayer_status_change_for_system" on "taxpayer_status_change" to "open_tax_system" using (true) with check (true)',
  'create policy "taxpayer_status_change_for_reads" on "taxpayer_status_change" for select to "open_tax_reader" using (true)',
  'create table "vat_status_change" ("id" text not null, "taxpayer_id" text not null, "from_status" text not null, "from_since" date not null, "to_status" text not null, "effective_on" date not null, "ground" text not null, "reason" text not null, "changed_at" timestamptz(3) not null, primary key ("id"))',
  `comment on table "vat_status_change" is '增值税纳税人身份的一次变更。只增不改。'`,
  `comment on column "vat_status_change"."from_status" is '变更前。'`,
  `comment on column "vat_status_change"."from_since" is '变更前身份的生效日。'`,
  `comment on column "vat_status_change"."to_status" is '变更后。'`,
  `comment on column "vat_status_change"."effective_on" is '生效日：当月或次月 1 日。'`,
  `comment on column "vat_status_change"."ground" is '原因。'`,
  `comment on column "vat_status_change"."reason" is '说明。'`,
  `comment on column "vat_status_change"."changed_at" is '办理时间。'`,
  'create index "vat_status_change_taxpayer_id_index" on "vat_status_change" ("taxpayer_id")',
  `alter table "vat_status_change" add constraint "vat_status_change_from_status_check" check ("from_status" in ('GENERAL', 'SMALL_SCALE'))`,
  `alter table "vat_status_change" add constraint "vat_status_change_to_status_check" check ("to_status" in ('GENERAL', 'SMALL_SCALE'))`,
  `alter table "vat_status_change" add constraint "vat_status_change_ground_check" check ("ground" in ('VOLUNTARY', 'OVER_LIMIT'))`,
  'alter table "vat_status_change" enable row level security',
  `create policy "vat_status_change_of_caller" on "vat_status_change" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "vat_status_change_for_system" on "vat_status_change" to "open_tax_system" using (true) with check (true)',
  'create policy "vat_status_change_for_reads" on "vat_status_change" for select to "open_tax_reader" using (true)',
];
