import { useEffect, useSyncExternalStore } from "react";
import { useEnvironment } from "./environment.ts";
import type { EnvironmentName } from "./runtime-config.ts";
import { restore, type SignedIn, signedInTo, watchSessions } from "./session.ts";

export interface Account {
  /** Nothing while the page is still the server's. */
  environment: EnvironmentName | undefined;
  signedIn: SignedIn;
}

/** Who is signed in to an environment, the chosen one unless told; finds it out after a reload. */
export function useAccount(of?: EnvironmentName): Account {
  const chosen = useEnvironment();
  const environment = chosen && (of ?? chosen);
  const signedIn = useSyncExternalStore<SignedIn>(
    watchSessions,
    () => (environment ? signedInTo(environment) : "unknown"),
    () => "unknown",
  );
  useEffect(() => {
    if (environment && signedIn === "unknown") void restore(environment);
  }, [environment, signedIn]);
  return { environment, signedIn };
}
