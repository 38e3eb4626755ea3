import { Migration } from "@mikro-orm/migrations";
import { ARRANGEMENTS, PUBLISHED_DEADLINES } from "../../registry/calendar/arrangements.ts";
import { NATIONAL_LAW } from "../../registry/rules/law/national-law.ts";

/** Tax rules and the calendar of working days, as data with validity. Both environments get them: law is no sample. */
export class RulesAndCalendar extends Migration {
  override up(): void {
    this.addSql("create extension if not exists btree_gist");
    for (const statement of [...TABLES, ...BY_HAND]) this.addSql(statement);
    this.addSql(`
      insert into rule_version (id, key, value, valid_from, valid_to, source_doc, source_article, tag, verify, correction)
      select id, key, value, "validFrom", "validTo", "sourceDoc", "sourceArticle", tag, verify, false
      from jsonb_to_recordset(${rows(NATIONAL_LAW)}) as law (id text, key text, value jsonb, "validFrom" date,
        "validTo" date, "sourceDoc" text, "sourceArticle" text, tag text, verify boolean)`);
    this.addSql(`
      insert into holiday_arrangement (id, year, off, work, source_doc, announced_on)
      select id, year, array(select jsonb_array_elements_text(off)), array(select jsonb_array_elements_text(work)),
        "sourceDoc", "announcedOn"
      from jsonb_to_recordset(${rows(ARRANGEMENTS)}) as y (id text, year int, off jsonb, work jsonb,
        "sourceDoc" text, "announcedOn" date)`);
    this.addSql(`
      insert into deadline_override (id, month, tax_types, deadline, notice)
      select id, month, '{}', deadline, notice
      from jsonb_to_recordset(${rows(PUBLISHED_DEADLINES)}) as d (id text, month text, deadline date, notice text)`);
  }

  override down(): void {
    this.addSql("drop table deadline_override");
    this.addSql("drop table holiday_arrangement");
    this.addSql("drop table rule_proposal");
    this.addSql("drop table rule_version");
    this.addSql("drop extension btree_gist");
  }
}

/** Rows as a literal of JSON. */
const rows = (all: readonly object[]) => `'${JSON.stringify(all).replaceAll("'", "''")}'::jsonb`;

const BY_HAND: readonly string[] = [
  // Two versions of a rule never hold on one day in one place; what a correction took the place of does not count.
  `alter table rule_version add constraint rule_version_overlap_by_hand exclude using gist
     (key with =, coalesce(authority_code, '') with =, daterange(valid_from, valid_to, '[]') with &&) where (withdrawn_at is null)`,
  "alter table rule_version add constraint rule_version_period_by_hand check (valid_to is null or valid_to >= valid_from)",
  // A province's rule is of that province for a time; it never holds for ever.
  "alter table rule_version add constraint rule_version_local_by_hand check (authority_code is null or valid_to is not null)",
  "create unique index deadline_override_one_by_hand on deadline_override (month, coalesce(authority_code, ''), tax_types) where withdrawn_at is null",
  "create unique index holiday_arrangement_one_by_hand on holiday_arrangement (year) where withdrawn_at is null",
  // Law is added to and ended, never rewritten.
  "revoke update, delete on rule_version, holiday_arrangement, deadline_override from open_tax_app",
  "grant update (valid_to, reason, withdrawn_at) on rule_version to open_tax_app",
  "grant update (withdrawn_at) on deadline_override, holiday_arrangement to open_tax_app",
  "revoke delete on rule_proposal from open_tax_app",
];

