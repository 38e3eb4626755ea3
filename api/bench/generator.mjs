import autocannon from "autocannon";
import { answering } from "./program.mjs";
import { Prover } from "./prover.mjs";

const CONNECTIONS = 32;
const JSON_TYPE = { "content-type": "application/json" };

/** Requests for one server, and the texts that their answers have to begin with. */
function requestsFor({ document, variables, expected, credentials }, name, prover) {
  const asked = credentials?.hash
    ? { extensions: { persistedQuery: { version: 1, sha256Hash: credentials.hash } } }
    : { query: document };
  const authorization = credentials && { authorization: `DPoP ${credentials.token}` };
  return variables.map((values, index) => {
    const request =
      name === "bare"
        ? { method: "GET", path: `/invoices/${values.id}` }
        : { method: "POST", path: "/graphql", body: JSON.stringify({ ...asked, variables: values }) };
    const headers = { ...(request.body ? JSON_TYPE : {}), ...authorization };
    return {
      ...request,
      headers,
      ...(prover ? { setupRequest: (to) => ({ ...to, headers: { ...headers, dpop: prover.next() } }) } : {}),
      expected: expected?.[index],
    };
  });
}

/** The answer's data as text, after checking that there is nothing but data. */
function dataOf(body, what) {
  const { data, errors } = JSON.parse(body);
  if (errors || !data) throw new Error(`${what} answered ${body.slice(0, 500)}`);
  return `{"data":${JSON.stringify(data)}`;
}

const does = {
  /** Asks everything once and gives the answers' data. */
  async answers({ origin, name, ...scene }) {
    const prover = scene.credentials && new Prover(scene.credentials);
    await prover?.prepare(origin, scene.variables.length);
    const answers = [];
    for (const { path, method, body, headers, setupRequest } of requestsFor(scene, name, prover)) {
      const sent = setupRequest ? setupRequest({ headers }).headers : headers;
      const response = await fetch(origin + path, { method, headers: sent, ...(body ? { body } : {}) });
      const text = await response.text();
      if (!text.startsWith('{"data":'))
        throw new Error(`${name} answered ${response.status} ${text.slice(0, 500)}`);
      answers.push(dataOf(text, name));
    }
    return answers;
  },

  /** Loads a server for so many seconds. `proofs` is how many requests that may become. */
  async load({ origin, name, seconds, proofs, ...scene }) {
    const prover = scene.credentials && new Prover(scene.credentials);
    await prover?.prepare(origin, proofs);
    const requests = requestsFor(scene, name, prover);
    let errors = 0;
    for (const request of requests) {
      const { expected } = request;
      delete request.expected;
      request.onResponse = (status, body) => {
        if (status !== 200 || !body.startsWith(expected)) errors++;
      };
    }
    const times = [];
    let first;
    let last;
    let clients = 0;
    const shifted = () => {
      const from = Math.floor((clients++ * requests.length) / CONNECTIONS);
      return [...requests.slice(from), ...requests.slice(0, from)].map((request) => ({ ...request }));
    };
    const run = autocannon({
      url: origin,
      connections: CONNECTIONS,
      duration: seconds,
      setupClient: (client) => client.setRequests(shifted()),
    });
    run.on("response", (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
      last = performance.now();
      first ??= last;
    });
    const { errors: broken, timeouts } = await run;
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return {
      requests: times.length,
      rps: times.length > 1 ? (times.length - 1) / ((last - first) / 1000) : 0,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      errors: errors + broken + timeouts,
    };
  },
};

answering((question) => does[question.does](question));
