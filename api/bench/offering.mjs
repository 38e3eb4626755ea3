import { onBothCores, onServerCore } from "./pinning.mjs";
import { Program } from "./program.mjs";

/** As many clients as keep the server busy without being too much for it. */
const CLIENTS = 32;
/** What is offered, in multiples of what the server can do. */
const OFFERED = [1, 2, 5];
const ROUNDS = 3;
const WARM_UP_SECONDS = 4;
/** Signed ahead for clients whose number of requests nobody knows yet; more are signed when they run out. */
const PROOFS_PER_SECOND = 2_000;

/** One server under an open load, and the generator; `figures` of a step are what came back and what it cost. */
class LoadedServer {
  #server;
  #generator = new Program("./open-generator.mjs", "the load generator");
  #scene;

  constructor(name, options) {
    this.#server = new Program("./server.mjs", name, options);
  }

  async start({ name, url, config, scene }) {
    const { document, variables } = scene;
    const { port, credentials } = await this.#server.ask({ does: "serve", name, url, config, document });
    const origin = `http://127.0.0.1:${port}`;
    const reference = new Program("./generator.mjs", "the generator of answers");
    try {
      const expected = await reference.ask({
        does: "answers",
        document,
        variables,
        name,
        origin,
        credentials,
      });
      this.#scene = { variables, expected, origin, credentials };
    } finally {
      await reference.stop();
    }
  }

  async step({ perSecond, clients, seconds, profile }) {
    const proofs = Math.ceil((perSecond ?? PROOFS_PER_SECOND) * seconds) + 100;
    await this.#server.ask({ does: "count", profile });
    const figures = await this.#generator.ask({
      does: "load",
      ...this.#scene,
      perSecond,
      clients,
      seconds,
      proofs,
    });
    const { micros } = await this.#server.ask({ does: "counted", profile });
    return { ...figures, cpuMicros: micros / Math.max(1, figures.accepted.count) };
  }

  async stop() {
    await Promise.all([this.#server.stop(), this.#generator.stop()]);
  }
}

/**
 * What a server on one core still does when more is offered than it can do. Each round measures first what it can do, with a
 * few clients that wait for their answers, and then offers 1, 2 and 5 times that whatever comes back: what is done in
 * relation to that is the goodput. `cpuMicros` is the server's processor time for each answer given, refusals included in
 * the price: its relation is the goodput as it would be if nothing else ran on the machine.
 */
export async function measureOverload({ name, url, config, scene, seconds, profile, say }) {
  const server = new LoadedServer(name, onServerCore());
  try {
    await server.start({ name, url, config, scene });
    say("Warming up …");
    await server.step({ clients: CLIENTS, seconds: WARM_UP_SECONDS });
    const steps = new Map();
    const note = (step, figures) => steps.set(step, [...(steps.get(step) ?? []), figures]);
    for (let round = 1; round <= ROUNDS; round++) {
      say(`Round ${round} of ${ROUNDS} …`);
      const able = await server.step({ clients: CLIENTS, seconds });
      note("able", { ...able, goodput: 1, thrift: 1 });
      for (const times of OFFERED) {
        const figures = await server.step({ perSecond: times * able.accepted.rps, seconds });
        note(`${times}x`, {
          ...figures,
          goodput: figures.accepted.rps / able.accepted.rps,
          thrift: able.cpuMicros / figures.cpuMicros,
        });
      }
    }
    if (profile)
      await server.step({
        perSecond: OFFERED.at(-1) * steps.get("able")[0].accepted.rps,
        seconds,
        profile: `${profile}/${scene.name}.cpuprofile`,
      });
    return steps;
  } finally {
    await server.stop();
  }
}

/** What is asked of a single process on two cores, which it shares with its database and with whoever asks. */
const PER_SECOND = 1_000;

/** The load the platform promises to bear. */
export async function measureLoad({ name, url, config, scene, seconds, say }) {
  const server = new LoadedServer(name, onBothCores());
  try {
    await server.start({ name, url, config, scene });
    say("Warming up …");
    await server.step({ clients: CLIENTS, seconds: WARM_UP_SECONDS });
    say(`${PER_SECOND} a second …`);
    return new Map([[`${PER_SECOND}/s`, [await server.step({ perSecond: PER_SECOND, seconds })]]]);
  } finally {
    await server.stop();
  }
}
