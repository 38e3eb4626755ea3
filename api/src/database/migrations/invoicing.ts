import { Migration } from "@mikro-orm/migrations";
import { TAX_CLASSES } from "../../invoices/issuing/tax-class-data.ts";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";

/**
 * Issuing invoices: numbers without gaps, quota and credit line, batches, tax classes. What must be exact is out of reach of
 * the application's role: it takes numbers by a function, and of a credit line it may change only what is used.
 */
export class Invoicing extends Migration {
  override up(): void {
    for (const statement of [...TABLES, ...NUMBERS, ...CREDIT, ...RISK, ...BATCHES]) this.addSql(statement);
    this.addSql(`
      insert into tax_class (code, parent_code, name, short_name, leaf, rate_key, valid_from)
      select code, "parentCode", name, "shortName", leaf, "rateKey", "validFrom"
      from jsonb_to_recordset('${JSON.stringify(TAX_CLASSES)}'::jsonb) as c (code text, "parentCode" text, name text,
        "shortName" text, leaf boolean, "rateKey" text, "validFrom" date)`);
    this.addSql("revoke insert, update, delete on tax_class from open_tax_app");
  }
}

const NUMBERS: readonly string[] = [
  `create table invoice_counter (
     year int not null, region text not null, channel text not null, last bigint not null,
     primary key (year, region, channel)) with (fillfactor = 50)`,
  "comment on table invoice_counter is '数电票号码：每年、省、渠道一行，记最后一个已用顺序号。事务回滚则号码不占用，不留空号。'",
  "revoke all on invoice_counter from open_tax_app",
  "grant select, insert, update on invoice_counter to open_tax_system",
  `create function take_invoice_numbers(for_year int, for_region text, for_channel text, how_many int) returns bigint
   language sql security definer set search_path = public, pg_temp as $$
     insert into invoice_counter as c values (for_year, for_region, for_channel, how_many)
     on conflict (year, region, channel) do update set last = c.last + how_many
     returning last - how_many + 1
   $$`,
  "revoke all on function take_invoice_numbers(int, text, text, int) from public",
  "grant execute on function take_invoice_numbers(int, text, text, int) to open_tax_app, open_tax_system",
];

