import { Migration } from "@mikro-orm/migrations";

/** Red-letter confirmations, deduction, bookkeeping, flags. */
export class RedInvoices extends Migration {
  override up(): void {
    for (const statement of [...TABLES, ...ALONE]) this.addSql(statement);
  }
}

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
];
