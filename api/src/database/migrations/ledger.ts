import { Migration } from "@mikro-orm/migrations";

/**
 * The access ledger. Entries are appended through `ledger.record_access` alone and never change; a link of the day's chain, made
 * afterwards, stands in a table of its own. What waits for its link is a queue that fills with the entry's own transaction,
 * so that the order is that of visibility and nothing can be passed over.
 */
export class Ledger extends Migration {
  override up(): void {
    for (const statement of [...ENTRIES, ...CHAIN, ...APPEND, ...DISPUTES, ...RETENTION, ...RIGHTS])
      this.addSql(statement);
  }
}

const ENTRIES: readonly string[] = [
  "create schema ledger",
  "grant usage on schema ledger to open_tax_app, open_tax_system",
  "drop index audit_entry_app",
  "drop index audit_entry_taxpayer",
  `alter table audit_entry
     alter column at type timestamptz(3),
     alter column event drop not null,
     alter column args_hash drop not null,
     add column kind text not null default 'WRITE',
     add column operation text,
     add column operation_name text,
     add column document_hash text,
     add column fields_hash text,
     add column purpose text,
     add column post_id text,
     add column authority_code text,
     add column case_no text,
     add column address text,
     add column items int`,
  "alter table audit_entry alter column kind drop default",
  `alter table audit_entry add constraint "audit_entry_kind_check" check ("kind" in ('READ', 'WRITE', 'SIGN_IN', 'ADMIN'))`,
  "comment on table audit_entry is '访问记录：每一次触及纳税人的读取或办理，无论完成还是被拒绝，都留下一条；只有名称和摘要，没有数据本身。'",
  ...Object.entries({
    at: "时间（真实时间）。",
    kind: "种类。",
    event: "办理或平台事件的代码，例如 CONSENT_REVOKED；读取为空。",
    operation: "操作，即 GraphQL 的根字段；平台事件为空。",
    operation_name: "应用给文档中操作起的名称。",
    document_hash: "文档的 SHA-256。",
    outcome: "结果：DONE、REPLAYED、SUBSCRIBED、ENDED，部分完成为 PARTIAL 加代码，其余为拒绝代码。",
    purpose: "授权目的代码。",
    app_id: "应用。",
    release_id: "应用的版本。",
    consent_id: "依据的授权。",
    case_no: "税务人员所办案件的编号。",
    address: "网络地址，已脱敏。",
    items: "订阅期间推送的条数。",
    request_id: "请求编号。",
    args_hash: "参数的加盐摘要。",
  }).map(([column, comment]) => `comment on column "audit_entry"."${column}" is '${comment}'`),
  // Newest first for a taxpayer, whole or by app or consent: each a keyset walk of one index.
  "create index audit_entry_taxpayer_by_hand on audit_entry (taxpayer_id, at desc, id desc)",
  "create index audit_entry_app_by_hand on audit_entry (taxpayer_id, app_id, at desc, id desc)",
  "create index audit_entry_consent_by_hand on audit_entry (consent_id, at desc, id desc) where consent_id is not null",
  "create table ledger_fields (hash text primary key, fields text[] not null)",
  "comment on table ledger_fields is 'Sets of fields by their SHA-256, so that an entry names a set by its hash alone; a row never changes.'",
];

const CHAIN: readonly string[] = [
  "create table ledger_pending (entry_id text not null)",
  "comment on table ledger_pending is 'Entries that wait for their link.'",
  `create table ledger_link (
     day date not null,
     seq int not null,
     entry_id text not null,
     digest bytea not null,
     hash bytea not null,
     primary key (day, seq)
   )`,
  "create unique index ledger_link_entry on ledger_link (entry_id)",
  "comment on table ledger_link is 'The chain: hash = SHA-256(hash before || digest), digest = SHA-256(canonical entry). Links outlive their entries.'",
  `create table "ledger_checkpoint" ("id" text not null, "day" date not null, "seq" int not null, "hash" text not null, "at" timestamptz(3) not null, "jws" text not null, primary key ("id"))`,
  `comment on table "ledger_checkpoint" is '访问记录的检查点：平台对链上一点的签名。'`,
  `comment on column "ledger_checkpoint"."day" is '哪一天的链（北京时间）。'`,
  `comment on column "ledger_checkpoint"."seq" is '链上的序号，从 1 起。'`,
  `comment on column "ledger_checkpoint"."hash" is '该处的链值（十六进制 SHA-256）。'`,
  `comment on column "ledger_checkpoint"."at" is '签名时间。'`,
  `comment on column "ledger_checkpoint"."jws" is '签名（JWS，ES256），用公布的公钥即可验证。'`,
  "create unique index ledger_checkpoint_place_by_hand on ledger_checkpoint (day, seq)",
];

const SALT = (call: string) => `decode(replace(${call} || ${call} || ${call} || ${call}, '-', ''), 'hex')`;

/**
 * Arguments have little entropy – an invoice number, an amount – so that a bare hash in an export could be guessed. Each
 * environment has a secret of its own that no role may read; the entry holds HMAC-SHA-256 under it.
 */
