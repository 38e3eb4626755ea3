import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";

/* A gateway on a real server, loaded from another thread: with as much as it can do, and with five times that. */

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
  seconds: number;
}

/** Sends `perSecond` requests each second whatever comes back, or, without it, the next when one is answered. */
const load = (perSecond?: number): Promise<Figures> =>
  new Promise((done, fail) => {
    const workerData = { url: gateway.url, perSecond, seconds: SECONDS };
    new Worker(GENERATOR, { eval: true, workerData }).once("message", done).once("error", fail);
  });

const GENERATOR = /* JavaScript */ `
const { Agent, request } = require("node:http");
const { parentPort, workerData: { url, perSecond, seconds } } = require("node:worker_threads");
const agent = new Agent({ keepAlive: true, maxSockets: 400 });
const body = '{"query":"{ work }"}';
const headers = { "content-type": "application/json", "content-length": body.length };
const statuses = {};
let open = 0;
let over = false;
const send = (next) => {
  open += 1;
  const finish = (status) => {
    if (!over) statuses[status] = (statuses[status] ?? 0) + 1;
    open -= 1;
    if (!over) next?.();
  };
  const asked = request(url, { method: "POST", agent, headers }, (answer) => {
    answer.resume().once("end", () => finish(answer.statusCode));
  });
  asked.once("error", () => finish(0));
  asked.end(body);
};
const again = () => send(again);
const begun = performance.now();
if (perSecond) {
  let sent = 0;
  const tick = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * perSecond;
    for (; sent < due; sent += 1) if (open < 400) send();
  }, 5);
  setTimeout(() => clearInterval(tick), seconds * 1000);
} else for (let client = 0; client < 8; client += 1) again();
setTimeout(() => {
  over = true;
  parentPort.postMessage({ statuses, seconds: (performance.now() - begun) / 1000 });
  process.exit();
}, seconds * 1000);
`;

it("spends its processor on what it lets in when five times as much comes as it can do, and breaks nothing", async () => {
  await load();
  const measured = async (perSecond?: number) => {
    const before = busyMicros();
    const { statuses, seconds } = await load(perSecond);
    const served = statuses[200] ?? 0;
    return { statuses, rate: served / seconds, perBusySecond: served / ((busyMicros() - before) / 1e6) };
  };
  const able = await measured();
  expect(Object.keys(able.statuses)).toEqual(["200"]);
  const much = await measured(5 * able.rate);
  expect(Object.keys(much.statuses)).toEqual(["200", "429"]);
  expect(much.statuses[429]).toBeGreaterThan(0);
  expect(much.perBusySecond / able.perBusySecond).toBeGreaterThan(0.6);
}, 60_000);
