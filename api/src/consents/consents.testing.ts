import type { Caller } from "../platform/caller.ts";
import type { Database } from "../platform/context.ts";
import type { testSubgraph } from "../platform/testing.ts";
import type { Agreement } from "./agreement.ts";
import { grantConsent, requestConsent } from "./commands.ts";
import { GIVEN_SCOPES, withTerms } from "./scope-terms.ts";

export const T1 = "tp_018f0000-0000-7000-8000-000000000001";
export const T2 = "tp_018f0000-0000-7000-8000-000000000002";
export const BOOKS = "app_books";
export const PORTAL = "app_portal";
export const NOW = new Date("2026-11-23T12:00:00+08:00");

const { openid: _protocol, ...given } = GIVEN_SCOPES;
export const catalogue = {
  ...given,
  ...withTerms({ "consent:manage": { zh: "管理授权", en: "Manage consents", class: "C1" } }),
};

export const PARTIES: Agreement["parties"] = {
  app: { zh: "账易记账", en: "ZhangYi Bookkeeping" },
  vendor: { zh: "样例软件（杭州）有限公司", en: "Sample Software (Hangzhou) Co., Ltd." },
  taxpayer: { name: "样例制造（杭州）有限公司", tin: "91330106MA2DEM017U" },
  person: { name: "陈立" },
};

/** A legal representative agrees to bookkeeping for half a year. */
export const agreement = (more: Partial<Agreement> = {}): Agreement => ({
  appId: BOOKS,
  taxpayerId: T1,
  personId: "pn_1",
  role: "LEGAL_REP",
  acr: "L3",
  purpose: "BOOKKEEPING",
  scopes: ["taxpayer:read", "invoice:read"],
  ticked: ["taxpayer:read", "invoice:read"],
  periodFrom: "2025-01-01",
  periodTo: "2026-12-31",
  months: 6,
  channel: "WEB",
  text: { version: "1", sha256: "ab" },
  catalogue,
  parties: PARTIES,
  now: NOW,
  ...more,
});

type Client = Parameters<typeof grantConsent>[0];

/** Runs in one transaction, committed when it succeeds. */
export async function inside<T>(
  { writer }: Pick<Database, "writer">,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await writer.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** The codes with which something was refused; none when it was done. */
export const codesOf = (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    ({ codes }: { codes: string[] }) => codes,
  );

/** Persons in office, as the registry has them. */
export async function seat(
  { writer }: Pick<Database, "writer">,
  seats: readonly { person: string; taxpayer: string; role: Agreement["role"] }[],
): Promise<void> {
  for (const taxpayer of new Set(seats.map((each) => each.taxpayer)))
    await writer.query(
      "insert into taxpayer (id, tin, uscc_check_waived, name, region_code, authority_code) values ($1, $1, true, $1, '330106', '13301060000') on conflict do nothing",
      [taxpayer],
    );
  for (const { person, taxpayer, role } of seats)
    await writer.query(
      `insert into person_role (id, person_id, taxpayer_id, role, status, valid_from) values ($1, $2, $3, $4, 'ACTIVE', '2020-01-01')`,
      [`prl_${person}_${role}`, person, taxpayer, role],
    );
}

type Board = Awaited<ReturnType<typeof testSubgraph>>;

/** A person at the portal. */
export async function atPortal(
  { environment }: Board,
  role: Agreement["role"],
  personId: string,
  { taxpayerId = T1, acr = "L3", at = NOW }: { taxpayerId?: string; acr?: Caller["acr"]; at?: Date } = {},
): Promise<Caller> {
  const { id } = await inside(environment.database, (client) =>
    grantConsent(
      client,
      agreement({
        appId: PORTAL,
        purpose: "OWN_USE",
        role,
        personId,
        taxpayerId,
        scopes: ["consent:manage"],
        ticked: [],
        periodFrom: null,
        periodTo: null,
        months: 1,
      }),
    ),
  );
  return {
    kind: "APP_FOR_TAXPAYER",
    appId: PORTAL,
    scopes: ["public:read", "consent:manage"],
    taxpayerId,
    personId,
    consentId: id,
    ...(acr ? { acr } : {}),
    authenticatedAt: at.getTime() / 1000,
  };
}

/** An app in its own right. */
export const itself = (appId = BOOKS): Caller => ({
  kind: "APP",
  appId,
  scopes: ["public:read", "app:consents"],
});

/** A tax handler's request that waits. */
export const asks = ({ environment }: Pick<Board, "environment">, more: Partial<Agreement> = {}) =>
  inside(environment.database, (client) =>
    requestConsent(client, agreement({ role: "TAX_HANDLER", personId: "pn_3", acr: "L1", ...more })),
  );
