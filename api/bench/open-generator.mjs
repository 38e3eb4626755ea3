import { once } from "node:events";
import { connect } from "node:net";
import { answering } from "./program.mjs";
import { Prover } from "./prover.mjs";

/** Opened before the clock starts: an app keeps its connections, and what is measured is not how fast they are made. */
const CONNECTIONS = 1_000;
const OPENED_AT_ONCE = 100;
const TICK_MS = 1;
/** How long is waited for what was sent last. What has not been answered then is an error. */
const PATIENCE_MS = 10_000;
const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * A connection that is kept alive: one request after the other, and for each the status and the body of its answer. It is
 * written on bare sockets, so that the generator can offer several times what the server is able to do.
 */
class Connection {
  #socket;
  #done;
  #received = [];
  #length = 0;
  #needed = Number.POSITIVE_INFINITY;

  constructor(port) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => this.#finish(0, ""));
  }

  ready() {
    return once(this.#socket, "connect");
  }

  send(text, done) {
    this.#done = done;
    this.#socket.write(text, "latin1");
  }

  close() {
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#received.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed && this.#needed !== Number.POSITIVE_INFINITY) return;
    const all = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    this.#received = [all];
    const end = all.indexOf(HEAD_END);
    if (end === -1) return;
    const head = all.latin1Slice(0, end).toLowerCase();
    const at = head.indexOf("content-length: ");
    this.#needed = end + HEAD_END.length + (at === -1 ? 0 : Number.parseInt(head.slice(at + 16), 10));
    if (this.#length < this.#needed) return;
    const body = all.utf8Slice(end + HEAD_END.length);
    this.#received = [];
    this.#length = 0;
    this.#needed = Number.POSITIVE_INFINITY;
    this.#finish(Number(head.slice(9, 12)), body);
  }

  #finish(status, body) {
    const done = this.#done;
    this.#done = undefined;
    done?.(status, body);
  }
}

/** Requests as text, with what their answers begin with. */
function requestsOf({ origin, variables, expected, credentials }, prover) {
  const head = [
    "POST /graphql HTTP/1.1",
    `host: ${new URL(origin).host}`,
    "content-type: application/json",
    `authorization: DPoP ${credentials.token}`,
  ].join("\r\n");
  const extensions = { persistedQuery: { version: 1, sha256Hash: credentials.hash } };
  const bodies = variables.map((values) => {
    const body = JSON.stringify({ extensions, variables: values });
    return `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  let sent = 0;
  return () => {
    const index = sent++ % bodies.length;
    return { text: `${head}\r\ndpop: ${prover.next()}\r\n${bodies[index]}`, expected: expected[index] };
  };
}

/** What came back: the times of what was done and of what was shed, in milliseconds, and all that should not be. */
class Outcome {
  accepted = [];
  shed = [];
  errors = {};

  note(status, body, expected, milliseconds) {
    if (status === 200 && body.startsWith(expected)) this.accepted.push(milliseconds);
    else if (status === 429 && body.includes('"OVERLOADED"')) this.shed.push(milliseconds);
    else {
      const what = status === 200 ? "200 with another answer" : String(status);
      this.errors[what] = (this.errors[what] ?? 0) + 1;
    }
  }

  figures(seconds) {
    const { accepted, shed, errors } = this;
    return { accepted: times(accepted, seconds), shed: times(shed, seconds), errors };
  }
}

function times(all, seconds) {
  const sorted = Float64Array.from(all).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, rps: sorted.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

const does = {
  /**
   * Sends `perSecond` requests each second whatever comes back, or with `clients` so many clients' requests, each the next
   * when one is answered. Times count from when a request was due, not from when there was a connection for it.
   */
  async load({ perSecond, clients, seconds, proofs, ...scene }) {
    const prover = new Prover(scene.credentials);
    await prover.prepare(scene.origin, proofs);
    const next = requestsOf(scene, prover);
    const port = Number(new URL(scene.origin).port);
    const outcome = new Outcome();
    const all = [];
    const late = [];
    const connected = () => {
      const connection = new Connection(port);
      all.push(connection);
      return connection;
    };
    while (all.length < (clients ?? CONNECTIONS))
      await Promise.all(
        Array.from({ length: Math.min(OPENED_AT_ONCE, clients ?? CONNECTIONS) }, () => connected().ready()),
      );
    const idle = [...all];
    let open = 0;
    let drained;
    const begun = performance.now();
    const ended = () => performance.now() - begun >= seconds * 1000;
    const send = (connection, due) => {
      const { text, expected } = next();
      connection.send(text, (status, body) => {
        outcome.note(status, body, expected, performance.now() - due);
        open -= 1;
        const free = status === 0 ? connected() : connection;
        const waiting = late.shift();
        if (clients && !ended()) {
          open += 1;
          send(free, performance.now());
        } else if (waiting === undefined) idle.push(free);
        else send(free, waiting);
        if (open === 0 && ended()) drained?.();
      });
    };
    const begin = (due) => {
      open += 1;
      const connection = idle.pop();
      if (connection) send(connection, due);
      else late.push(due);
    };
    if (clients) for (let client = 0; client < clients; client++) begin(performance.now());
    let sent = 0;
    const tick = setInterval(() => {
      const elapsed = Math.min(performance.now() - begun, seconds * 1000);
      for (const due = perSecond ? (elapsed / 1000) * perSecond : 0; sent < due; sent++)
        begin(begun + (sent / perSecond) * 1000);
    }, TICK_MS);
    await new Promise((over) => setTimeout(over, seconds * 1000));
    clearInterval(tick);
    if (open > 0)
      await new Promise((over) => {
        drained = over;
        setTimeout(over, PATIENCE_MS);
      });
    const took = (performance.now() - begun) / 1000;
    if (open > 0) outcome.errors.unanswered = open;
    for (const connection of all) connection.close();
    return { ...outcome.figures(took), offered: clients ? undefined : sent / seconds };
  },
};

answering((question) => does[question.does](question));
