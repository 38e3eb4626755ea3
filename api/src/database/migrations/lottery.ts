import { Migration } from "@mikro-orm/migrations";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";

/**
 * Invoice lotteries: campaigns, entries, draws, prizes. Officers and payers touch entries and prizes of others only through
 * the functions below, each of which looks at the draw's state and at who is calling by itself.
 */
export class Lottery extends Migration {
  override up(): void {
    for (const statement of TABLES) this.addSql(statement);
    for (const statement of ALONE) this.addSql(statement);
  }
}

/** Whether the invoice of the entry `e` still has its ground for a periodic draw: in force, and its seller in good standing. */
const GROUNDED = `exists (
  select 1 from invoice i left join taxpayer s on s.id = i.seller_id
  where i.id = e.invoice_id and i.sign = 'BLUE' and i.status = 'NORMAL' and coalesce(s.status, 'NORMAL') <> 'ABNORMAL')`;

const WITHIN = (column: string) => jurisdictionSql(column, "(select sealed.caller_claim('authorityCode'))");

/** The draw of this id in this state, where the calling officer answers for it. */
const drawIn = (status: string) => `
  if not exists (
    select 1 from lottery_draw d where d.id = draw and d.status = '${status}'
      and ${WITHIN("d.authority_code")})
  then raise exception 'no draw of the caller in the state ${status}' using errcode = '42501';
  end if;`;

const definer = (signature: string, returns: string, body: string) =>
  `create function sealed.${signature} returns ${returns} language plpgsql security definer set search_path = public, pg_temp as $$ ${body} $$`;

const FUNCTIONS: readonly [signature: string, types: string, returns: string, body: string][] = [
  [
    "keep_lottery_seeds(campaign text, days date[], seeds text[])",
    "keep_lottery_seeds(text, date[], text[])",
    "void",
    `begin
       if not exists (select 1 from lottery_campaign c where c.id = campaign and ${WITHIN("c.authority_code")}) then
         raise exception 'seeds are made with a campaign of the caller' using errcode = '42501';
       end if;
       insert into lottery_seed (campaign_id, day, seed)
         select campaign, day, decode(seed, 'hex') from unnest(days, seeds) as s(day, seed);
     end`,
  ],
  [
    "close_lottery_entries(draw text)",
    "close_lottery_entries(text)",
    "integer",
    `declare closed integer;
     begin ${drawIn("COMMITTED")}
       update lottery_entry e set draw_id = draw from lottery_draw d
         where d.id = draw and e.campaign_id = d.campaign_id and e.draw_eligible and e.draw_id is null
           and e.entered_at <= d.cutoff_at and ${GROUNDED};
       get diagnostics closed = row_count;
       return closed;
     end`,
  ],
  [
    "lottery_entries(draw text, after text, most integer)",
    "lottery_entries(text, text, integer)",
    "setof text",
    `begin ${drawIn("CLOSED")}
       return query select id from lottery_entry where draw_id = draw and id collate "C" > after order by id collate "C" limit most;
     end`,
  ],
  [
    "groundless_lottery_entries(entries text[])",
    "groundless_lottery_entries(text[])",
    "setof text",
    `begin
       if sealed.caller_claim('authorityCode') is null then
         raise exception 'entries are looked at for a draw' using errcode = '42501';
       end if;
       return query select e.id from lottery_entry e where e.id = any(entries) and not ${GROUNDED};
     end`,
  ],
  [
    "award_lottery_prizes(draw text, ids text[], gross numeric[], tax numeric[], net numeric[], at timestamptz, until timestamptz)",
    "award_lottery_prizes(text, text[], numeric[], numeric[], numeric[], timestamptz, timestamptz)",
    "table (id text, taxpayer_id text)",
    `begin ${drawIn("PUBLISHED")}
       return query insert into lottery_prize as p
           (id, taxpayer_id, entry_id, campaign_id, draw_id, place, gross, tax, net, status, won_at, claim_by)
         select a.prize, e.taxpayer_id, e.id, e.campaign_id, draw, w.place, a.gross, a.tax, a.net, 'WON', at, until
         from lottery_winner w join lottery_entry e on e.id = w.entry_id
         join unnest(ids, gross, tax, net) with ordinality as a(prize, gross, tax, net, place) on a.place = w.place
         where w.draw_id = draw and not exists (select 1 from lottery_prize x where x.draw_id = draw)
         returning p.id, p.taxpayer_id;
     end`,
  ],
  [
    "free_lottery_entries(draw text)",
    "free_lottery_entries(text)",
    "void",
    `begin ${drawIn("VOIDED")} update lottery_entry set draw_id = null where draw_id = draw; end`,
  ],
  [
    "acknowledge_payout(prize text, trace text, reason text, at timestamptz)",
    "acknowledge_payout(text, text, text, timestamptz)",
    "table (taxpayer text, known boolean)",
    `declare winner text;
     begin
       if sealed.caller_claim('appId') is null or sealed.caller_claim('taxpayerId') is not null or sealed.caller_claim('authorityCode') is not null then
         raise exception 'payers alone report payments' using errcode = '42501';
       end if;
       update lottery_prize set status = case when reason is null then 'PAID' else 'PAY_FAILED' end, trace_no = trace,
         failure = reason, paid_at = case when reason is null then at end
       where id = prize and status = 'CLAIMING' returning taxpayer_id into winner;
       return query select winner, winner is not null or exists (select 1 from lottery_prize p where p.id = prize and p.trace_no = trace
         and p.status = case when reason is null then 'PAID' else 'PAY_FAILED' end);
     end`,
  ],
];

