import type { InteractionResults, Provider } from "oidc-provider";
import type { Catalogue } from "../consents/facts.ts";
import type { AuthorizationOptions } from "./settings.ts";
import type { SignInView } from "./sign-in-desk.ts";
import type { Visit } from "./visit.ts";

/** What every step between the app's request and its answer works with. */
export interface Steps {
  options: AuthorizationOptions;
  provider: Provider;
  catalogue: Catalogue;
  /** Sends a page in the visit's language. */
  show(visit: Visit, page: SignInView, status?: number): void;
  /** Hands the outcome to the library, which goes on to the next step or back to the app. */
  finish(visit: Visit, result: InteractionResults): Promise<void>;
  /** The app's name in the visit's language. */
  appName(visit: Visit): Promise<string>;
}
