import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { OpenTax } from "./client.ts";
import { OpenTaxError } from "./errors.ts";
import type { TypedDocument } from "./graphql.ts";
import { type FakePlatform, json, type Respond, refusal, startFakePlatform } from "./testing/platform.ts";

type Items = { items: { nodes: number[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
const LIST: TypedDocument<Items, { first: number; after?: string | null | undefined }> =
  "query List($first: Int, $after: String) { items }";
const EVENTS: TypedDocument<{ event: number }, Record<string, never>> = "subscription Events { event }";
const ALL = Array.from({ length: 25 }, (_, index) => index);

let platform: FakePlatform;
beforeAll(async () => {
  platform = await startFakePlatform();
  platform.secured = false;
});
afterAll(() => platform.close());
beforeEach(() => {
  platform.requests.length = 0;
  platform.answer = ({ variables }, response) => {
    const { first, after } = variables as { first: number; after?: string };
    const start = after ? Number(after) : 0;
    const nodes = ALL.slice(start, start + first);
    const end = start + nodes.length;
    json(response, 200, {
      data: {
        items: {
          nodes,
          pageInfo: { hasNextPage: end < ALL.length, endCursor: nodes.length > 0 ? String(end) : null },
        },
      },
    });
  };
});

const client = () => new OpenTax({ environment: platform.environment });

async function collect<T>(items: AsyncIterable<T>, enough = Number.POSITIVE_INFINITY) {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= enough) break;
  }
  return found;
}

it("goes through all pages, each once", async () => {
  expect(await collect(client().pages(LIST, { first: 10 }, ({ items }) => items))).toEqual(ALL);
  expect(platform.requests.map(({ variables }) => (variables as { after?: string }).after)).toEqual([
    undefined,
    "10",
    "20",
  ]);
});

it("fetches no page beyond what is taken, and can begin anywhere", async () => {
  expect(
    await collect(
      client().pages(LIST, { first: 10 }, ({ items }) => items),
      10,
    ),
  ).toEqual(ALL.slice(0, 10));
  expect(platform.requests).toHaveLength(1);
  expect(await collect(client().pages(LIST, { first: 10, after: "20" }, ({ items }) => items))).toEqual(
    ALL.slice(20),
  );
});

it("has nothing to say about an empty list or one that is not there", async () => {
  expect(await collect(client().pages(LIST, { first: 10, after: "25" }, ({ items }) => items))).toEqual([]);
  expect(await collect(client().pages(LIST, { first: 10 }, () => null))).toEqual([]);
});

const stream =
  (...chunks: string[]) =>
  (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const chunk of chunks) response.write(chunk);
    return response;
  };
const next = (event: number) => `event: next\ndata: ${JSON.stringify({ data: { event } })}\n\n`;

it("hands on events, and comes back when the connection breaks or the token is over", async () => {
  platform.faults.push(
    (request, response) => {
      stream(":\n\n", next(1), next(2).slice(0, 20), next(2).slice(20))(request, response);
      setTimeout(() => response.destroy(), 50);
    },
    (request, response) =>
      stream(`event: next\ndata: ${JSON.stringify(refusal("TOKEN_EXPIRED"))}\n\n`, "event: complete\n\n")(
        request,
        response,
      ),
    (request, response) =>
      stream(`event: next\r\ndata: {"data":\r\ndata: {"event":3}}\r\n\r\n`, "event: complete\ndata:\n\n")(
        request,
        response,
      ),
  );
  const events = await collect(client().subscribe(EVENTS));
  expect(events).toEqual([{ event: 1 }, { event: 2 }, { event: 3 }]);
  expect(platform.requests.map(({ accept }) => accept)).toEqual(Array(3).fill("text/event-stream"));
});

it("closes the connection when one leaves, and when one aborts", async () => {
  let closed = 0;
  const open: Respond = (request, response) => {
    response.on("close", () => {
      closed += 1;
    });
    stream(next(1))(request, response);
  };
  platform.faults.push(open);
  expect(await collect(client().subscribe(EVENTS), 1)).toEqual([{ event: 1 }]);
  platform.faults.push(open);
  const leaving = new AbortController();
  const events = client().subscribe(EVENTS, {}, { signal: leaving.signal });
  expect((await events.next()).value).toEqual({ event: 1 });
  setTimeout(() => leaving.abort(new Error("enough")), 20);
  await expect(events.next()).rejects.toThrow("enough");
  await expect.poll(() => closed).toBe(2);
});

it("throws what a subscription is refused with", async () => {
  platform.faults.push(
    (request, response) =>
      stream(`event: next\ndata: ${JSON.stringify(refusal("CONSENT_REVOKED"))}\n\n`)(request, response),
    (_, response) => json(response, 401, refusal("FORBIDDEN_SCOPE")),
  );
  await expect(collect(client().subscribe(EVENTS))).rejects.toMatchObject({ code: "CONSENT_REVOKED" });
  const error = await collect(client().subscribe(EVENTS)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OpenTaxError);
  expect((error as OpenTaxError).code).toBe("FORBIDDEN_SCOPE");
});
