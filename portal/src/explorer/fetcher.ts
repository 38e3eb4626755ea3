import type { Fetcher, FetcherParams } from "@graphiql/toolkit";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { post } from "../platform/session.ts";

const JSON_ANSWER = "application/graphql-response+json, application/json";

/** True when the operation that will run is a subscription. */
function isSubscription({ operationName }: FetcherParams, document: Parameters<Fetcher>[1]): boolean {
  const operations =
    document?.documentAST?.definitions.filter((node) => node.kind === "OperationDefinition") ?? [];
  const chosen = operations.find((node) => !operationName || node.name?.value === operationName);
  return chosen?.operation === "subscription";
}

/** Splits a stream of server-sent events into the data of its `next` events. */
async function* events(response: Response, signal: AbortSignal): AsyncGenerator<Record<string, unknown>> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let held = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (held + part.value).split(/\r?\n\r?\n/);
      held = blocks.pop() ?? "";
      for (const block of blocks) {
        if (/^event: ?complete/m.test(block)) return;
        const data = /^data: ?(.+)$/m.exec(block)?.[1];
        if (data) yield JSON.parse(data);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A stream that ends its request at once when GraphiQL's stop button is pressed, not with the next event. */
function stoppable(response: Response, stop: AbortController): AsyncIterableIterator<unknown> {
  const stream = events(response, stop.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => stream.next(),
    return() {
      stop.abort();
      return stream.return(undefined);
    },
  };
}

/** Sends what GraphiQL asks to the chosen environment; the token and its proof are added here and nowhere else. */
export const fetcherFor = (environment: EnvironmentName): Fetcher =>
  async function fetcher(parameters, options) {
    const streams = isSubscription(parameters, options);
    const headers = new Headers({
      "content-type": "application/json",
      accept: streams ? "text/event-stream" : JSON_ANSWER,
    });
    const stop = new AbortController();
    const body = JSON.stringify(parameters);
    const response = await post(environment, headers, body, environment === "sandbox", stop.signal);
    if (streams && response.ok) return stoppable(response, stop);
    return response.json();
  } as Fetcher;
