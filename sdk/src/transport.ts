import type { AccessToken, Auth } from "./auth.ts";
import { OpenTaxError, problemsOfErrors, sdkError } from "./errors.ts";
import { backoff, retryAfterSeconds, unlessAborted, wait } from "./wait.ts";

/** How a client sends, and how often it tries. */
export interface TransportOptions {
  auth?: Auth | undefined;
  /** In place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Attempts after the first, where trying again is harmless. Default 4. */
  retries?: number | undefined;
  /** How long one attempt may take, body included. Default 30 s, after which the platform itself gives up. */
  timeoutMilliseconds?: number | undefined;
  /** A `Retry-After` beyond this is not waited for but thrown. Default 60 s. */
  longestWaitSeconds?: number | undefined;
}

export interface Sending<T> {
  url: string;
  body: string;
  accept: string;
  /** Whether sending the same again is harmless: queries, and mutations with an idempotency key. */
  repeatable: boolean;
  /** Whether the attempt's timeout ends with the headers, as for a stream. */
  streaming?: boolean;
  signal?: AbortSignal | null | undefined;
  read(response: Response): Promise<T>;
}

const OVERLOADED = 429;
const UNAVAILABLE = new Set([502, 503, 504]);
const RENEWABLE = new Set(["UNAUTHENTICATED", "TOKEN_EXPIRED"]);

/** The platform's number of a request, to be quoted when asking for help. */
export const requestIdOf = (headers: Headers): string | undefined => headers.get("x-request-id") ?? undefined;

/** Sends requests with token and proof, and tries again where that is harmless and can help. */
export class Transport {
  readonly #auth: Auth | undefined;
  readonly #fetch: typeof fetch;
  readonly #retries: number;
  readonly #timeout: number;
  readonly #longestWait: number;

  constructor({
    auth,
    fetch: given,
    retries = 4,
    timeoutMilliseconds = 30_000,
    longestWaitSeconds = 60,
  }: TransportOptions) {
    this.#auth = auth;
    this.#fetch = given ?? ((input, init) => fetch(input, init));
    this.#retries = retries;
    this.#timeout = timeoutMilliseconds;
    this.#longestWait = longestWaitSeconds;
  }

  /** Whatever `read` makes of the first answer that is neither a challenge nor worth another attempt. */
  async send<T>(sending: Sending<T>): Promise<T> {
    const { signal, repeatable } = sending;
    let token = this.#auth && (await unlessAborted(this.#auth.token(), signal));
    let nonceGiven = false;
    let renewed = false;
    for (let attempt = 0; ; ) {
      const answer = await this.#attempt(sending, token);
      if ("failure" in answer) {
        if (!repeatable || attempt >= this.#retries) throw answer.failure;
        await wait(backoff(attempt++), signal);
        continue;
      }
      const { response } = answer;
      if (response.status === 401 && token && this.#auth) {
        const refusal = await refusalOf(response);
        if (refusal.has("DPOP_NONCE_REQUIRED") && !nonceGiven) nonceGiven = true;
        else if (RENEWABLE.has(refusal.code) && !renewed) {
          renewed = true;
          token = await unlessAborted(this.#auth.renew(token), signal);
        } else throw refusal;
        continue;
      }
      const again = response.status === OVERLOADED || (UNAVAILABLE.has(response.status) && repeatable);
      const seconds = retryAfterSeconds(response.headers);
      if (again && attempt < this.#retries && (seconds ?? 0) <= this.#longestWait) {
        await response.body?.cancel();
        await wait(seconds === undefined ? backoff(attempt) : seconds * 1000, signal);
        attempt++;
        continue;
      }
      if (!response.ok) throw await refusalOf(response, seconds);
      return answer.value as T;
    }
  }

  /** One attempt: an answer, read if it is a good one, or the reason why there is none. Throws when aborted. */
  async #attempt<T>(
    { url, body, accept, signal, streaming, read }: Sending<T>,
    token: AccessToken | undefined,
  ) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), this.#timeout);
    try {
      const headers = new Headers({ "content-type": "application/json", accept });
      if (token) {
        headers.set("authorization", `DPoP ${token.value}`);
        headers.set("dpop", await token.key.proof("POST", url, token.value));
      }
      const either = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
      const response = await this.#fetch(url, {
        method: "POST",
        headers,
        body,
        signal: either,
        redirect: "error",
      });
      token?.key.remember(url, response.headers.get("dpop-nonce"));
      if (streaming) clearTimeout(timer);
      return { response, value: response.ok ? await read(response) : undefined };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof OpenTaxError) throw cause;
      const reason = timeout.signal.aborted
        ? `no answer within ${this.#timeout} ms`
        : String((cause as Error)?.message ?? cause);
      return { failure: sdkError("NETWORK_ERROR", { reason }, { cause }) };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The refusal an answer with an error status stands for: the platform's own words if it sent any. */
async function refusalOf(response: Response, seconds?: number): Promise<OpenTaxError> {
  const header = requestIdOf(response.headers);
  const text = await response.text().catch(() => "");
  try {
    const { errors, extensions } = JSON.parse(text) as {
      errors?: unknown;
      extensions?: { requestId?: string };
    };
    const [first, ...rest] = problemsOfErrors(errors);
    if (first) {
      const requestId = extensions?.requestId ?? header;
      const timed =
        seconds === undefined ? first : { ...first, retryAfterSeconds: first.retryAfterSeconds ?? seconds };
      return new OpenTaxError([timed, ...rest], { requestId });
    }
  } catch {
    // Not JSON: a proxy's page, for instance. The status says what is known.
  }
  return sdkError(
    "UNEXPECTED_ANSWER",
    { status: response.status, body: text.slice(0, 200) },
    { requestId: header },
  );
}
