/** The fifth digit of the numbers this platform gives: the channel an invoice is issued through. */
export const PLATFORM_CHANNEL = "8";

/** Whether a number was given by this platform; only such an invoice was counted in the seller's credit line. */
export const isOfOurChannel = (number: string | null): boolean =>
  number?.length === 20 && number[4] === PLATFORM_CHANNEL;

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

/**
 * Gives so many numbers that follow each other, as the sequence of the first. In SQL, for it is part of the statement that
 * stores them; the counter is held until the transaction ends, and a rollback gives the numbers back.
 */
export const TAKE = "take_invoice_numbers";
