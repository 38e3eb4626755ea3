import type { Environment } from "./environment.ts";
import { OpenTaxError, problemsOfErrors, sdkError } from "./errors.ts";
import { eventsOf } from "./event-stream.ts";
import type { TypedDocument } from "./graphql.ts";
import { type Cost, Pace } from "./pace.ts";
import { requestIdOf, Transport, type TransportOptions } from "./transport.ts";
import { backoff, wait } from "./wait.ts";

export interface OpenTaxOptions extends TransportOptions {
  /** `sandbox(origin)` or `production(origin)`. */
  environment: Environment;
}

/** What can be said about one call. */
export interface CallOptions {
  /** Aborts the call; its reason is thrown. */
  signal?: AbortSignal | null;
}

/** Everything the platform said to one operation. */
export interface Answer<Result> {
  /** Absent when nothing could be answered. With errors beside it, it is answered in part. */
  data: Result | null;
  error: OpenTaxError | undefined;
  cost: Cost | undefined;
  requestId: string | undefined;
}

/** A page of a list, as every connection of the graph has it. */
export interface Page<Item> {
  nodes: readonly Item[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

type Empty = Record<string, never>;
/** Variables may be left out when none is demanded. */
type Call<Variables> = Empty extends Variables
  ? [variables?: Variables, options?: CallOptions]
  : [variables: Variables, options?: CallOptions];

const JSON_ANSWER = "application/graphql-response+json, application/json;q=0.9";
const STREAM = "text/event-stream";

/**
 * A client of the tax platform's graph.
 *
 * It proves each request (DPoP), renews tokens, waits for its points instead of being throttled, tries again what may be
 * tried again, and throws `OpenTaxError` with every problem, in two languages, when the answer is no.
 *
 * @example
 * const platform = new OpenTax({ environment: sandbox("http://localhost:4000"), auth });
 * const { invoices } = await platform.query(MyInvoices, { first: 20 });
 */
export class OpenTax {
  readonly environment: Environment;
  readonly #transport: Transport;
  readonly #pace = new Pace();

  constructor({ environment, ...transport }: OpenTaxOptions) {
    this.environment = environment;
    this.#transport = new Transport(transport);
  }

  /** Reads. Throws if any part could not be answered; the rest is then in the error's `data`. */
  async query<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...[variables, options]: Call<Variables>
  ): Promise<Result> {
    return whole(await this.#execute(document, variables, options, true));
  }

  /**
   * Changes something. An input with an `idempotencyKey` is sent again, with the same key, when the network or the platform
   * fails: it is done once all the same. Keep the key with your own record, and the same call after a crash gives the same
   * receipt. A refusal comes as data: see `unwrap`.
   */
  async mutate<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...[variables, options]: Call<Variables>
  ): Promise<Result> {
    return whole(await this.#execute(document, variables, options, isIdempotent(variables)));
  }

  /** Reads, and hands over what was answered together with what was refused, for those who show partial answers. */
  ask<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...[variables, options]: Call<Variables>
  ): Promise<Answer<Result>> {
    return this.#execute(document, variables, options, true);
  }

  /**
   * All items of a list, page after page, as far as you go.
   *
   * @example
   * for await (const invoice of platform.pages(MyInvoices, { first: 100 }, (answer) => answer.invoices)) …
   */
  async *pages<Result, Variables extends { after?: string | null | undefined }, Item>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    pick: (answer: Result) => Page<Item> | null | undefined,
    options?: CallOptions,
  ): AsyncGenerator<Item, void, undefined> {
    for (let after = variables.after; ; ) {
      const page = pick(whole(await this.#execute(document, { ...variables, after }, options, true)));
      if (!page) return;
      yield* page.nodes;
      const { hasNextPage, endCursor } = page.pageInfo;
      if (!hasNextPage || !endCursor || endCursor === after) return;
      after = endCursor;
    }
  }

  /**
   * What happens from now on, as it happens. Comes back by itself when the connection breaks or the token's time is over;
   * what happened in between has to be read. Ends when the platform says so, or when you leave the loop or abort.
   */
  async *subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...[variables, options]: Call<Variables>
  ): AsyncGenerator<Result, void, undefined> {
    const signal = options?.signal;
    const leaving = new AbortController();
    const either = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
    try {
      for (let failures = 0; ; ) {
        const opened = await this.#transport.send({
          url: this.environment.graph,
          body: bodyOf(document, variables),
          accept: STREAM,
          repeatable: true,
          streaming: true,
          signal: either,
          read: async (response) => response,
        });
        try {
          for await (const { event, data } of eventsOf(opened)) {
            if (event === "complete") return;
            if (event !== "next") continue;
            failures = 0;
            const answer = answerOf<Result>(data, requestIdOf(opened.headers));
            if (answer.error?.has("TOKEN_EXPIRED")) break;
            yield whole(answer);
          }
        } catch (error) {
          signal?.throwIfAborted();
          if (error instanceof OpenTaxError) throw error;
        }
        await wait(backoff(failures++), signal);
      }
    } finally {
      leaving.abort();
    }
  }

  async #execute<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: unknown,
    options: CallOptions | undefined,
    repeatable: boolean,
  ): Promise<Answer<Result>> {
    const ticket = await this.#pace.admit(String(document), options?.signal);
    let outcome: Parameters<typeof ticket.done>[0] = "unanswered";
    try {
      const answer = await this.#transport.send({
        url: this.environment.graph,
        body: bodyOf(document, variables),
        accept: JSON_ANSWER,
        repeatable,
        signal: options?.signal,
        read: async (response) => answerOf<Result>(await response.text(), requestIdOf(response.headers)),
      });
      outcome = answer.cost ?? "costless";
      return answer;
    } finally {
      ticket.done(outcome);
    }
  }
}

const bodyOf = (document: TypedDocument<unknown, never>, variables: unknown) =>
  JSON.stringify({ query: String(document), variables });

/** Whether one of the inputs carries the key under which the platform does it once. */
const isIdempotent = (variables: unknown): boolean =>
  Object.values(variables ?? {}).some(
    (input) => typeof (input as { idempotencyKey?: unknown } | null)?.idempotencyKey === "string",
  );

function answerOf<Result>(text: string, header: string | undefined): Answer<Result> {
  let sent: { data?: Result | null; errors?: unknown; extensions?: { cost?: Cost; requestId?: string } };
  try {
    sent = JSON.parse(text);
  } catch (cause) {
    throw sdkError("UNEXPECTED_ANSWER", { body: text.slice(0, 200) }, { requestId: header, cause });
  }
  const requestId = sent.extensions?.requestId ?? header;
  const data = sent.data ?? null;
  const [first, ...rest] = problemsOfErrors(sent.errors);
  const error = first && new OpenTaxError([first, ...rest], { requestId, data: data ?? undefined });
  if (!error && data === null)
    throw sdkError("UNEXPECTED_ANSWER", { body: text.slice(0, 200) }, { requestId });
  return { data, error, cost: sent.extensions?.cost, requestId };
}

function whole<Result>({ data, error }: Answer<Result>): Result {
  if (error) throw error;
  return data as Result;
}
