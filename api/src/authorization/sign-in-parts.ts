import type { Provider } from "oidc-provider";
import { TrustedProxies } from "../platform/client-address.ts";
import { openAccounts } from "./accounts.ts";
import { openResets, RESET_WAIT_HOURS } from "./passkey-reset.ts";
import { openPasskeys } from "./passkeys.ts";
import { cookiePrefix } from "./provider.ts";
import type { Secrets } from "./secrets.ts";
import { openSessions, type Sessions } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { productionSignIn, type SignInParts } from "./sign-in.ts";
import { openDevices } from "./sign-in-device.ts";
import { openUpstream } from "./upstream.ts";

/** Everything that knows people, of one environment. */
export interface PeopleParts extends SignInParts {
  sessions: Sessions;
  production: ReturnType<typeof productionSignIn>;
}

export function openPeople(options: AuthorizationOptions, provider: Provider, secrets: Secrets): PeopleParts {
  const { environment, log, registry, upstream } = options;
  const { name, issuer } = environment;
  const { writer, reader } = environment.database;
  const { pathname: path, protocol } = new URL(issuer);
  const secure = protocol === "https:";
  const prefix = cookiePrefix(name);
  const isPerson = async (id: string) => (await registry.personById(reader, id)) !== undefined;
  const signIn: SignInParts = {
    options,
    accounts: openAccounts(writer),
    passkeys: openPasskeys(writer, issuer, log),
    resets: openResets(writer, options.passkeyWaitHours ?? RESET_WAIT_HOURS),
    devices: openDevices(
      writer,
      { name: `${prefix}_device`, path, secure },
      secrets,
      options.trustedProxies ?? TrustedProxies.none,
      log,
    ),
    upstream:
      upstream && name === "production"
        ? openUpstream(writer, issuer, upstream, secrets, { prefix, path, secure }, isPerson, log)
        : undefined,
  };
  return {
    ...signIn,
    sessions: openSessions(writer, provider, { path, secure, name: `${prefix}_session` }),
    production: productionSignIn(signIn),
  };
}
