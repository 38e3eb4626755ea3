import { PLATFORM_CHANNEL } from "../issuing/numbering.ts";

/* What an auditor asks of issuing; every statement answers what is wrong, and nothing when all is well. */

/** Invoices this platform gave a number. */
export const OURS = `(select * from invoice where length(number) = 20 and substr(number, 5, 1) = '${PLATFORM_CHANNEL}')`;

/** Keys (year, region, channel) whose numbers are not exactly 1, 2, 3 … up to the counter. */
export const NUMBERS_GAPLESS = `
  select year, region from (
    select 2000 + left(number, 2)::int as year, substr(number, 3, 2) as region, count(distinct number) as n,
      count(*) as all_of_them, max(substr(number, 6)::bigint) as last, min(substr(number, 6)::bigint) as first
    from ${OURS} ours group by 1, 2) g
  full join (select * from invoice_counter where channel = '${PLATFORM_CHANNEL}') c using (year, region)
  where g.n is distinct from c.last or g.last is distinct from c.last or g.first is distinct from 1 or g.n <> g.all_of_them`;

/** Months whose used credit is not what was issued, less what red invoices of the same month took back. */
export const CREDIT_LINES_EXACT = `
  select taxpayer_id, month from (
    select i.seller_id as taxpayer_id, to_char(i.issued_on, 'YYYY-MM') as month, sum(i.amount) as issued
    from ${OURS} i left join invoice b on b.id = i.blue_invoice_id
    where i.sign = 'BLUE' or to_char(b.issued_on, 'YYYY-MM') = to_char(i.issued_on, 'YYYY-MM') group by 1, 2) s
  full join credit_line l using (taxpayer_id, month)
  where coalesce(s.issued, 0) <> coalesce(l.used, 0)`;

/** Invoices whose lines do not sum to their totals. */
export const TOTALS_ARE_SUMS = `
  select i.id from ${OURS} i where not exists (
    select from invoice_line l where l.invoice_id = i.id
    having sum(l.amount) = i.amount and sum(l.tax_amount) = i.tax_amount and sum(l.amount + l.tax_amount) = i.total)`;

/** Invoices without the event that tells their seller of them. */
export const EVENTS_TOLD = `
  select i.id from ${OURS} i where not exists (
    select from outbox_event e where e.subject = i.id and e.taxpayer_id = i.seller_id)`;

/** Batches whose progress is not that of their items, and items whose invoice is missing, another's, or given twice. */
export const BATCHES_EXACT = `
  select r.id from issue_request r left join (
    select issue_request_id as id, count(*) as n, count(*) filter (where state = 'ISSUED') as issued,
      count(*) filter (where state = 'REFUSED') as refused, count(*) filter (where state = 'PENDING') as pending,
      count(distinct answer -> 'invoice' ->> 'number') filter (where state = 'ISSUED') as numbers
    from issue_request_item group by 1) i using (id)
  where r.total <> coalesce(i.n, 0) or r.issued <> i.issued or r.refused <> i.refused
    or i.numbers <> i.issued or (r.state = 'DONE') <> (i.pending = 0)
  union all
  select r.id from issue_request_item i join issue_request r on r.id = i.issue_request_id
    left join invoice v on v.id = i.answer -> 'invoice' ->> 'id'
  where i.state = 'ISSUED' and (v.seller_id is distinct from r.taxpayer_id or v.number is distinct from i.answer -> 'invoice' ->> 'number')`;

/** Prizes whose tax is not what the rules of the day they were won say, or which do not add up. */
export const PRIZES_TAXED = `
  select p.id from lottery_prize p
  left join lateral (
    select max((v.value #>> '{}')::numeric) filter (where v.key = 'lottery.exempt') as exempt,
      max((v.value #>> '{}')::numeric) filter (where v.key = 'lottery.rate') as rate
    from rule_version v where v.key in ('lottery.exempt', 'lottery.rate') and v.withdrawn_at is null and v.authority_code is null
      and v.valid_from <= (p.won_at at time zone 'Asia/Shanghai')::date
      and (v.valid_to is null or v.valid_to >= (p.won_at at time zone 'Asia/Shanghai')::date)) r on true
  where p.net <> p.gross - p.tax or r.exempt is null or r.rate is null
    or p.tax <> case when p.gross > r.exempt then round(p.gross * r.rate, 2) else 0 end`;
