import { Migration } from "@mikro-orm/migrations";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";

/**
 * Red-letter confirmations, deduction, bookkeeping, flags. An officer flags an invoice, which is no row of an officer's,
 * through functions that look at who is calling by themselves, so that a flag is part of the transaction of its write.
 */
export class RedInvoices extends Migration {
  override up(): void {
    for (const statement of [...TABLES, ...ALONE, ...FLAGS]) this.addSql(statement);
  }
}

const CALLING = "(select sealed.caller_claim('authorityCode'))";
/** The seller `t` lies in the calling officer's area. */
const IN_AREA = jurisdictionSql("t.authority_code", CALLING);

const FLAGS: readonly string[] = [
  `create function sealed.invoice_to_flag(invoice_id text)
   returns table (seller_id text, buyer_id text, status text)
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     return query select i.seller_id, i.buyer_id, i.status from invoice i join taxpayer t on t.id = i.seller_id
       where i.id = invoice_id and ${IN_AREA} for update of i;
   end $$`,
  `create function sealed.flag_invoice(flag_id text, flagged text, act text, case_number text, why text, post text, at timestamptz)
   returns text language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     officer text := sealed.caller_claim('personId');
     before text;
     after text;
   begin
     if not exists (select from officer_post p where p.id = post and p.person_id = officer and p.ended_at is null
         and p.authority_code = ${CALLING} and p.level <> 'STATION' and 'officer:invoice' = any(p.scopes))
     then raise exception 'a county or above flags invoices' using errcode = '42501';
     end if;
     select i.status, case when act = 'FLAG' then 'ABNORMAL' when i.red_status = 'NONE' then 'NORMAL'
         when i.red_status = 'PARTIAL' then 'PARTLY_RED' else 'FULLY_RED' end into before, after
       from invoice i join taxpayer t on t.id = i.seller_id join work_item w on w.number = case_number and w.taxpayer_id = t.id
       where i.id = flagged and ${IN_AREA} and ${jurisdictionSql("w.authority_code", CALLING)} for update of i;
     if before is null or not (act = 'FLAG' and before in ('NORMAL', 'PARTLY_RED') or act = 'LIFT' and before = 'ABNORMAL')
     then raise exception 'no invoice of the caller that may be flagged so' using errcode = '42501';
     end if;
     update invoice set status = after where id = flagged;
     insert into invoice_flag (id, invoice_id, action, status_before, status_after, case_no, reason, authority_code, officer_id, post_id, at)
       values (flag_id, flagged, act, before, after, case_number, why, ${CALLING}, officer, post, at);
     return after;
   end $$`,
  "revoke all on function sealed.invoice_to_flag(text), sealed.flag_invoice(text, text, text, text, text, text, timestamptz) from public",
  "grant execute on function sealed.invoice_to_flag(text), sealed.flag_invoice(text, text, text, text, text, text, timestamptz) to open_tax_app",
  "revoke delete on flag_proposal from open_tax_app",
];

/** Tables without a model. What an invoice is used for is the buyer's; the history of flags is the platform's alone. */
const ALONE: readonly string[] = [
  "create index red_confirmation_waiting_by_hand on red_confirmation (expires_at) where state in ('AWAITING_BUYER', 'AWAITING_SELLER')",
  `alter table red_confirmation add constraint red_confirmation_state_by_hand check (state in ('NOT_REQUIRED',
     'AWAITING_BUYER', 'AWAITING_SELLER', 'CONFIRMED', 'DENIED_BY_BUYER', 'DENIED_BY_SELLER', 'EXPIRED', 'WITHDRAWN', 'WITHDRAWN_CONFIRMED'))`,
  "create unique index red_confirmation_issued_by_hand on red_confirmation (red_invoice_id) where red_invoice_id is not null",
  `create table usage_item (
     invoice_id text primary key,
     taxpayer_id text not null,
     period text not null,
     usage text not null check (usage in ('DEDUCT', 'NOT_DEDUCT', 'EXPORT_REFUND', 'TRANSFER')),
     amount numeric(18,2) not null,
     tax numeric(18,2) not null
   )`,
  "comment on table usage_item is '购方为进项发票选择的用途，及当时可用的金额和税额。'",
  "create index usage_item_period on usage_item (taxpayer_id, period)",
  "alter table usage_item enable row level security",
  "create policy usage_item_of_caller on usage_item to open_tax_app using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))",
  "create policy usage_item_for_system on usage_item to open_tax_system using (true) with check (true)",
  "create policy usage_item_for_reads on usage_item for select to open_tax_reader using (true)",
  "grant select, insert, update, delete on usage_item to open_tax_app, open_tax_system",
  "grant select on usage_item to open_tax_reader",
  `create table invoice_flag (
     id text primary key,
     invoice_id text not null,
     action text not null check (action in ('FLAG', 'LIFT')),
     status_before text not null,
     status_after text not null,
     case_no text not null,
     reason text not null,
     authority_code text not null,
     officer_id text not null,
     post_id text not null,
     at timestamptz(3) not null
   )`,
  "comment on table invoice_flag is '异常凭证的列入与解除，每次一行，不改不删。'",
  "create index invoice_flag_invoice on invoice_flag (invoice_id, at)",
  "revoke all on invoice_flag from open_tax_app, open_tax_reader",
  "grant select, insert on invoice_flag to open_tax_system",
];