/** What `rowPolicies` says of rows that go by jurisdiction. */
const WITHIN =
  "coalesce(starts_with(authority_code, regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) and not (length(regexp_replace((select sealed.caller_claim('authorityCode'))::text, '^0+$|(00)+$', '')) = 3 and substr(authority_code, 2, 4) in ('2102', '3302', '3502', '3702', '4403')), false)";

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  'create table "deadline_override" ("id" text not null, "month" text not null, "authority_code" text null, "tax_types" text[] not null, "deadline" date not null, "notice" text not null, "published_by_id" text null, "published_at" timestamptz(3) null, "withdrawn_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "deadline_override" is '以公告确定的申报期限：总局公布的全年期限表，或省级税务机关的延期。'`,
  `comment on column "deadline_override"."month" is '申报月份，例如 2026-10。'`,
  `comment on column "deadline_override"."authority_code" is '适用的税务机关；全国适用的为空。'`,
  `comment on column "deadline_override"."deadline" is '申报期限。'`,
  `comment on column "deadline_override"."notice" is '公告名称和文号。'`,
  `comment on column "deadline_override"."published_at" is '发布时间；随平台装入的为空。'`,
  `comment on column "deadline_override"."withdrawn_at" is '被后来的公告取代的时间。'`,
  'create table "holiday_arrangement" ("id" text not null, "year" int not null, "off" text[] not null, "work" text[] not null, "source_doc" text not null, "announced_on" date null, "published_by_id" text null, "published_at" timestamptz(3) null, "withdrawn_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "holiday_arrangement" is '国务院办公厅一年的节假日安排：放假日（含所连周末）和调休上班日。'`,
  `comment on column "holiday_arrangement"."year" is '年份。'`,
  `comment on column "holiday_arrangement"."source_doc" is '依据的通知。'`,
  `comment on column "holiday_arrangement"."announced_on" is '通知日期。'`,
  `comment on column "holiday_arrangement"."published_at" is '发布时间；随平台装入的为空。'`,
  `comment on column "holiday_arrangement"."withdrawn_at" is '被后来的安排取代的时间。'`,
  'create table "rule_proposal" ("id" text not null, "key" text not null, "value" jsonb not null, "valid_from" date not null, "valid_to" date not null, "source_doc" text not null, "source_article" text not null, "authority_code" text not null, "requested_by_id" text not null, "post_id" text not null, "status" text not null, "requested_at" timestamptz(3) not null, "decide_by" timestamptz(3) not null, "decided_by_id" text null, "decided_at" timestamptz(3) null, "rule_version_id" text null, primary key ("id"))',
  `comment on table "rule_proposal" is '省级税务机关对全国规则提出的本省规定，由税务总局在 72 小时内决定。'`,
  `comment on column "rule_proposal"."key" is '规则代码。'`,
  `comment on column "rule_proposal"."valid_from" is '有效期起。'`,
  `comment on column "rule_proposal"."valid_to" is '有效期止（含当日）。'`,
  `comment on column "rule_proposal"."source_doc" is '法律依据：文件名称和文号。'`,
  `comment on column "rule_proposal"."source_article" is '条款。'`,
  `comment on column "rule_proposal"."authority_code" is '提出的省级税务机关。'`,
  `comment on column "rule_proposal"."status" is '状态。'`,
  `comment on column "rule_proposal"."requested_at" is '提出时间。'`,
  `comment on column "rule_proposal"."decide_by" is '须在此前决定。'`,
  `comment on column "rule_proposal"."decided_at" is '决定时间。'`,
  'create index "rule_proposal_authority_code_index" on "rule_proposal" ("authority_code")',
  'create table "rule_version" ("id" text not null, "key" text not null, "value" jsonb not null, "valid_from" date not null, "valid_to" date null, "source_doc" text not null, "source_article" text null, "tag" text not null, "verify" boolean not null, "authority_code" text null, "publisher_code" text null, "published_by_id" text null, "published_at" timestamptz(3) null, "correction" boolean not null, "reason" text null, "withdrawn_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "rule_version" is '税收规则的一个版本：某项税率、金额、级距表在一段时间内的值及其法律依据。'`,
  `comment on column "rule_version"."key" is '规则代码，例如 vat.rate.13。'`,
  `comment on column "rule_version"."valid_from" is '有效期起。'`,
  `comment on column "rule_version"."valid_to" is '有效期止（含当日）；长期有效的为空。'`,
  `comment on column "rule_version"."source_doc" is '依据的文件名称和文号。'`,
  `comment on column "rule_version"."source_article" is '依据的条款。'`,
  `comment on column "rule_version"."tag" is '依据的可靠程度。'`,
  `comment on column "rule_version"."verify" is '是否须在生产使用前与原文核实。'`,
  `comment on column "rule_version"."authority_code" is '省级税务机关代码：只在该省适用；全国适用的为空。'`,
  `comment on column "rule_version"."publisher_code" is '发布机关代码；随平台装入的为空。'`,
  `comment on column "rule_version"."published_at" is '发布时间；随平台装入的为空。'`,
  `comment on column "rule_version"."correction" is '是否对过去的更正。'`,
  `comment on column "rule_version"."reason" is '更正或终止的理由。'`,
  `comment on column "rule_version"."withdrawn_at" is '被更正取代的时间；取代后不再适用。'`,
  `alter table "rule_proposal" add constraint "rule_proposal_status_check" check ("status" in ('PENDING', 'APPROVED', 'REFUSED', 'LAPSED'))`,
  'alter table "rule_proposal" enable row level security',
  `create policy "rule_proposal_of_caller" on "rule_proposal" to "open_tax_app" using (${WITHIN}) with check (${WITHIN})`,
  'create policy "rule_proposal_for_system" on "rule_proposal" to "open_tax_system" using (true) with check (true)',
  'create policy "rule_proposal_for_reads" on "rule_proposal" for select to "open_tax_reader" using (true)',
  `alter table "rule_version" add constraint "rule_version_tag_check" check ("tag" in ('N', 'V', 'M', 'D'))`,
];
