import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";

/* A gateway on a real server, loaded from another thread: by as many clients as it can serve, and by far too many. */

const SDL = "type Query { work: Int }";
/** The processor time an operation takes, in microseconds. Other tests run beside this one: only processor time is compared. */
const WORK_MICROS = 2_000;
const SECONDS = 3;

let gateway: TestGateway;
beforeAll(async () => {
  const work = async () => {
    await new Promise((later) => setImmediate(later));
    const end = busyMicros() + WORK_MICROS;
    while (busyMicros() < end);
    return 1;
  };
  const plenty = { perOperation: 1e6, capacity: 1e9, restoreRate: 1e9 };
  gateway = await startGateway(SDL, memoryExecutor(SDL, { Query: { work } }), {
    limits: { anonymous: plenty },
  });
});
afterAll(() => gateway.stop());

/** The processor time this thread has used. */
function busyMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

interface Figures {
  /** Answers by status; 0 for a connection that broke. */
  statuses: Record<number, number>;
}

/** So many clients, each of which asks again when it is answered, and a while later when it is turned away. */
const load = (clients: number): Promise<Figures> =>
  new Promise((done, fail) => {
    const workerData = { url: gateway.url, clients, seconds: SECONDS };
    new Worker(GENERATOR, { eval: true, workerData }).once("message", done).once("error", fail);
  });

const GENERATOR = /* JavaScript */ `
const { Agent, request } = require("node:http");
const { parentPort, workerData: { url, clients, seconds } } = require("node:worker_threads");
const agent = new Agent({ keepAlive: true, maxSockets: 400 });
const body = '{"query":"{ work }"}';
const headers = { "content-type": "application/json", "content-length": body.length };
const statuses = {};
let over = false;
const ask = () => {
  const finish = (status) => {
    if (over) return;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 429) setTimeout(ask, 200);
    else ask();
  };
  const asked = request(url, { method: "POST", agent, headers }, (answer) => {
    answer.resume().once("end", () => finish(answer.statusCode));
  });
  asked.once("error", () => finish(0));
  asked.end(body);
};
for (let client = 0; client < clients; client += 1) ask();
setTimeout(() => {
  over = true;
  parentPort.postMessage({ statuses });
  process.exit();
}, seconds * 1000);
`;

it("spends its processor on what it lets in when far more comes than it can do, and breaks nothing", async () => {
  await load(8);
  const measured = async (clients: number) => {
    const before = busyMicros();
    const { statuses } = await load(clients);
    return { statuses, perBusySecond: (statuses[200] ?? 0) / ((busyMicros() - before) / 1e6) };
  };
  const able = await measured(8);
  expect(Object.keys(able.statuses)).toEqual(["200"]);
  const much = await measured(400);
  expect(Object.keys(much.statuses)).toEqual(["200", "429"]);
  expect(much.perBusySecond / able.perBusySecond).toBeGreaterThan(0.5);
}, 60_000);