/** What `rowPolicies` says of rows that go by jurisdiction. */
const WITHIN = jurisdictionSql("authority_code", CALLING);

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  `create table "red_confirmation" ("id" text not null, "no" text not null, "seller_id" text not null, "buyer_id" text null, "blue_invoice_id" text not null, "blue_issued_on" date not null, "initiator" text not null, "reason" text not null, "red_lines" jsonb not null, "amount" numeric(18,2) not null, "tax_amount" numeric(18,2) not null, "state" text not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) null, "confirmed_at" timestamptz(3) null, "ended_at" timestamptz(3) null, "red_invoice_id" text null, "transfer_period" text null, "restore_period" text null, primary key ("id"))`,
  `comment on table "red_confirmation" is '红字发票信息确认单。购销双方各自可见。'`,
  `comment on column "red_confirmation"."no" is '确认单编号，20 位。'`,
  `comment on column "red_confirmation"."blue_issued_on" is '蓝字发票的开票日期。'`,
  `comment on column "red_confirmation"."initiator" is '发起方。'`,
  `comment on column "red_confirmation"."reason" is '红冲原因。'`,
  `comment on column "red_confirmation"."amount" is '红字不含税金额合计（负数）。'`,
  `comment on column "red_confirmation"."tax_amount" is '红字税额合计（负数）。'`,
  `comment on column "red_confirmation"."created_at" is '发起时间。'`,
  `comment on column "red_confirmation"."expires_at" is '须在此前确认；无需确认的为空。'`,
  `comment on column "red_confirmation"."confirmed_at" is '双方确认的时间。'`,
  `comment on column "red_confirmation"."ended_at" is '作废的时间。'`,
  `comment on column "red_confirmation"."transfer_period" is '购方须在此所属期转出进项税额，例如 2026-11；未抵扣的为空。'`,
  `comment on column "red_confirmation"."restore_period" is '确认后撤销的，购方在此所属期恢复抵扣。'`,
  `alter table "red_confirmation" add constraint "red_confirmation_no_unique" unique ("no")`,
  `create index "red_confirmation_blue_invoice_id_index" on "red_confirmation" ("blue_invoice_id")`,
  `create index "red_confirmation_buyer_id_created_at_id_index" on "red_confirmation" ("buyer_id", "created_at", "id")`,
  `create index "red_confirmation_seller_id_created_at_id_index" on "red_confirmation" ("seller_id", "created_at", "id")`,
  `create table "usage_confirmation" ("id" text not null, "taxpayer_id" text not null, "period" text not null, "count" int not null, "amount" numeric(18,2) not null, "tax" numeric(18,2) not null, "status" text not null, "confirmed_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "locked_at" timestamptz(3) null, primary key ("id"))`,
  `comment on table "usage_confirmation" is '一个所属期的用途确认（抵扣统计）。'`,
  `comment on column "usage_confirmation"."period" is '所属期，例如 2026-11。'`,
  `comment on column "usage_confirmation"."count" is '抵扣的发票张数。'`,
  `comment on column "usage_confirmation"."amount" is '抵扣的不含税金额合计。'`,
  `comment on column "usage_confirmation"."tax" is '抵扣的税额合计。'`,
  `comment on column "usage_confirmation"."status" is '状态。'`,
  `comment on column "usage_confirmation"."confirmed_at" is '确认时间。'`,
  `comment on column "usage_confirmation"."revoked_at" is '撤销时间。'`,
  `comment on column "usage_confirmation"."locked_at" is '已申报而锁定的时间。'`,
  `alter table "usage_confirmation" add constraint "usage_confirmation_taxpayer_id_period_unique" unique ("taxpayer_id", "period")`,
  `alter table "invoice_line" add "blue_line" int null`,
  `comment on column "invoice_line"."blue_line" is '红字发票的行：所冲蓝字发票的行号。'`,
  `alter table "red_confirmation" add constraint "red_confirmation_initiator_check" check ("initiator" in ('SELLER', 'BUYER'))`,
  `alter table "red_confirmation" add constraint "red_confirmation_reason_check" check ("reason" in ('ISSUED_IN_ERROR', 'GOODS_RETURNED', 'SERVICE_ENDED', 'SALES_ALLOWANCE'))`,
  `alter table "red_confirmation" enable row level security`,
  `create policy "red_confirmation_of_caller" on "red_confirmation" to "open_tax_app" using (seller_id = (select sealed.caller_claim('taxpayerId')) or buyer_id = (select sealed.caller_claim('taxpayerId'))) with check (seller_id = (select sealed.caller_claim('taxpayerId')) or buyer_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "red_confirmation_for_system" on "red_confirmation" to "open_tax_system" using (true) with check (true)`,
  `create policy "red_confirmation_for_reads" on "red_confirmation" for select to "open_tax_reader" using (true)`,
  `alter table "usage_confirmation" add constraint "usage_confirmation_status_check" check ("status" in ('OPEN', 'CONFIRMED', 'REVOKED'))`,
  `alter table "usage_confirmation" enable row level security`,
  `create policy "usage_confirmation_of_caller" on "usage_confirmation" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "usage_confirmation_for_system" on "usage_confirmation" to "open_tax_system" using (true) with check (true)`,
  `create policy "usage_confirmation_for_reads" on "usage_confirmation" for select to "open_tax_reader" using (true)`,
  'create table "flag_proposal" ("id" text not null, "invoice_id" text not null, "action" text not null, "taxpayer_id" text not null, "case_no" text not null, "reason" text not null, "authority_code" text not null, "requested_by_id" text not null, "post_id" text not null, "status" text not null, "requested_at" timestamptz(3) not null, "decide_by" timestamptz(3) not null, "decided_by_id" text null, "decided_at" timestamptz(3) null, primary key ("id"))',
  `comment on table "flag_proposal" is '税务所提出的列为或解除异常凭证，由上级在 72 小时内决定。'`,
  `comment on column "flag_proposal"."invoice_id" is '发票。'`,
  `comment on column "flag_proposal"."action" is '列为或解除。'`,
  `comment on column "flag_proposal"."case_no" is '案件编号。'`,
  `comment on column "flag_proposal"."reason" is '理由。'`,
  `comment on column "flag_proposal"."authority_code" is '提出的税务机关。'`,
  `comment on column "flag_proposal"."status" is '状态。'`,
  `comment on column "flag_proposal"."requested_at" is '提出时间。'`,
  `comment on column "flag_proposal"."decide_by" is '须在此前决定。'`,
  `comment on column "flag_proposal"."decided_at" is '决定时间。'`,
  'create index "flag_proposal_authority_code_index" on "flag_proposal" ("authority_code")',
  `alter table "flag_proposal" add constraint "flag_proposal_action_check" check ("action" in ('FLAG', 'LIFT'))`,
  `alter table "flag_proposal" add constraint "flag_proposal_status_check" check ("status" in ('PENDING', 'APPROVED', 'REFUSED', 'LAPSED'))`,
  'alter table "flag_proposal" enable row level security',
  `create policy "flag_proposal_of_caller" on "flag_proposal" to "open_tax_app" using (${WITHIN}) with check (${WITHIN})`,
  'create policy "flag_proposal_for_system" on "flag_proposal" to "open_tax_system" using (true) with check (true)',
  'create policy "flag_proposal_for_reads" on "flag_proposal" for select to "open_tax_reader" using (true)',
];
