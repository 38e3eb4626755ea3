import { pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { read } from "../platform/read.ts";
import { Consent } from "./consent.ts";

/** The portal shows a taxpayer all its consents; an app sees those given to itself. */
const VISIBLE = "(:manages::boolean or t.app_id = :app)";

/** The parameters of `VISIBLE`. */
export const asCaller = ({ caller }: Context) => ({
  manages: caller.scopes.includes("consent:manage"),
  app: caller.appId ?? null,
});

const byIds = read<Consent, { ids: readonly string[]; manages: boolean; app: string | null }>(
  Consent,
  "by-ids",
  `t.id = any(:ids) and ${VISIBLE}`,
);

/** One consent the caller may see; nothing for another's, as for one that does not exist. */
export const visibleConsent = async (context: Context, id: string): Promise<Consent | null> =>
  (await byIds(context, { ids: [id], ...asCaller(context) }))[0] ?? null;

/** The consents the caller may see, the newest first. A person's own use of the portal is none. */
export const consentsOfCaller = pages<Consent>({
  model: Consent,
  name: "of-caller",
  where: `${VISIBLE} and t.purpose_code <> 'OWN_USE'`,
  filters: { status: "t.status = :status" },
  order: ["grantedAt"],
  direction: "desc",
});
