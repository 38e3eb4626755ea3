import { onServerCore } from "./pinning.mjs";
import { Program } from "./program.mjs";

/** Rounds of each server; the first only warms it up. */
const ROUNDS = 6;
/** Proofs that are made before the first round, when nobody knows yet how many there will be. */
const FIRST_PROOFS_PER_SECOND = 6_000;

/** Starts the servers of a scene, has them all give the same answers, and loads them in turn. */
export async function measure({ names, url, config, scene, seconds, profile, say }) {
  const generator = new Program("./generator.mjs", "the load generator");
  const started = [];
  try {
    for (const name of names) {
      const program = new Program("./server.mjs", name, onServerCore());
      const server = { name, program, rounds: [] };
      started.push(server);
      const { port, credentials } = await program.ask({
        does: "serve",
        name,
        url,
        config,
        document: scene.document,
      });
      Object.assign(server, { origin: `http://127.0.0.1:${port}`, credentials });
    }
    const expected = await agreed(generator, started, scene);
    const load = (server, more = {}) => loaded(generator, server, { ...scene, expected, seconds, ...more });
    for (let round = 0; round < ROUNDS; round++) {
      say(round === 0 ? "Warming up …" : `Round ${round} of ${ROUNDS - 1} …`);
      for (const server of turned(started, round)) {
        const figures = await load(server);
        if (round > 0) server.rounds.push(figures);
        server.last = figures;
      }
    }
    if (profile)
      for (const server of started)
        await load(server, { profile: `${profile}/${scene.name}-${server.name}.cpuprofile` });
    return started.map(({ name, rounds }) => ({ name, rounds }));
  } finally {
    await Promise.all([generator, ...started.map(({ program }) => program)].map((program) => program.stop()));
  }
}

/** Every round begins with another server, so that none always follows the same one. */
const turned = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

/** The answers of the first server, after making sure that the others give the same. */
async function agreed(generator, servers, scene) {
  let expected;
  for (const { name, origin, credentials } of servers) {
    const answers = await generator.ask({ does: "answers", ...scene, name, origin, credentials });
    expected ??= answers;
    const differs = answers.findIndex((answer, index) => answer !== expected[index]);
    if (differs >= 0)
      throw new Error(`${name} answers ${answers[differs]}, ${servers[0].name} answers ${expected[differs]}`);
  }
  return expected;
}

async function loaded(generator, { name, program, origin, credentials, last }, { profile, ...scene }) {
  const perSecond = last ? last.rps * 1.3 : FIRST_PROOFS_PER_SECOND;
  const proofs = credentials ? Math.ceil(perSecond * (scene.seconds + 1)) : 0;
  await program.ask({ does: "count", profile });
  const figures = await generator.ask({ does: "load", ...scene, name, origin, credentials, proofs });
  const { micros } = await program.ask({ does: "counted", profile });
  return { ...figures, cpuMicros: micros / figures.requests };
}
