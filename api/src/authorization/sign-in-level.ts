import { interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { L3_SECONDS } from "../platform/step-up.ts";

/** How surely a person is known: `L1` by a password, `L2` with a verified name, `L3` by a passkey that verified its user. */
export type Level = "L1" | "L2" | "L3";
const LEVELS: readonly Level[] = ["L1", "L2", "L3"];

/** The part of a session that tells how and when its person signed in. */
export interface SignedIn {
  acr?: string | undefined;
  /** Seconds since 1970. */
  loginTs?: number | undefined;
}

const now = () => Math.floor(Date.now() / 1000);

/** Seconds since the sign-in; without end when there was none. */
export const ageOf = ({ loginTs }: SignedIn): number =>
  loginTs === undefined ? Number.POSITIVE_INFINITY : now() - loginTs;

/** The level a session has at this moment: L3 lasts five minutes, what remains of it is L2. */
export function levelOf(session: SignedIn | undefined): Level {
  const level = LEVELS.find((each) => each === session?.acr) ?? "L1";
  return level === "L3" && ageOf(session ?? {}) > L3_SECONDS ? "L2" : level;
}

/** The level that a request's `acr_values` cannot do without: the lowest it names; nothing when it names none of ours. */
export function demandedLevel(acrValues: unknown): Level | undefined {
  const named = typeof acrValues === "string" ? acrValues.split(" ") : [];
  return LEVELS.find((level) => named.includes(level));
}

/** True when the session is at the level asked for, or above it. */
export const reaches = (session: SignedIn | undefined, demanded: Level | undefined): boolean =>
  demanded === undefined || levelOf(session) >= demanded;

/** Makes the library ask for a sign-in at the level in `acr_values`, and for a passkey after a reset; `max_age` and `prompt=login` it heeds by itself. */
export function askForLevels(
  policy: ReturnType<typeof interactionPolicy.base>,
  mustRegister: (personId: string) => Promise<boolean>,
): void {
  policy.get("login")!.checks.add(
    new interactionPolicy.Check(
      "passkey_reset",
      "the passkeys were reset, and a new one has to be registered",
      "unmet_authentication_requirements",
      async ({ oidc }: KoaContextWithOIDC) => {
        const person = oidc.session?.accountId;
        return person !== undefined && (await mustRegister(person));
      },
    ),
  );
  policy
    .get("login")!
    .checks.add(
      new interactionPolicy.Check(
        "acr",
        "a sign-in at the level asked for is needed",
        "unmet_authentication_requirements",
        ({ oidc }: KoaContextWithOIDC) => !reaches(oidc.session, demandedLevel(oidc.params?.acr_values)),
      ),
    );
}
