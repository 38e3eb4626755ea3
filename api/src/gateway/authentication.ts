import { refuse } from "../platform/access.ts";
import { anonymous, type Caller } from "../platform/caller.ts";
import type { Environment } from "../platform/context.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type AccessToken, AccessTokens, TokenEnded } from "./access-token.ts";
import type { ClientRules } from "./client-rules.ts";
import { consentProblem } from "./consent-standing.ts";
import { DPOP_ALGORITHMS, DpopVerifier } from "./dpop.ts";
import { DpopNonces, nonceSecrets } from "./dpop-nonce.ts";
import { HttpRefusal } from "./http-refusal.ts";
import type { Rank } from "./overload.ts";
import type { Proof, SpentProofs } from "./replay-spent.ts";
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
  /** The network address the request came from. */
  ip?: string | undefined;
  /** When its token was issued, in seconds since 1970; absent for anonymous callers. */
  issued?: number;
  /** Seconds since 1970; absent for anonymous callers. */
  expires?: number;
  /** The nonce for the next proof. */
  nonce?: string;
  /** Spends the proof for all processes together, before a write runs. Throws DPOP_REPLAYED (401). */
  spendProof?: () => Promise<void>;
}

/** What authentication asks besides tokens and proofs. */
export interface AuthenticationOptions {
  /** Which apps may call from where, or no longer. */
  clients?: ClientRules | undefined;
  /** The proofs that writes of all processes came with; without it each process remembers its own. */
  spent?: SpentProofs | undefined;
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
  readonly #options: AuthenticationOptions;

  constructor(environment: Environment, revocations: Revocations, options: AuthenticationOptions = {}) {
    this.#options = options;
    this.#tokens = new AccessTokens(environment);
    this.#nonces = new DpopNonces(nonceSecrets(environment.keys, environment.resource), environment.clock);
    this.#dpop = new DpopVerifier(environment.resource, this.#nonces, environment.clock);
    this.#revocations = revocations;
  }

  /** How long a request is worth being let in, from its headers alone and without any cryptography. A token never seen counts as an app's. */
  rankOf(authorization: string | undefined): Rank {
    if (authorization === undefined) return "ANONYMOUS";
    return this.#tokens.isConsented(authorization.slice(authorization.indexOf(" ") + 1)) ? "CONSENT" : "APP";
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
    const prove = (found: AccessToken) => this.#prove(found, { method, proof, ip });
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
    { caller, issued, expires, thumbprint, hash: tokenHash }: AccessToken,
    { method, proof, ip = "" }: { method: string; proof: string; ip: string | undefined },
  ): Authenticated {
    const checked = this.#dpop.check(proof, { method, tokenHash, thumbprint });
    if ("code" in checked) throw this.#refusal(checked, caller);
    this.recheck({ caller, issued, ip });
    const { spent } = this.#options;
    return {
      caller,
      ip,
      issued,
      expires,
      nonce: this.#nonces.current(),
      ...(spent ? { spendProof: this.#spending(spent, checked, caller) } : {}),
    };
  }

  /**
   * Throws when this caller would be let in no longer: the app is suspended, its tokens are revoked, it calls from
   * elsewhere, or its consent cannot be used. Ask again before each thing done on an open connection.
   */
  recheck({ caller, issued, ip = "" }: Authenticated): void {
    if (issued === undefined) return;
    const problem = this.#options.clients?.problem(caller, issued, ip);
    if (problem?.code === "ADDRESS_NOT_ALLOWED") throw new HttpRefusal(403, problem, {}, caller);
    if (problem) throw this.#refusal(problem, caller);
    this.checkConsent(caller);
  }

  /** Asks once: a socket's proof is spent with its first write and carries the others. */
  #spending(spent: SpentProofs, proof: Proof, caller: Caller): () => Promise<void> {
    let asked: Promise<boolean> | undefined;
    return async () => {
      asked ??= spent.first(proof);
      if (!(await asked)) throw this.#refusal(refuse.DPOP_REPLAYED, caller);
    };
  }

  /**
   * Throws while the consent behind a caller has ended, is suspended or narrower than the token (401), or is unknowable (503). Ask again whenever there was a wait
   * between learning who calls and acting for it: a body takes as long as its sender likes.
   */
  checkConsent(caller: Caller): void {
    const problem = consentProblem(this.#revocations, caller);
    if (!problem) return;
    if (problem.code === "SERVICE_UNAVAILABLE") throw new HttpRefusal(503, problem, { "retry-after": "1" });
    throw this.#refusal(problem, caller);
  }

  #mapped(error: unknown): unknown {
    return error instanceof Refusal && !(error instanceof HttpRefusal)
      ? this.#refusal(error.problems[0], error instanceof TokenEnded ? error.caller : undefined)
      : error;
  }

  /** 401 as RFC 9449 7.1 has it. */
  #refusal(problem: Problem, caller?: Caller): HttpRefusal {
    const error =
      problem.code === "DPOP_NONCE_REQUIRED"
        ? "use_dpop_nonce"
        : problem.code.startsWith("DPOP_")
          ? "invalid_dpop_proof"
          : "invalid_token";
    const headers = {
      "www-authenticate": `DPoP algs="${DPOP_ALGORITHMS.join(" ")}", error="${error}", error_description="${problem.code}"`,
      "dpop-nonce": this.#nonces.current(),
    };
    return new HttpRefusal(401, problem, headers, caller);
  }
}
