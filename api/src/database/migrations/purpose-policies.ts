import { Migration } from "@mikro-orm/migrations";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";

/** The purpose of a consent in the row policies of invoices; published law and draws written by officers alone. */
export class PurposePolicies extends Migration {
  override up(): void {
    for (const statement of [...POLICIES, ...PUBLISHED, ...WINNERS]) this.addSql(statement);
  }

  override down(): void {
    this.addSql("drop policy lottery_winner_of_officers on lottery_winner");
    this.addSql("drop policy lottery_winner_for_system on lottery_winner");
    this.addSql("drop policy lottery_winner_for_reads on lottery_winner");
    this.addSql("alter table lottery_winner disable row level security");
    this.addSql("grant select, insert, update, delete on lottery_winner to open_tax_app");
    for (const table of KEPT_BY_OFFICERS) this.addSql(`drop trigger ${table}_officers_by_hand on ${table}`);
    this.addSql("drop function sealed.officers_alone()");
  }
}

const TAXPAYER = "(select sealed.caller_claim('taxpayerId'))";
const PURPOSE = "coalesce((select sealed.caller_claim('purpose')), '')";

/** A side of an invoice is the caller's, unless under one of these purposes. */
const side = (column: string, without: string) =>
  `(${column} = ${TAXPAYER} and not (${PURPOSE} in (${without})))`;

const INVOICES = `${side("seller_id", "'EXPENSE', 'CREDIT_ASSESSMENT'")} or ${side("buyer_id", "'INVOICING', 'CREDIT_ASSESSMENT'")}`;
const REQUESTS = side("seller_id", "'EXPENSE', 'CREDIT_ASSESSMENT'");

/** As the comparison with the entities words them. */
const POLICIES: readonly string[] = [
  'drop policy "invoice_of_caller" on "invoice"',
  `create policy "invoice_of_caller" on "invoice" to "open_tax_app" using (${INVOICES}) with check (${INVOICES})`,
  'drop policy "invoice_request_of_caller" on "invoice_request"',
  `create policy "invoice_request_of_caller" on "invoice_request" to "open_tax_app" using (${REQUESTS}) with check (${REQUESTS})`,
];

/** Everybody reads them; of callers only officers write them. */
const KEPT_BY_OFFICERS = [
  "rule_version",
  "holiday_arrangement",
  "deadline_override",
  "lottery_campaign",
  "lottery_draw",
] as const;

/** What belongs to no taxpayer has no policy, so that a trigger says who may write it. */
const PUBLISHED: readonly string[] = [
  `create function sealed.officers_alone() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
   begin
     if current_user = 'open_tax_app' and sealed.caller_claim('authorityCode') is null then
       raise exception 'officers alone write %', tg_table_name using errcode = '42501';
     end if;
     return null;
   end $$`,
  ...KEPT_BY_OFFICERS.map(
    (table) =>
      `create trigger ${table}_officers_by_hand before insert or update or delete on ${table} for each statement execute function sealed.officers_alone()`,
  ),
];

/** Who was drawn is added by the officer whose draw it is, and told by what reads the published draw. */
const WINNERS: readonly string[] = [
  "alter table lottery_winner enable row level security",
  `create policy lottery_winner_of_officers on lottery_winner for insert to open_tax_app with check (exists (
     select 1 from lottery_draw d where d.id = draw_id and d.status = 'CLOSED'
       and ${jurisdictionSql("d.authority_code", "(select sealed.caller_claim('authorityCode'))")}))`,
  "create policy lottery_winner_for_system on lottery_winner to open_tax_system using (true) with check (true)",
  "create policy lottery_winner_for_reads on lottery_winner for select to open_tax_reader using (true)",
  "revoke all on lottery_winner from open_tax_app",
  "grant insert on lottery_winner to open_tax_app",
  "grant select, insert, update, delete on lottery_winner to open_tax_system",
];
