import type { Pool } from "pg";

/*
 * A person who has lost every passkey gets them taken away by two officers, and registers a new one at the next sign-in.
 * The officers decide in the registry; here is what follows of it for signing in.
 */

/** How long level L3 is out of reach after a reset unless configured otherwise, in hours: time for the owner to object. */
export const RESET_WAIT_HOURS = 24;
/** How long a person is reminded of a reset, in days. */
const REMINDED_DAYS = 30;

/** A reset as its person is told of it. */
export interface Reset {
  caseNo: string;
  at: Date;
  /** From when level L3 can be reached again. */
  l3From: Date;
}

/** What a reset means for signing in. */
export function openResets(pool: Pool, waitHours: number) {
  /** True when the person's passkeys were taken away and they have registered none since. */
  async function mustRegister(personId: string): Promise<boolean> {
    const { rows } = await pool.query<{ must: boolean }>({
      name: "passkey-reset:must",
      text: `select exists (select from passkey_reset where person_id = $1 and reset_at is not null)
               and not exists (select from passkey where person_id = $1) as must`,
      values: [personId],
    });
    return rows[0]?.must ?? false;
  }

  /** The last reset, for a month. */
  async function last(personId: string): Promise<Reset | undefined> {
    const { rows } = await pool.query<{ caseNo: string; at: Date }>({
      name: "passkey-reset:last",
      text: `select case_no as "caseNo", reset_at as at from passkey_reset
             where person_id = $1 and reset_at > now() - interval '${REMINDED_DAYS} days' order by reset_at desc limit 1`,
      values: [personId],
    });
    const [reset] = rows;
    return reset && { ...reset, l3From: new Date(reset.at.getTime() + waitHours * 3_600_000) };
  }

  /** Until when level L3 is out of the person's reach; nothing when it is not. */
  async function waitsUntil(personId: string): Promise<Date | undefined> {
    const reset = await last(personId);
    return reset && reset.l3From > new Date() ? reset.l3From : undefined;
  }

  return { mustRegister, last, waitsUntil };
}

export type Resets = ReturnType<typeof openResets>;