const CREDIT: readonly string[] = [
  "alter table credit_line add constraint credit_line_kept_by_hand check (used >= 0 and granted >= 0)",
  "revoke insert, update, delete on credit_line, invoice_quota from open_tax_app",
  "grant update (used) on credit_line to open_tax_app",
  "grant insert, update, delete on credit_line, invoice_quota to open_tax_system",
  `create function open_credit_month(line_id text, for_taxpayer text, for_month text) returns boolean
   language sql security definer set search_path = public, pg_temp as $$
     with opened as (
       insert into credit_line (id, taxpayer_id, month, granted, used)
       select line_id, taxpayer_id, for_month, granted, 0 from credit_line
       where taxpayer_id = for_taxpayer and month < for_month order by month desc limit 1
       on conflict (taxpayer_id, month) do nothing returning 1)
     select exists (select from opened)
       or exists (select from credit_line where taxpayer_id = for_taxpayer and month = for_month)
   $$`,
  // The calling officer's jurisdiction, and what the rules let an authority of its level grant on that day.
  `create function change_credit_line(line_id text, for_taxpayer text, on_day date, amount numeric, why text, notice_id text, happened timestamptz)
     returns table (line text, spent numeric)
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     most numeric;
   begin
     if not exists (select from taxpayer t where t.id = for_taxpayer
       and ${jurisdictionSql("t.authority_code", "(select sealed.caller_claim('authorityCode'))")})
     then raise exception 'the taxpayer lies outside the jurisdiction' using errcode = '42501';
     end if;
     select (v.value #>> '{}')::numeric into most from tax_authority a join rule_version v on v.key = 'invoice.creditLine.' || a.level
     where a.code = (select sealed.caller_claim('authorityCode')) and v.withdrawn_at is null
       and v.valid_from <= on_day and (v.valid_to is null or v.valid_to >= on_day)
       and (v.authority_code is null or ${jurisdictionSql("a.code", "v.authority_code")})
     order by v.authority_code is null limit 1;
     if most is null or amount > most or length(trim(why)) = 0
     then raise exception 'more than an authority of this level may grant' using errcode = '42501';
     end if;
     return query insert into credit_line as l (id, taxpayer_id, month, granted, used)
       values (line_id, for_taxpayer, to_char(on_day, 'YYYY-MM'), amount, 0)
       on conflict (taxpayer_id, month) do update set granted = excluded.granted returning l.id, l.used;
     insert into credit_line_change (line_id, taxpayer_id, granted, reason, authority_code, person_id, at)
       select c.id, for_taxpayer, amount, why, (select sealed.caller_claim('authorityCode')), (select sealed.caller_claim('personId')), happened
       from credit_line c where c.taxpayer_id = for_taxpayer and c.month = to_char(on_day, 'YYYY-MM');
     insert into notice (id, at, taxpayer_id, kind, about, zh, en)
       select notice_id, happened, for_taxpayer, 'CREDIT_LINE_CHANGED', c.id, '主管税务机关已调整您的月发票总额度，请在发票额度中查看。',
         'The tax authority has changed your monthly credit line; see your invoice quota.'
       from credit_line c where c.taxpayer_id = for_taxpayer and c.month = to_char(on_day, 'YYYY-MM');
   end $$`,
  "revoke all on function open_credit_month(text, text, text), change_credit_line(text, text, date, numeric, text, text, timestamptz) from public",
  "grant execute on function open_credit_month(text, text, text), change_credit_line(text, text, date, numeric, text, text, timestamptz) to open_tax_app, open_tax_system",
  `create table credit_line_change (
     no bigint generated always as identity primary key, line_id text not null, taxpayer_id text not null,
     granted numeric(18,2) not null, reason text not null, authority_code text not null, person_id text not null, at timestamptz(3) not null)`,
  "comment on table credit_line_change is '发票总额度的每次核定：额度、理由、税务机关和经办人。只增不改。'",
  "create index credit_line_change_of on credit_line_change (taxpayer_id, at)",
  "revoke all on credit_line_change from open_tax_app, open_tax_reader",
  "grant select, insert on credit_line_change to open_tax_system",
  "alter table credit_line_change enable row level security",
  "create policy credit_line_change_for_system on credit_line_change to open_tax_system using (true) with check (true)",
];

const RISK: readonly string[] = [
  `create table seller_risk (
     taxpayer_id text primary key, level text not null check (level in ('GREEN', 'YELLOW', 'RED')),
     since timestamptz(3) not null, reason text not null)`,
  "comment on table seller_risk is '销方风险等级；没有记录的为绿色。红色不得开票。'",
  "revoke all on seller_risk from open_tax_app",
  "grant select, insert, update, delete on seller_risk to open_tax_system",
  "alter table seller_risk enable row level security",
  "create policy seller_risk_for_system on seller_risk to open_tax_system using (true) with check (true)",
  "create policy seller_risk_for_reads on seller_risk for select to open_tax_reader using (true)",
  `create function set_seller_risk(for_taxpayer text, new_level text, happened timestamptz, why text, notice_id text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if not exists (select from taxpayer t join tax_authority a on a.code = (select sealed.caller_claim('authorityCode'))
       where t.id = for_taxpayer and a.level <> 'STATION'
       and ${jurisdictionSql("t.authority_code", "(select sealed.caller_claim('authorityCode'))")})
     then raise exception 'the taxpayer lies outside the jurisdiction' using errcode = '42501';
     end if;
     insert into seller_risk (taxpayer_id, level, since, reason) values (for_taxpayer, new_level, happened, why)
     on conflict (taxpayer_id) do update set level = excluded.level, since = excluded.since, reason = excluded.reason;
     insert into notice (id, at, taxpayer_id, kind, about, zh, en) values (notice_id, happened, for_taxpayer, 'SELLER_RISK_CHANGED',
       for_taxpayer, '主管税务机关已调整您的开票风险等级，如有疑问请联系主管税务机关。', 'The tax authority has changed your risk as a seller; contact it if in doubt.');
   end $$`,
  "revoke all on function set_seller_risk(text, text, timestamptz, text, text) from public",
  "grant execute on function set_seller_risk(text, text, timestamptz, text, text) to open_tax_app, open_tax_system",
];

