import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { openBench } from "./database.mjs";
import { answering } from "./program.mjs";

const programs = {
  bare: async () => (await import("./servers/bare.mjs")).bare,
  ours: async () => (await import("./servers/ours.mjs")).ours,
  "ours-secured": async () => (await import("./servers/ours.mjs")).oursSecured,
  "ours-trusted": async () => (await import("./servers/trusted.mjs")).oursTrusted,
  unfederated: async () => (await import("./servers/unfederated.mjs")).unfederated,
  "apollo-gateway": async () => (await import("./servers/apollo-gateway.mjs")).apolloGateway,
  "hive-gateway": async () => (await import("./servers/hive-gateway.mjs")).hiveGateway,
};

let before;
let profiling;

const does = {
  /** Starts one of the servers. */
  async serve({ name, url, config, document }) {
    const start = await programs[name]();
    const started = await start({ environment: await openBench(url, config), config, document });
    return typeof started === "number" ? { port: started } : started;
  },

  /** From here on CPU time counts. */
  async count({ profile }) {
    if (profile) {
      profiling = new Session();
      profiling.connect();
      await profiling.post("Profiler.enable");
      await profiling.post("Profiler.start");
    }
    before = process.cpuUsage();
  },

  /** The CPU time since, in microseconds, of all threads. */
  async counted({ profile }) {
    const { user, system } = process.cpuUsage(before);
    if (profile) {
      const { profile: recorded } = await profiling.post("Profiler.stop");
      writeFileSync(profile, JSON.stringify(recorded));
      profiling.disconnect();
    }
    return { micros: user + system };
  },
};

answering((question) => does[question.does](question));
