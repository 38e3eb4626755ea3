import type { Queryable } from "../../platform/transaction.ts";

/** The fifth digit of the numbers this platform gives: the channel an invoice is issued through. */
export const PLATFORM_CHANNEL = "8";

/** What numbers run under: without gaps and repeats for each. */
export interface NumberKey {
  /** The calendar year of issue in Asia/Shanghai. */
  year: number;
  /** The first two digits of the issuer's region (GB/T 2260). */
  region: string;
  channel: string;
}

/** The key of an invoice that a seller in a region issues on a day. */
export const numberKey = (issuedOn: string, regionCode: string): NumberKey => ({
  year: Number(issuedOn.slice(0, 4)),
  region: regionCode.slice(0, 2),
  channel: PLATFORM_CHANNEL,
});

/** The part of a number before its sequence. */
export const numberPrefix = ({ year, region, channel }: NumberKey): string =>
  `${String(year).slice(-2)}${region}${channel}`;

/** Gives `count` numbers that follow each other, as the sequence of the first. In SQL, for it is part of the statement that stores them. */
export const TAKE = "take_invoice_numbers";

/**
 * Takes a block of numbers in one statement; the counter is held until the transaction ends, and a rollback gives the
 * numbers back. Call it last: everybody who issues under the key waits meanwhile. `storeInvoices` does it by itself.
 */
export async function takeNumbers(sql: Queryable, key: NumberKey, count: number): Promise<string[]> {
  const { rows } = await sql.query<{ first: string }>(`select ${TAKE}($1, $2, $3, $4)::text as first`, [
    key.year,
    key.region,
    key.channel,
    count,
  ]);
  const first = BigInt(rows[0]!.first);
  return Array.from(
    { length: count },
    (_, i) => numberPrefix(key) + String(first + BigInt(i)).padStart(15, "0"),
  );
}

export const takeNumber = async (sql: Queryable, key: NumberKey): Promise<string> =>
  (await takeNumbers(sql, key, 1))[0]!;
