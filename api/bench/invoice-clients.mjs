import { randomUUID } from "node:crypto";
import autocannon from "autocannon";
import { answering } from "./program.mjs";

const NUMBER = /"number":"(\d{20})"/;
const KEY = "$KEY";

const post = async (origin, body) => {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors).slice(0, 500));
  return data;
};

const does = {
  /** One question, with its answer's data. */
  async ask({ origin, query, variables }) {
    return post(origin, { query, variables });
  },

  /**
   * So many clients ask one request after the other, each the next when one is answered. An answer has to contain what
   * its request names; of what is issued the numbers are kept. `$KEY` in a body becomes a new key each time.
   */
  async load({ origin, requests, clients, seconds }) {
    let errors = 0;
    let answered = 0;
    let wrong;
    const numbers = [];
    const prepared = requests.map(({ body, contains }) => ({
      method: "POST",
      path: "/graphql",
      headers: { "content-type": "application/json" },
      body,
      ...(body.includes(KEY)
        ? { setupRequest: (request) => ({ ...request, body: body.replace(KEY, randomUUID()) }) }
        : {}),
      onResponse(status, text) {
        if (status !== 200 || !text.includes(contains)) {
          errors++;
          wrong ??= text.slice(0, 300);
        } else answered++;
        const number = NUMBER.exec(text)?.[1];
        if (number && body.includes(KEY)) numbers.push(number);
      },
    }));
    let place = 0;
    const started = performance.now();
    const run = autocannon({
      url: origin,
      connections: clients,
      duration: seconds,
      setupClient(client) {
        const from = Math.floor((place++ * prepared.length) / clients);
        client.setRequests(
          [...prepared.slice(from), ...prepared.slice(0, from)].map((each) => ({ ...each })),
        );
      },
    });
    const times = [];
    let last = started;
    run.on("response", (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
      last = performance.now();
    });
    await run;
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return {
      requests: answered,
      perSecond: answered / ((last - started) / 1000),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      errors,
      wrong,
      numbers,
    };
  },

  /** Hands in batches of so many, `clients` at a time, until `seconds` are over, and waits until all are worked off. */
  async batches({ origin, accept, result, input, size, clients, seconds }) {
    const started = performance.now();
    const over = () => performance.now() - started >= seconds * 1000;
    let issued = 0;
    let refused = 0;
    const numbers = [];
    const client = async () => {
      while (!over()) {
        const variables = { input: { invoices: Array(size).fill(input), idempotencyKey: randomUUID() } };
        const { issueInvoiceBatch } = await post(origin, { query: accept, variables });
        const id = issueInvoiceBatch.requestId;
        if (!id) throw new Error(JSON.stringify(issueInvoiceBatch));
        for (;;) {
          const { issueResult } = await post(origin, { query: result, variables: { id } });
          if (issueResult.state === "DONE") {
            issued += issueResult.issued;
            refused += issueResult.refused;
            numbers.push(...issueResult.items.flatMap(({ invoice }) => (invoice ? [invoice.number] : [])));
            break;
          }
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const took = (performance.now() - started) / 1000;
    return { requests: issued, perSecond: issued / took, p50Ms: 0, p99Ms: 0, errors: refused, numbers };
  },
};

answering((question) => does[question.does](question));