const APPEND: readonly string[] = [
  'create table ledger_secret ("inner" bytea not null, "outer" bytea not null)',
  "comment on table ledger_secret is 'The secret of args_hash, as HMAC pads. One row; read by ledger.record_access alone.'",
  `do $$
   declare
     key bytea := ${SALT("gen_random_uuid()::text")};
     i bytea := key; o bytea := key;
   begin
     for at in 0..63 loop
       i := set_byte(i, at, get_byte(key, at) # 54);
       o := set_byte(o, at, get_byte(key, at) # 92);
     end loop;
     insert into ledger_secret values (i, o);
   end $$`,
  `create function ledger.record_access(entries jsonb) returns void
   language plpgsql security definer set search_path = public, pg_temp as $$
   begin
     with written as (
       insert into audit_entry (id, at, environment, kind, event, operation, operation_name, document_hash, outcome, fields_hash,
         caller_kind, app_id, release_id, consent_id, person_id, post_id, authority_code, case_no, purpose, taxpayer_id, address,
         items, args_hash, request_id)
       select e.id, clock_timestamp(), e.environment, e.kind, e.event, e.operation, e."operationName", e."documentHash", e.outcome, e."fieldsHash",
         e."callerKind", e."appId", e."releaseId", e."consentId", e."personId", e."postId", e."authorityCode", e."caseNo", e.purpose, e."taxpayerId", e.address,
         e.items, encode(sha256(s."outer" || sha256(s."inner" || decode(e."argsHash", 'hex'))), 'hex'), e."requestId"
       from jsonb_to_recordset(entries) as e(id text, environment text, kind text, event text, operation text, "operationName" text,
         "documentHash" text, outcome text, "fieldsHash" text, "callerKind" text, "appId" text, "releaseId" text, "consentId" text,
         "personId" text, "postId" text, "authorityCode" text, "caseNo" text, purpose text, "taxpayerId" text, address text, items int,
         "argsHash" text, "requestId" text), ledger_secret s
       returning id)
     insert into ledger_pending select id from written;
   end $$`,
  "insert into ledger_pending select id from audit_entry order by id",
];

/** “This was not me”: the table as the comparison with the entity words it. */
const DISPUTES: readonly string[] = [
  `create table "access_dispute" ("id" text not null, "case_no" text not null, "entry_id" text not null, "consent_id" text null, "taxpayer_id" text not null, "raised_by_id" text null, "note" text null, "status" text not null, "opened_at" timestamptz(3) not null, "closed_at" timestamptz(3) null, primary key ("id"))`,
  `comment on table "access_dispute" is '对一次访问的异议（“这不是我”）。'`,
  `comment on column "access_dispute"."case_no" is '异议编号。'`,
  `comment on column "access_dispute"."entry_id" is '有异议的访问记录。'`,
  `comment on column "access_dispute"."consent_id" is '因此暂停的授权；不依据授权的访问为空。'`,
  `comment on column "access_dispute"."note" is '说明。'`,
  `comment on column "access_dispute"."status" is '状态。'`,
  `comment on column "access_dispute"."opened_at" is '提出时间。'`,
  `comment on column "access_dispute"."closed_at" is '办结时间。'`,
  `alter table "access_dispute" add constraint "access_dispute_case_no_unique" unique ("case_no")`,
  `alter table "access_dispute" add constraint "access_dispute_entry_id_unique" unique ("entry_id")`,
  `create index "access_dispute_taxpayer_id_index" on "access_dispute" ("taxpayer_id")`,
  `alter table "access_dispute" add constraint "access_dispute_status_check" check ("status" in ('OPEN'))`,
];

/** What the law keeps longer, and that it takes two to delete anything, is held here, beneath every program. */
const RETENTION: readonly string[] = [
  `create table ledger_removal (
     id text primary key,
     before date not null,
     proposed_by text not null,
     proposed_at timestamptz not null default now(),
     confirmed_by text,
     confirmed_at timestamptz,
     removed int,
     check (confirmed_by is distinct from proposed_by)
   )`,
  "comment on table ledger_removal is 'Removals of old entries: proposed by one, confirmed by another. Links stay.'",
  `create function ledger.keep_years(event text) returns int language sql immutable as $$
     select case when event ~ '(RETURN|FILING|FILED|PAYMENT|PAID|REFUND|INVOICE|LOTTERY|PRIZE)' then 10 else 3 end
   $$`,
  // What the worker proposed has no person behind it yet: one takes it up, another confirms.
  `create function ledger.take_up_removal(removal text, by_whom text) returns void
   language sql security definer set search_path = public, pg_temp as $$
     update ledger_removal set proposed_by = by_whom, proposed_at = clock_timestamp()
     where id = removal and proposed_by = 'worker' and confirmed_by is null
   $$`,
  `create function ledger.remove_entries(removal text, by_whom text) returns int
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     proposed ledger_removal; today date := (clock_timestamp() at time zone 'Asia/Shanghai')::date; done int;
   begin
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
];

const RIGHTS: readonly string[] = [
  "revoke all on audit_entry, ledger_fields, ledger_pending, ledger_link, ledger_checkpoint, ledger_secret, ledger_removal from open_tax_app",
  "revoke all on ledger_pending, ledger_secret from open_tax_reader",
  "grant select on audit_entry to open_tax_system",
  "grant select, insert on ledger_fields, ledger_link, ledger_checkpoint, ledger_removal to open_tax_system",
  "grant select, delete on ledger_pending to open_tax_system",
  "revoke all on function ledger.record_access(jsonb), ledger.take_up_removal(text, text), ledger.remove_entries(text, text) from public",
  "grant execute on function ledger.record_access(jsonb) to open_tax_app, open_tax_system",
  "grant execute on function ledger.take_up_removal(text, text), ledger.remove_entries(text, text) to open_tax_system",
  "grant select (id, metadata, name_en) on oauth_client to open_tax_reader",
];
