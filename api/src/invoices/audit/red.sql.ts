/* What an auditor asks of reversals and uses; every statement answers the rows that are wrong, and none when all is well. */

/** Blue invoices of which more was reversed than they have, on a line or in sum. */
export const RED_WITHIN_BLUE = `
  with red as (
    select r.blue_invoice_id as id, coalesce(l.blue_line, l.no) as no, sum(l.amount) as amount, sum(l.tax_amount) as tax
    from invoice r join invoice_line l on l.invoice_id = r.id
    where r.sign = 'RED' and r.status <> 'VOIDED' and r.blue_invoice_id is not null group by 1, 2)
  select red.id, red.no from red left join invoice_line b on b.invoice_id = red.id and b.no = red.no
  where b.no is null or abs(red.amount) > abs(b.amount) or red.amount * b.amount > 0 or abs(red.tax) > abs(b.tax_amount)
  union all
  select b.id, null from invoice b join (
    select blue_invoice_id as id, -sum(amount) as amount, -sum(tax_amount) as tax
    from invoice where sign = 'RED' and status <> 'VOIDED' group by 1) s on s.id = b.id
  where s.amount > b.amount or s.tax > b.tax_amount`;

/** Blue invoices whose state or reversed amount is not what their red invoices say. */
export const RED_STATUS_AGREES = `
  select b.id from invoice b left join (
    select blue_invoice_id as id, -sum(amount) as amount from invoice
    where sign = 'RED' and status <> 'VOIDED' group by 1) s on s.id = b.id
  where b.sign = 'BLUE' and (b.red_amount <> coalesce(s.amount, 0)
    or b.red_status <> case when b.red_amount = 0 then 'NONE' when b.red_amount = b.amount then 'FULL' else 'PARTIAL' end
    or (b.status in ('NORMAL', 'PARTLY_RED', 'FULLY_RED') and b.status <>
      case b.red_status when 'NONE' then 'NORMAL' when 'PARTIAL' then 'PARTLY_RED' else 'FULLY_RED' end))`;

/** Confirmed periods whose totals are not those of the invoices chosen, and chosen invoices that say otherwise. */
export const USAGE_AGREES = `
  select c.id from usage_confirmation c left join (
    select taxpayer_id, period, count(*) as count, sum(amount) as amount, sum(tax) as tax
    from usage_item where usage = 'DEDUCT' group by 1, 2) u using (taxpayer_id, period)
  where c.status = 'CONFIRMED' and (c.count <> coalesce(u.count, 0) or c.amount <> coalesce(u.amount, 0) or c.tax <> coalesce(u.tax, 0))
  union all
  select i.id from usage_item u join invoice i on i.id = u.invoice_id
  where i.usage <> u.usage or i.usage_period is distinct from u.period or i.buyer_id is distinct from u.taxpayer_id`;