/** Waking the worker is all the application's role may do with the queue; a batch nobody was woken for is found by the worker's chore. */
const BATCHES: readonly string[] = [
  "create index issue_request_waiting_by_hand on issue_request (requested_at) where state = 'PENDING'",
  `create function wake_for_issue_request(request text) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     if to_regclass('graphile_worker._private_jobs') is not null then
       perform graphile_worker.add_job('issue-batch', json_build_object('requestId', request), job_key := request);
     end if;
   end $$`,
  "revoke all on function wake_for_issue_request(text) from public",
  "grant execute on function wake_for_issue_request(text) to open_tax_app, open_tax_system",
];

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  `create table "credit_line" ("id" text not null, "taxpayer_id" text not null, "month" text not null, "granted" numeric(18,2) not null, "used" numeric(18,2) not null, primary key ("id"))`,
  `comment on table "credit_line" is '发票总额度：一个纳税人一个自然月内可开具的不含税金额。'`,
  `comment on column "credit_line"."month" is '月份，例如 2026-11。'`,
  `comment on column "credit_line"."granted" is '总额度（不含税）。'`,
  `comment on column "credit_line"."used" is '已使用额度（不含税）。'`,
  `alter table "credit_line" add constraint "credit_line_taxpayer_id_month_unique" unique ("taxpayer_id", "month")`,
  `alter table "credit_line" enable row level security`,
  `create policy "credit_line_of_caller" on "credit_line" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "credit_line_for_system" on "credit_line" to "open_tax_system" using (true) with check (true)`,
  `create policy "credit_line_for_reads" on "credit_line" for select to "open_tax_reader" using (true)`,
  `create table "invoice_quota" ("id" text not null, "taxpayer_id" text not null, "kind" text not null, "per_invoice" numeric(18,2) null, "valid_from" date not null, "valid_to" date null, primary key ("id"))`,
  `comment on table "invoice_quota" is '核定的票种。'`,
  `comment on column "invoice_quota"."kind" is '票种。'`,
  `comment on column "invoice_quota"."per_invoice" is '单张最高开票限额（不含税）；为空表示只受总额度限制。'`,
  `comment on column "invoice_quota"."valid_from" is '有效期起。'`,
  `comment on column "invoice_quota"."valid_to" is '有效期止（当日起失效）；有效的为空。'`,
  `create index "invoice_quota_taxpayer_id_index" on "invoice_quota" ("taxpayer_id")`,
  `alter table "invoice_quota" add constraint "invoice_quota_kind_check" check ("kind" in ('VAT_SPECIAL_PAPER', 'VAT_SPECIAL_ELECTRONIC', 'VAT_PLAIN_PAPER', 'VAT_PLAIN_ROLL', 'VAT_PLAIN_ELECTRONIC', 'TOLL_ELECTRONIC', 'MOTOR_VEHICLE', 'USED_VEHICLE', 'DIGITAL_SPECIAL', 'DIGITAL_PLAIN', 'DIGITAL_RAIL', 'DIGITAL_AIR', 'DIGITAL_VEHICLE', 'DIGITAL_USED_VEHICLE', 'DIGITAL_PAPER_SPECIAL', 'DIGITAL_PAPER_PLAIN'))`,
  `alter table "invoice_quota" enable row level security`,
  `create policy "invoice_quota_of_caller" on "invoice_quota" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "invoice_quota_for_system" on "invoice_quota" to "open_tax_system" using (true) with check (true)`,
  `create policy "invoice_quota_for_reads" on "invoice_quota" for select to "open_tax_reader" using (true)`,
  `create table "issue_request" ("id" text not null, "taxpayer_id" text not null, "caller" jsonb not null, "state" text not null, "total" int not null, "issued" int not null, "refused" int not null, "requested_at" timestamptz(3) not null, primary key ("id"))`,
  `comment on table "issue_request" is '批量开具申请。'`,
  `comment on column "issue_request"."state" is '进度。'`,
  `comment on column "issue_request"."total" is '共多少张。'`,
  `comment on column "issue_request"."issued" is '已开具多少张。'`,
  `comment on column "issue_request"."refused" is '被拒绝多少张。'`,
  `comment on column "issue_request"."requested_at" is '受理时间。'`,
  `alter table "issue_request" add constraint "issue_request_state_check" check ("state" in ('PENDING', 'DONE'))`,
  `alter table "issue_request" enable row level security`,
  `create policy "issue_request_of_caller" on "issue_request" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "issue_request_for_system" on "issue_request" to "open_tax_system" using (true) with check (true)`,
  `create policy "issue_request_for_reads" on "issue_request" for select to "open_tax_reader" using (true)`,
  `create table "issue_request_item" ("issue_request_id" text not null, "no" int not null, "state" text not null, "draft" jsonb null, "answer" jsonb null, primary key ("issue_request_id", "no"))`,
  `comment on table "issue_request_item" is '批量开具中的一张。'`,
  `comment on column "issue_request_item"."no" is '序号，从 1 起，与申请中的次序一致。'`,
  `comment on column "issue_request_item"."state" is '状态。'`,
  `alter table "issue_request_item" add constraint "issue_request_item_state_check" check ("state" in ('PENDING', 'ISSUED', 'REFUSED'))`,
  `alter table "issue_request_item" enable row level security`,
  `create policy "issue_request_item_of_caller" on "issue_request_item" to "open_tax_app" using (exists (select 1 from issue_request whole where whole.id = issue_request_item.issue_request_id)) with check (exists (select 1 from issue_request whole where whole.id = issue_request_item.issue_request_id))`,
  `create policy "issue_request_item_for_system" on "issue_request_item" to "open_tax_system" using (true) with check (true)`,
  `create policy "issue_request_item_for_reads" on "issue_request_item" for select to "open_tax_reader" using (true)`,
  `create table "tax_class" ("code" text not null, "parent_code" text null, "name" text not null, "short_name" text not null, "leaf" boolean not null, "rate_key" text null, "valid_from" date not null, "valid_to" date null, primary key ("code"))`,
  `comment on table "tax_class" is '商品和服务税收分类编码。平台所载为官方编码表的子集。'`,
  `comment on column "tax_class"."parent_code" is '上级编码；一级分类为空。'`,
  `comment on column "tax_class"."name" is '名称。'`,
  `comment on column "tax_class"."short_name" is '简称，印在项目名称前的两个星号之间。'`,
  `comment on column "tax_class"."leaf" is '是否末级：只有末级编码可用于发票明细。'`,
  `comment on column "tax_class"."rate_key" is '一般纳税人适用的税率规则，例如 vat.rate.13；非末级为空。'`,
  `comment on column "tax_class"."valid_from" is '启用日。'`,
  `comment on column "tax_class"."valid_to" is '停用日（当日起停用）；在用的为空。'`,
  `create index "tax_class_parent_code_index" on "tax_class" ("parent_code")`,
  `alter table "invoice" add "special_business" text null, add "special_details" jsonb null`,
  `comment on column "invoice"."special_business" is '特定业务。'`,
  `alter table "invoice" add constraint "invoice_special_business_check" check ("special_business" in ('CONSTRUCTION', 'FREIGHT', 'PASSENGER', 'REAL_ESTATE_SALE', 'REAL_ESTATE_LEASE', 'VEHICLE'))`,
  `alter table "invoice_line" add "deductible_amount" numeric(18,2) null`,
  `comment on column "invoice_line"."deductible_amount" is '差额征税的扣除额（含税）；全额征税的为空。'`,
];
