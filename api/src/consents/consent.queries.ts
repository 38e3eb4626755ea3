import { pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { read, readAnyone } from "../platform/read.ts";
import { Consent } from "./consent.ts";

/** The portal shows a taxpayer all its consents; an app sees those given to itself, in whatever way it asks. */
const MINE = "(:manages::boolean or t.app_id = :caller.appId)";
const NO_OWN_USE = "t.purpose_code <> 'OWN_USE'";
const APP_ITSELF = "(:itself::boolean and t.app_id = :caller.appId)";

/** The parameters of the conditions above. */
const asCaller = ({ caller }: Context) => ({
  manages: caller.scopes.includes("consent:manage"),
  itself: isAppItself(caller),
});

/** An app in its own right, by client credentials. */
export const isAppItself = ({ kind, scopes }: Pick<Context["caller"], "kind" | "scopes">): boolean =>
  kind === "APP" && scopes.includes("app:consents");

type Ids = { ids: readonly string[]; manages: boolean; itself: boolean };

const given = read<Consent, Ids>(Consent, "given", `t.id = any(:ids) and ${MINE} and ${NO_OWN_USE}`);
const toApp = readAnyone<Consent, Ids>(
  Consent,
  "to-app",
  `t.id = any(:ids) and ${APP_ITSELF} and ${NO_OWN_USE}`,
  "an app in its own right sees the consents given to it, whoever gave them",
);

/** One consent the caller may see; nothing for another's, as for one that does not exist. */
export const visibleConsent = async (context: Context, id: string): Promise<Consent | null> => {
  const params = { ids: [id], ...asCaller(context) };
  const rows = params.itself ? await toApp(context, params) : await given(context, params);
  return rows[0] ?? null;
};

const filters = { status: "t.status = :status", appId: "t.app_id = :appId" };

const ofCaller = pages<Consent>({
  model: Consent,
  name: "of-caller",
  where: `${MINE} and ${NO_OWN_USE}`,
  filters,
  order: ["grantedAt"],
  direction: "desc",
});

const givenToApp = pages<Consent>({
  model: Consent,
  name: "given-to-app",
  where: `t.app_id = :ofApp and ${NO_OWN_USE} and (${APP_ITSELF} or (:manages::boolean
    and exists (select 1 from oauth_client c where c.id = t.app_id and c.vendor_taxpayer_id = :caller.taxpayerId)))`,
  filters: {
    status: filters.status,
    overdueAt: "t.delete_by < :overdueAt::timestamptz and t.attested_at is null",
  },
  order: ["requestedAt"],
  direction: "desc",
  anyone: "the consents given to an app are shown to that app and to its vendor, whoever gave them",
});

type Page = Parameters<typeof ofCaller>[1];

/** The consents the caller may see, the newest first. A person's own use of the portal is none. */
export const consentsOfCaller = (
  context: Context,
  page: Page,
  params: { status?: string | undefined; appId?: string | undefined },
) => ofCaller(context, page, { ...asCaller(context), ...params });

/** The consents given to one app, the newest first: for the app in its own right and for its vendor's people. */
export const consentsGivenToApp = (
  context: Context,
  page: Page,
  params: { ofApp: string; status?: string | undefined; overdueAt?: Date | undefined },
) => givenToApp(context, page, { ...asCaller(context), ...params });
