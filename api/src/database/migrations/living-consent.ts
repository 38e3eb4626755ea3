import { Migration } from "@mikro-orm/migrations";

/**
 * Writes hold the consent they rest on; a consent for invoicing reaches the sales alone also when they are reversed; an
 * approval names the person it is about; events are stored in nobody else's name.
 */
export class LivingConsent extends Migration {
  override up(): void {
    for (const statement of [...HOLD, ...SALES, ...CONCERNED, ...EVENTS, ...DECISIONS])
      this.addSql(statement);
  }

  override down(): void {
    this.addSql("drop table dispute_decision");
    this.addSql("drop trigger outbox_event_of_caller_by_hand on outbox_event");
    this.addSql("drop function sealed.event_of_caller()");
    this.addSql('alter table "approval" drop column "concerns_id"');
    this.addSql("drop function sealed.hold_consent(integer)");
  }
}

/** Of the sealed caller alone: nobody holds up the withdrawal of another's consent. */
const HOLD: readonly string[] = [
  `create function sealed.hold_consent(token_version integer, out standing text, out scopes text[]) returns setof record
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     consent_id text := sealed.caller_claim('consentId');
     -- Under the seal that was looked at just now.
     claims json := nullif(current_setting('open_tax.caller', true), '');
     held consent;
   begin
     select * into held from consent c
       where c.id = consent_id and c.app_id = claims ->> 'appId' and c.taxpayer_id = claims ->> 'taxpayerId'
       for share;
     if not found then return; end if;
     scopes := held.scopes;
     standing := case
       when held.status in ('SUSPENDED', 'EXPIRED') then held.status
       when held.status <> 'ACTIVE' then 'REVOKED'
       when held.expires_at <= clock_timestamp() then 'EXPIRED'
       when held.version > greatest(token_version, 1) then 'NARROWED'
       else 'ALIVE' end;
     return next;
   end $$`,
  "revoke all on function sealed.hold_consent(integer) from public",
  "grant execute on function sealed.hold_consent(integer) to open_tax_app",
  "comment on function sealed.hold_consent(integer) is 'Locks the consent of the sealed caller until the transaction ends and says how it stands: no withdrawal is passed over by a write.'",
];

const TAXPAYER = "(select sealed.caller_claim('taxpayerId'))";
const REVERSED = `seller_id = ${TAXPAYER} or (buyer_id = ${TAXPAYER} and coalesce((select sealed.caller_claim('purpose')), '') <> 'INVOICING')`;

/** As the comparison with the entities words them. */
const SALES: readonly string[] = [
  'drop policy "red_confirmation_of_caller" on "red_confirmation"',
  `create policy "red_confirmation_of_caller" on "red_confirmation" to "open_tax_app" using (${REVERSED}) with check (${REVERSED})`,
];

/** The person concerned takes no part in the decision. */
const CONCERNED: readonly string[] = [
  'alter table "approval" add column "concerns_id" text null',
  `alter table "approval" add constraint "approval_concerned_apart" check (concerns_id is null or (concerns_id <> requested_by_id and concerns_id is distinct from handler_id and concerns_id is distinct from decided_by_id))`,
  `update approval a set concerns_id = r.person_id from passkey_reset r where r.approval_id = a.id
     and r.person_id <> a.requested_by_id and r.person_id is distinct from a.handler_id and r.person_id is distinct from a.decided_by_id`,
];

/**
 * Looked at when the transaction commits, for an invoice is stored after its events. An officer may tell anybody and the
 * public; others tell themselves, and another taxpayer only of a record they share: the other side of an invoice or a red
 * confirmation, the seller whose order a buyer filled in, the winner of a prize that was paid, a taxpayer just registered. What names an app names the
 * caller's own, or the one a consent is given to.
 */
const EVENTS: readonly string[] = [
  `create function sealed.event_of_caller() returns trigger
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     mine text := sealed.caller_claim('taxpayerId');
     -- Under the seal that was looked at just now.
     claims json := nullif(current_setting('open_tax.caller', true), '');
     app text := claims ->> 'appId';
   begin
     if (new.taxpayer_id = mine and (new.app_id is null or new.app_id = app))
       or claims ->> 'authorityCode' is not null then return null; end if;
     if new.app_id is not null and new.app_id is distinct from app and not (new.type like 'consent.%'
         and exists (select from consent c where c.id = new.subject and c.app_id = new.app_id and c.taxpayer_id = new.taxpayer_id))
       or new.taxpayer_id is null
       or new.taxpayer_id is distinct from mine and not (case
         when new.type like 'invoice.%' then
           exists (select from invoice i where i.id = new.subject
             and (i.seller_id, i.buyer_id) in ((mine, new.taxpayer_id), (new.taxpayer_id, mine)))
           or exists (select from red_confirmation r where r.id = new.subject
             and (r.seller_id, r.buyer_id) in ((mine, new.taxpayer_id), (new.taxpayer_id, mine)))
         when new.type = 'taxpayer.registered' then
           new.subject = new.taxpayer_id and exists (select from taxpayer t where t.id = new.subject)
         when new.type = 'invoice_request.filled' then
           exists (select from invoice_request q where q.id = new.subject and q.seller_id = new.taxpayer_id and q.state = 'FILLED')
         when new.type in ('lottery.paid', 'lottery.payment_failed') then
           exists (select from lottery_prize p where p.id = new.subject and p.taxpayer_id = new.taxpayer_id
             and p.status = case new.type when 'lottery.paid' then 'PAID' else 'PAY_FAILED' end)
         else false end)
     then raise exception 'the event % of % is not the caller''s to tell', new.type, new.subject using errcode = '42501';
     end if;
     return null;
   end $$`,
  "revoke all on function sealed.event_of_caller() from public",
  `create constraint trigger outbox_event_of_caller_by_hand after insert on outbox_event deferrable initially deferred
   for each row when (current_user = 'open_tax_app') execute function sealed.event_of_caller()`,
];

/** Decisions on disputes are made in the platform's own name and a transaction of their own, which keeps their keys. */
const DECISIONS: readonly string[] = [
  "create table dispute_decision (dispute_id text, person_id text, key text, primary key (dispute_id, person_id, key))",
  "comment on table dispute_decision is 'The idempotency keys under which officers decided on disputes: the same one again changes nothing.'",
  "revoke all on dispute_decision from open_tax_reader, open_tax_app",
  "grant select, insert on dispute_decision to open_tax_system",
];
