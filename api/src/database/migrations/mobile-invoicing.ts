import { Migration } from "@mikro-orm/migrations";

/**
 * Invoices asked for by scanning a code; devices. A buyer is nobody's caller: the one thing that can be done without signing
 * in goes through a function, which asks for the token itself and for a request that is open.
 */
export class MobileInvoicing extends Migration {
  override up(): void {
    for (const statement of [...TABLES, ...ALONE]) this.addSql(statement);
  }
}

const ALONE: readonly string[] = [
  `alter table invoice_request add constraint invoice_request_state_by_hand check (state in ('CREATED', 'FILLED', 'ISSUING',
     'ISSUED', 'FAILED', 'EXPIRED', 'CANCELLED'))`,
  "alter table invoice_request add constraint invoice_request_issued_by_hand check ((state = 'ISSUED') = (invoice_id is not null))",
  "create unique index invoice_request_invoice_by_hand on invoice_request (invoice_id) where invoice_id is not null",
  "create index invoice_request_open_by_hand on invoice_request (expires_at) where state in ('CREATED', 'FILLED')",
  "create index invoice_request_filled_by_hand on invoice_request (filled_at) where header is not null",
  `create function sealed.fill_invoice_request(token text, header jsonb, email text, mobile text, at timestamptz, notice_id text)
     returns table (id text, seller_id text, replaced boolean)
   language sql security definer set search_path = public, pg_temp as $$
     with filled as (
       update invoice_request r set state = 'FILLED', header = $2, buyer_email = $3, buyer_mobile = $4, filled_at = $5
       from (select i.id, i.filled_at from invoice_request i
             where i.token_hash = encode(sha256(convert_to($1, 'UTF8')), 'hex') for update) was
       where r.id = was.id and r.state in ('CREATED', 'FILLED') and r.expires_at > $5
       returning r.id, r.seller_id, was.filled_at is not null as replaced
     ), told as (
       insert into notice (id, at, taxpayer_id, kind, about, zh, en)
       select $6, $5, f.seller_id, 'INVOICE_REQUEST_FILLED', f.id,
         case when f.replaced then '购方修改了一个开票申请的抬头，请核对后开具' else '购方填写了一个开票申请的抬头，请核对后开具' end,
         case when f.replaced then 'The buyer changed the header of an invoice request; check it and issue.'
           else 'The buyer filled in the header of an invoice request; check it and issue.' end
       from filled f
     )
     select f.id, f.seller_id, f.replaced from filled f
   $$`,
  "revoke all on function sealed.fill_invoice_request(text, jsonb, text, text, timestamptz, text) from public",
  "grant execute on function sealed.fill_invoice_request(text, jsonb, text, text, timestamptz, text) to open_tax_app",
  "create unlogged table invoice_public_use (what text not null, holder text not null, since timestamptz not null, times integer not null, primary key (what, holder))",
  "comment on table invoice_public_use is 'How often an address, or an app, did in the current minute what needs no sign-in.'",
  "create index invoice_public_use_since on invoice_public_use (since)",
  "revoke all on invoice_public_use from open_tax_app, open_tax_reader",
  "grant select, insert, update, delete on invoice_public_use to open_tax_system",
  `create function searchable_name(name text) returns text language sql immutable strict parallel safe as $$
     select regexp_replace(translate(btrim(normalize($1, NFC)), '()', '（）'), '\\s+', ' ', 'g')
   $$`,
  "create index taxpayer_searchable_name_by_hand on taxpayer (searchable_name(name) text_pattern_ops) where kind = 'ENTERPRISE'",
];

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  `create table "device" ("id" text not null, "person_id" text not null, "name" text not null, "push_token" text null, "bound" boolean not null, "bound_at" timestamptz(3) not null, "last_face_at" timestamptz(3) null, "face_spent_at" timestamptz(3) null, primary key ("id"))`,
  `comment on table "device" is '开票员绑定的移动设备。只记录最近一次身份核验的时间，不保存任何生物特征。'`,
  `comment on column "device"."name" is '设备名称。'`,
  `comment on column "device"."bound" is '是否绑定中。'`,
  `comment on column "device"."bound_at" is '绑定时间。'`,
  `comment on column "device"."last_face_at" is '最近一次身份核验的时间。'`,
  `create index "device_person_id_index" on "device" ("person_id")`,
  `create table "invoice_request" ("id" text not null, "seller_id" text not null, "app_id" text null, "token_hash" text not null, "state" text not null, "kind" text not null, "amount_incl_tax" numeric(18,2) not null, "order_ref" text null, "order_lines" jsonb not null, "sold_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "filled_at" timestamptz(3) null, "ended_at" timestamptz(3) null, "header" jsonb null, "buyer_email" text null, "buyer_mobile" text null, "invoice_id" text null, "failure" jsonb null, primary key ("id"))`,
  `comment on table "invoice_request" is '开票申请：销方为一笔销售生成二维码，购方扫码填写抬头，销方据以开具。'`,
  `comment on column "invoice_request"."kind" is '发票种类。'`,
  `comment on column "invoice_request"."amount_incl_tax" is '含税总额。'`,
  `comment on column "invoice_request"."order_ref" is '商户订单号。'`,
  `comment on column "invoice_request"."sold_at" is '销售时间。'`,
  `comment on column "invoice_request"."created_at" is '生成时间。'`,
  `comment on column "invoice_request"."expires_at" is '失效时间（自此刻起失效）。'`,
  `comment on column "invoice_request"."filled_at" is '最近一次填写抬头的时间。'`,
  `comment on column "invoice_request"."ended_at" is '开具、失败、取消的时间。'`,
  `alter table "invoice_request" add constraint "invoice_request_token_hash_unique" unique ("token_hash")`,
  `create index "invoice_request_seller_id_created_at_id_index" on "invoice_request" ("seller_id", "created_at", "id")`,
  `alter table "device" enable row level security`,
  `create policy "device_of_caller" on "device" to "open_tax_app" using (person_id = (select sealed.caller_claim('personId'))) with check (person_id = (select sealed.caller_claim('personId')))`,
  `create policy "device_for_system" on "device" to "open_tax_system" using (true) with check (true)`,
  `create policy "device_for_reads" on "device" for select to "open_tax_reader" using (true)`,
  `alter table "invoice_request" add constraint "invoice_request_kind_check" check ("kind" in ('VAT_SPECIAL_PAPER', 'VAT_SPECIAL_ELECTRONIC', 'VAT_PLAIN_PAPER', 'VAT_PLAIN_ROLL', 'VAT_PLAIN_ELECTRONIC', 'TOLL_ELECTRONIC', 'MOTOR_VEHICLE', 'USED_VEHICLE', 'DIGITAL_SPECIAL', 'DIGITAL_PLAIN', 'DIGITAL_RAIL', 'DIGITAL_AIR', 'DIGITAL_VEHICLE', 'DIGITAL_USED_VEHICLE', 'DIGITAL_PAPER_SPECIAL', 'DIGITAL_PAPER_PLAIN'))`,
  `alter table "invoice_request" enable row level security`,
  `create policy "invoice_request_of_caller" on "invoice_request" to "open_tax_app" using (seller_id = (select sealed.caller_claim('taxpayerId'))) with check (seller_id = (select sealed.caller_claim('taxpayerId')))`,
  `create policy "invoice_request_for_system" on "invoice_request" to "open_tax_system" using (true) with check (true)`,
  `create policy "invoice_request_for_reads" on "invoice_request" for select to "open_tax_reader" using (true)`,
];
