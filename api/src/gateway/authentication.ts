import { refuse } from "../platform/access.ts";
import { anonymous, type Caller } from "../platform/caller.ts";
import type { Environment } from "../platform/context.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type AccessToken, AccessTokens } from "./access-token.ts";
import { DPOP_ALGORITHMS, DpopVerifier } from "./dpop.ts";
import { DpopNonces, nonceSecret } from "./dpop-nonce.ts";
import { HttpRefusal } from "./http-refusal.ts";
import type { Revocations } from "./revocations.ts";

/** What a request presents: its method and the two headers of RFC 9449. */
export interface Credentials {
  method: string;
  authorization: string | undefined;
  proof: string | undefined;
  ip?: string;
}

/** Who calls, and until when that is known: a stream ends with it. */
export interface Authenticated {
  caller: Caller;
  /** Seconds since 1970; absent for anonymous callers. */
  expires?: number;
  /** The nonce for the next proof. */
  nonce?: string;
}

/**
 * Finds out who is calling: nobody in particular without a token, otherwise the app (and the consent) of a DPoP-bound
 * access token with a fresh proof. There is no bearer path.
 */
export class Authentication {
  readonly #tokens: AccessTokens;
  readonly #dpop: DpopVerifier;
  readonly #nonces: DpopNonces;
  readonly #revocations: Revocations;

  constructor(environment: Environment, revocations: Revocations) {
    this.#tokens = new AccessTokens(environment);
    this.#nonces = new DpopNonces(nonceSecret(environment.keys, environment.resource), environment.clock);
    this.#dpop = new DpopVerifier(environment.resource, this.#nonces, environment.clock);
    this.#revocations = revocations;
  }

  /** At once for anonymous callers and for tokens seen before. Throws HttpRefusal: 401, or 503 when revocations are unknown. */
  authenticate({ method, authorization, proof, ip }: Credentials): Authenticated | Promise<Authenticated> {
    if (authorization === undefined && proof === undefined) return { caller: anonymous(ip) };
    const [scheme, token, ...rest] = (authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "dpop" || !token || rest.length > 0) {
      throw this.#refusal({
        ...refuse.UNAUTHENTICATED,
        details: { reason: "send the header Authorization: DPoP <access token>" },
      });
    }
    if (proof === undefined)
      throw this.#refusal({ ...refuse.DPOP_INVALID, details: { reason: "the DPoP header is missing" } });
    const prove = (found: AccessToken) => this.#prove(found, method, token, proof);
    try {
      const known = this.#tokens.known(token);
      if (known) return prove(known);
    } catch (error) {
      throw this.#mapped(error);
    }
    return this.#tokens
      .verify(token)
      .then(prove)
      .catch((error) => {
        throw this.#mapped(error);
      });
  }

  #prove(
    { caller, expires, thumbprint }: AccessToken,
    method: string,
    token: string,
    proof: string,
  ): Authenticated {
    const problem = this.#dpop.problem(proof, { method, token, thumbprint });
    if (problem) throw this.#refusal(problem);
    this.checkConsent(caller);
    return { caller, expires, nonce: this.#nonces.current() };
  }

  /**
   * Throws while the consent behind a caller is withdrawn (401) or unknowable (503). Ask again whenever there was a wait
   * between learning who calls and acting for it: a body takes as long as its sender likes.
   */
  checkConsent({ consentId }: Caller): void {
    if (consentId === undefined) return;
    const state = this.#revocations.state(consentId);
    if (state === "REVOKED") throw this.#refusal(refuse.CONSENT_REVOKED);
    if (state === "UNKNOWN")
      throw new HttpRefusal(
        503,
        { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 },
        { "retry-after": "1" },
      );
  }

  #mapped(error: unknown): unknown {
    return error instanceof Refusal && !(error instanceof HttpRefusal)
      ? this.#refusal(error.problems[0])
      : error;
  }

  /** 401 as RFC 9449 7.1 has it. */
  #refusal(problem: Problem): HttpRefusal {
    const error =
      problem.code === "DPOP_NONCE_REQUIRED"
        ? "use_dpop_nonce"
        : problem.code.startsWith("DPOP_")
          ? "invalid_dpop_proof"
          : "invalid_token";
    return new HttpRefusal(401, problem, {
      "www-authenticate": `DPoP algs="${DPOP_ALGORITHMS.join(" ")}", error="${error}", error_description="${problem.code}"`,
      "dpop-nonce": this.#nonces.current(),
    });
  }
}
