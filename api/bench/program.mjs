import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const STOP_AFTER_MS = 3_000;

/** One of our programs in a process of its own, asked and answering by messages. */
export class Program {
  #child;
  #name;

  constructor(file, name, options = {}) {
    this.#name = name;
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
      ...options,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", 2, 2, "ipc"],
      serialization: "advanced",
    });
  }

  /** Sends a message and waits for its answer. */
  async ask(question) {
    this.#child.send(question);
    const ended = new AbortController();
    try {
      const [answer] = await Promise.race([
        once(this.#child, "message", { signal: ended.signal }),
        once(this.#child, "exit", { signal: ended.signal }).then(([code, signal]) => {
          throw new Error(`${this.#name} ended (${signal ?? code})`);
        }),
      ]);
      if (answer?.failed) throw new Error(`${this.#name}: ${answer.failed}`);
      return answer;
    } finally {
      ended.abort();
    }
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), STOP_AFTER_MS);
    this.#child.disconnect();
    await gone;
    clearTimeout(kill);
  }
}

/** Makes this process a program: answers each message by what `answer` gives, and ends when nobody listens any more. */
export function answering(answer) {
  process.on("message", async (question) => {
    try {
      process.send((await answer(question)) ?? {});
    } catch (error) {
      process.send({ failed: error.stack ?? String(error) });
    }
  });
  process.on("disconnect", () => process.exit());
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
}
