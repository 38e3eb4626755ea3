import type { ClientBase } from "pg";

/** What a sample company may invoice in a month, without tax. */
const GRANTED = "100000000.00";

/**
 * Every sample company may issue both kinds of digital invoices, on a line from this month on. Sample invoices were there
 * before the line: it counts what the platform itself issues, so that used is always the sum of that.
 */
export async function openCreditLines(client: ClientBase): Promise<void> {
  await client.query(
    `insert into invoice_quota (id, taxpayer_id, kind, per_invoice, valid_from)
     select 'iq_' || substr(t.id, 4) || case k.kind when 'DIGITAL_SPECIAL' then 's' else 'p' end, t.id, k.kind, null, '2024-12-01'
     from taxpayer t, unnest(array['DIGITAL_SPECIAL', 'DIGITAL_PLAIN']) as k(kind)
     where t.kind <> 'NATURAL_PERSON' on conflict (id) do nothing`,
  );
  await client.query(
    `insert into credit_line (id, taxpayer_id, month, granted, used)
     select 'cl_' || substr(t.id, 4), t.id, '2024-12', $1, 0 from taxpayer t where t.kind <> 'NATURAL_PERSON'
     on conflict (taxpayer_id, month) do nothing`,
    [GRANTED],
  );
}