const ALONE: readonly string[] = [
  "create table lottery_seed (campaign_id text not null, day date not null, seed bytea not null, primary key (campaign_id, day))",
  "comment on table lottery_seed is 'The seed of each day of a campaign''s instant draw. Its digest is public; the seed is told after the day.'",
  "revoke all on lottery_seed from open_tax_app, open_tax_reader",
  "grant select, delete on lottery_seed to open_tax_system",
  "create table lottery_winner (draw_id text not null, place integer not null, entry_id text not null, primary key (draw_id, place), unique (draw_id, entry_id))",
  "comment on table lottery_winner is 'The entries a draw has drawn, in their order; told when the draw is published.'",
  "create index lottery_entry_pool_by_hand on lottery_entry (campaign_id, entered_at) where draw_id is null and draw_eligible",
  `create index lottery_entry_of_draw_by_hand on lottery_entry (draw_id, id collate "C") where draw_id is not null`,
  "create index lottery_prize_unclaimed_by_hand on lottery_prize (claim_by) where status = 'WON'",
  "create index lottery_prize_payouts_by_hand on lottery_prize (claimed_at, id) where status = 'CLAIMING'",
  ...FUNCTIONS.flatMap(([signature, types, returns, body]) => [
    definer(signature, returns, body),
    `revoke all on function sealed.${types} from public`,
    `grant execute on function sealed.${types} to open_tax_app`,
  ]),
];

