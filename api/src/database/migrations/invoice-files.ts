import { Migration } from "@mikro-orm/migrations";

/** The signed originals of invoices, and for whom which invoice was verified. */
export class InvoiceFiles extends Migration {
  override up(): void {
    for (const statement of [...ORIGINALS, ...VERIFIERS]) this.addSql(statement);
  }

  override down(): void {
    this.addSql("drop function tell_verifiers(text[])");
    this.addSql("drop table invoice_verifier");
    this.addSql("drop table invoice_original");
  }
}

/** The platform alone reads originals and adds them; nobody changes one. */
const ORIGINALS: readonly string[] = [
  `create table invoice_original (
     invoice_id text primary key,
     xml bytea not null,
     digest text not null,
     kid text not null,
     made_at timestamptz(3) not null default clock_timestamp()
   )`,
  "comment on table invoice_original is '发票的签名原件（XML），一张一份，只增不改。'",
  "comment on column invoice_original.xml is '签名后的 XML 文件原字节，以 deflate 压缩。'",
  "comment on column invoice_original.digest is '被签名内容的 SHA-256（base64）。'",
  "comment on column invoice_original.kid is '签名密钥的编号。'",
  "alter table invoice_original alter column xml set storage external",
  "revoke all on invoice_original from open_tax_app, open_tax_reader",
  "grant select, insert on invoice_original to open_tax_system",
];

/** Whose it is: the taxpayer for whom an app verified. Events about it are told by a function, for whoever changes an invoice sees no rows of others. */
const VERIFIERS: readonly string[] = [
  `create table invoice_verifier (
     invoice_id text not null,
     taxpayer_id text not null,
     app_id text not null,
     verified_at timestamptz(3) not null default clock_timestamp(),
     primary key (invoice_id, taxpayer_id, app_id)
   )`,
  "comment on table invoice_verifier is '应用为其客户查验过的发票；90 天内发票状态变化时通知。'",
  "comment on column invoice_verifier.verified_at is '最近一次查验一致的时间（真实时间）。'",
  "create index invoice_verifier_verified_at on invoice_verifier (verified_at)",
  "alter table invoice_verifier enable row level security",
  "create policy invoice_verifier_of_caller on invoice_verifier to open_tax_app using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))",
  "create policy invoice_verifier_for_system on invoice_verifier to open_tax_system using (true) with check (true)",
  "revoke all on invoice_verifier from open_tax_app, open_tax_reader",
  "grant select, insert, update on invoice_verifier to open_tax_app",
  "grant select, insert, update, delete on invoice_verifier to open_tax_system",
  `create function tell_verifiers(ids text[]) returns void
   language sql security definer set search_path = public, pg_temp as $$
     insert into outbox_event (id, type, taxpayer_id, subject, data, schema_version)
     select 'evt_' || gen_random_uuid(), 'invoice.status_changed', v.taxpayer_id, i.id,
            jsonb_build_object('status', i.status, 'redStatus', i.red_status, 'verifiedBy', v.app_id), 1
     from invoice i join invoice_verifier v on v.invoice_id = i.id
     where i.id = any(ids) and v.verified_at > clock_timestamp() - interval '90 days'
       and v.taxpayer_id is distinct from i.seller_id and v.taxpayer_id is distinct from i.buyer_id
     order by i.id, v.taxpayer_id, v.app_id
   $$`,
  "revoke all on function tell_verifiers(text[]) from public",
  "grant execute on function tell_verifiers(text[]) to open_tax_app, open_tax_system",
];