/** The models' tables, as the comparison with the entities words them. */
const TABLES: readonly string[] = [
  'create table "lottery_campaign" ("id" text not null, "name" text not null, "authority_code" text not null, "region_code" text not null, "first_day" date not null, "last_day" date not null, "kinds" text[] not null, "industries" text[] not null, "max_invoice_age_days" int not null, "claim_window_hours" int not null, "budget" numeric(18,2) not null, "expected_entries" int not null, "rules_hash" text not null, "created_by_id" text not null, primary key ("id"))',
  `comment on table "lottery_campaign" is '发票摇奖活动。规则自公布之日起不得更改。'`,
  `comment on column "lottery_campaign"."name" is '名称。'`,
  `comment on column "lottery_campaign"."authority_code" is '主办税务机关代码。'`,
  `comment on column "lottery_campaign"."region_code" is '活动地区。'`,
  `comment on column "lottery_campaign"."first_day" is '首日。'`,
  `comment on column "lottery_campaign"."last_day" is '末日（含）。'`,
  `comment on column "lottery_campaign"."max_invoice_age_days" is '发票开具后多少日内可以参加。'`,
  `comment on column "lottery_campaign"."claim_window_hours" is '领取即开奖奖金的小时数。'`,
  `comment on column "lottery_campaign"."budget" is '奖金预算。'`,
  `comment on column "lottery_campaign"."expected_entries" is '预计参加的发票张数。'`,
  `comment on column "lottery_campaign"."rules_hash" is '规则的 SHA-256（规范 JSON），公布后不变。'`,
  'create index "lottery_campaign_authority_code_index" on "lottery_campaign" ("authority_code")',
  'create index "lottery_campaign_region_code_index" on "lottery_campaign" ("region_code")',
  'create table "lottery_draw" ("id" text not null, "number" text not null, "campaign_id" text not null, "authority_code" text not null, "status" text not null, "cutoff_at" timestamptz(3) not null, "prizes" jsonb not null, "claim_window_days" int not null, "seed_commit" text null, "committed_at" timestamptz(3) null, "committed_by_id" text null, "entries_root" text null, "entry_count" int null, "closed_at" timestamptz(3) null, "seed_reveal" text null, "drawn_at" timestamptz(3) null, "drawn_by_id" text null, "disqualified" text[] not null, "notary" text null, "notary_doc_no" text null, "notarised_at" timestamptz(3) null, "published_at" timestamptz(3) null, "void_reason" text null, "void_record_no" text null, primary key ("id"))',
  `comment on table "lottery_draw" is '定期摇奖。种子的摘要在截止前公布，参与名单的摘要在揭示种子前公布，任何人都可以据此重算结果。'`,
  `comment on column "lottery_draw"."number" is '摇奖编号，也是算法的输入，例如 DRAW-2026-Q3-330100。'`,
  `comment on column "lottery_draw"."authority_code" is '主办税务机关代码。'`,
  `comment on column "lottery_draw"."status" is '状态。'`,
  `comment on column "lottery_draw"."cutoff_at" is '截止时间。'`,
  `comment on column "lottery_draw"."claim_window_days" is '领取奖金的天数。'`,
  `comment on column "lottery_draw"."seed_commit" is '种子的 SHA-256（十六进制）。'`,
  `comment on column "lottery_draw"."committed_at" is '公布种子摘要的时间。'`,
  `comment on column "lottery_draw"."entries_root" is '参与名单的 SHA-256（十六进制）。'`,
  `comment on column "lottery_draw"."entry_count" is '参与名单的条数。'`,
  `comment on column "lottery_draw"."closed_at" is '截止、公布参与名单摘要的时间。'`,
  `comment on column "lottery_draw"."seed_reveal" is '揭示的种子（十六进制，32 字节）。'`,
  `comment on column "lottery_draw"."drawn_at" is '开奖时间。'`,
  `comment on column "lottery_draw"."notary" is '公证机构。'`,
  `comment on column "lottery_draw"."notary_doc_no" is '公证书编号。'`,
  `comment on column "lottery_draw"."notarised_at" is '公证时间。'`,
  `comment on column "lottery_draw"."published_at" is '公布时间。'`,
  `comment on column "lottery_draw"."void_reason" is '作废的原因。'`,
  `comment on column "lottery_draw"."void_record_no" is '作废时的公证记录编号；已开奖的必填。'`,
  'alter table "lottery_draw" add constraint "lottery_draw_number_unique" unique ("number")',
  'create index "lottery_draw_campaign_id_index" on "lottery_draw" ("campaign_id")',
  'create index "lottery_draw_authority_code_index" on "lottery_draw" ("authority_code")',
  'create table "lottery_entry" ("id" text not null, "taxpayer_id" text not null, "person_id" text not null, "invoice_id" text not null, "campaign_id" text not null, "invoice_digest" text not null, "entered_at" timestamptz(3) not null, "instant_result" text not null, "instant_tier" int null, "draw_eligible" boolean not null, "draw_id" text null, primary key ("id"))',
  `comment on table "lottery_entry" is '摇奖参与记录。编号随定期摇奖公布，不透露发票和个人信息。'`,
  `comment on column "lottery_entry"."invoice_digest" is '发票标识的 SHA-256（十六进制），即开奖的算法输入。'`,
  `comment on column "lottery_entry"."entered_at" is '参与时间。'`,
  `comment on column "lottery_entry"."instant_result" is '即开奖结果。'`,
  `comment on column "lottery_entry"."instant_tier" is '即开奖的奖级；未中奖为空。'`,
  `comment on column "lottery_entry"."draw_eligible" is '是否参加定期摇奖。'`,
  'create index "lottery_entry_taxpayer_id_index" on "lottery_entry" ("taxpayer_id")',
  'alter table "lottery_entry" add constraint "lottery_entry_invoice_id_unique" unique ("invoice_id")',
  'create index "lottery_entry_campaign_id_index" on "lottery_entry" ("campaign_id")',
  'create table "lottery_prize" ("id" text not null, "taxpayer_id" text not null, "entry_id" text not null, "campaign_id" text not null, "draw_id" text null, "place" int not null, "gross" numeric(18,2) not null, "tax" numeric(18,2) not null, "net" numeric(18,2) not null, "status" text not null, "won_at" timestamptz(3) not null, "claim_by" timestamptz(3) not null, "payout_method" text null, "payout_account" text null, "claimed_at" timestamptz(3) null, "paid_at" timestamptz(3) null, "trace_no" text null, "failure" text null, primary key ("id"))',
  `comment on table "lottery_prize" is '奖金。单张发票奖金超过 800 元的，全额按 20% 由支付方代扣个人所得税（财税〔2007〕34号）。'`,
  `comment on column "lottery_prize"."place" is '名次或奖级，从 1 起。'`,
  `comment on column "lottery_prize"."gross" is '奖金（税前）。'`,
  `comment on column "lottery_prize"."tax" is '代扣个人所得税。'`,
  `comment on column "lottery_prize"."net" is '实发金额。'`,
  `comment on column "lottery_prize"."status" is '状态。'`,
  `comment on column "lottery_prize"."won_at" is '中奖时间。'`,
  `comment on column "lottery_prize"."claim_by" is '须在此前领取。'`,
  `comment on column "lottery_prize"."payout_method" is '收款方式。'`,
  `comment on column "lottery_prize"."payout_account" is '收款账户。'`,
  `comment on column "lottery_prize"."claimed_at" is '领取时间。'`,
  `comment on column "lottery_prize"."paid_at" is '支付时间。'`,
  `comment on column "lottery_prize"."trace_no" is '支付流水号。'`,
  `comment on column "lottery_prize"."failure" is '支付失败的原因代码。'`,
  'create index "lottery_prize_taxpayer_id_index" on "lottery_prize" ("taxpayer_id")',
  'create index "lottery_prize_entry_id_index" on "lottery_prize" ("entry_id")',
  'create index "lottery_prize_campaign_id_index" on "lottery_prize" ("campaign_id")',
  'create index "lottery_prize_draw_id_index" on "lottery_prize" ("draw_id")',
  'create table "lottery_tier" ("lottery_campaign_id" text not null, "tier" int not null, "prize" numeric(18,2) not null, "probability" numeric(9,6) not null, "stock" int not null, "stock_left" int not null, primary key ("lottery_campaign_id", "tier"))',
  `comment on table "lottery_tier" is '即开奖的一个奖级。'`,
  `comment on column "lottery_tier"."tier" is '奖级，从 1 起。'`,
  `comment on column "lottery_tier"."prize" is '奖金。'`,
  `comment on column "lottery_tier"."probability" is '中奖概率。'`,
  `comment on column "lottery_tier"."stock" is '奖金总数。'`,
  `comment on column "lottery_tier"."stock_left" is '剩余奖金数。'`,
  `alter table "lottery_draw" add constraint "lottery_draw_status_check" check ("status" in ('PLANNED', 'COMMITTED', 'CLOSED', 'DRAWN', 'NOTARISED', 'PUBLISHED', 'VOIDED'))`,
  `alter table "lottery_entry" add constraint "lottery_entry_instant_result_check" check ("instant_result" in ('WON', 'NOT_WON', 'STOCK_EMPTY', 'NONE'))`,
  'alter table "lottery_entry" enable row level security',
  `create policy "lottery_entry_of_caller" on "lottery_entry" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "lottery_entry_for_system" on "lottery_entry" to "open_tax_system" using (true) with check (true)',
  'create policy "lottery_entry_for_reads" on "lottery_entry" for select to "open_tax_reader" using (true)',
  `alter table "lottery_prize" add constraint "lottery_prize_status_check" check ("status" in ('WON', 'CLAIMING', 'PAID', 'PAY_FAILED', 'FORFEITED', 'CANCELLED'))`,
  `alter table "lottery_prize" add constraint "lottery_prize_payout_method_check" check ("payout_method" in ('WECHAT', 'ALIPAY', 'BANK'))`,
  'alter table "lottery_prize" enable row level security',
  `create policy "lottery_prize_of_caller" on "lottery_prize" to "open_tax_app" using (taxpayer_id = (select sealed.caller_claim('taxpayerId'))) with check (taxpayer_id = (select sealed.caller_claim('taxpayerId')))`,
  'create policy "lottery_prize_for_system" on "lottery_prize" to "open_tax_system" using (true) with check (true)',
  'create policy "lottery_prize_for_reads" on "lottery_prize" for select to "open_tax_reader" using (true)',
  'alter table "lottery_tier" enable row level security',
  'create policy "lottery_tier_of_caller" on "lottery_tier" to "open_tax_app" using (exists (select 1 from lottery_campaign whole where whole.id = lottery_tier.lottery_campaign_id)) with check (exists (select 1 from lottery_campaign whole where whole.id = lottery_tier.lottery_campaign_id))',
  'create policy "lottery_tier_for_system" on "lottery_tier" to "open_tax_system" using (true) with check (true)',
  'create policy "lottery_tier_for_reads" on "lottery_tier" for select to "open_tax_reader" using (true)',
  'alter table "invoice" add "issued_as" text null',
  `comment on column "invoice"."issued_as" is '代开或收购的标记；一般发票为空。'`,
  `alter table "invoice" add constraint "invoice_issued_as_check" check ("issued_as" in ('ON_BEHALF', 'PURCHASE'))`,
];
