// npm run bench -- [scenario] [--list] [--json] [--seconds N] [--only a,b] [--profile FOLDER] [--scale N]
import { mkdirSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { installPeers } from "./peers.mjs";
import { keepOffServerCore, pinned } from "./pinning.mjs";
import { SAMPLE_INVOICES, scenarios, servers } from "./scenarios.mjs";

const { values: options, positionals } = arguments_();
const say = (line) => console.error(line);
const SECONDS = 3;

if (options.list) {
  for (const [name, { title, servers: measured }] of Object.entries(scenarios))
    console.log(
      `${name.padEnd(10)} ${title}\n${measured.map((server) => `           ${server.padEnd(16)} ${servers[server]}\n`).join("")}`,
    );
} else {
  const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const unknown = names.filter((name) => !scenarios[name]);
  const seconds = Number(options.seconds ?? SECONDS);
  if (options.scale && !/^[1-9]\d{4,7}$/.test(options.scale))
    fail("--scale takes a number of invoices from 10000.");
  if (unknown.length > 0)
    fail(`There is no scenario ${unknown.join(", ")}; there are ${Object.keys(scenarios).join(", ")}.`);
  if (!Number.isInteger(seconds) || seconds < 1) fail("--seconds takes a whole number of seconds.");
  try {
    await bench(names, options.seconds && seconds);
  } catch (error) {
    fail(error.name === "StartupError" ? error.message : error.stack);
  }
}

async function bench(names, told) {
  installPeers(say);
  keepOffServerCore();
  if (options.profile) mkdirSync(options.profile, { recursive: true });
  const [{ prepareDatabase, settings }, { measure }, offering, { reportOf, stepsReport, stepsTable, table }] =
    await Promise.all([
      import("./database.mjs"),
      import("./measure.mjs"),
      import("./offering.mjs"),
      import("./report.mjs"),
    ]);
  const config = settings();
  const ownDatabases = names.filter((name) => scenarios[name].alone);
  for (const name of ownDatabases) {
    const { invoicesReport, invoicesTable } = await import("./invoices-report.mjs");
    const { measureInvoices } = await import("./invoices.mjs");
    say(`\n${name}: ${scenarios[name].title}; load average ${loadavg()[0].toFixed(1)}`);
    const scale = options.scale && Number(options.scale);
    const report = invoicesReport(
      name,
      await measureInvoices({ config, seconds: told ?? SECONDS, scale, say }),
    );
    console.log(`\n${invoicesTable(report)}`);
    if (options.json) console.log(JSON.stringify(report));
  }
  if (ownDatabases.length === names.length) return;
  const database = await prepareDatabase(config, SAMPLE_INVOICES, say);
  try {
    for (const name of names.filter((each) => !scenarios[each].alone)) {
      const { title, document, variables, steps, servers: all } = scenarios[name];
      const seconds = told ?? scenarios[name].seconds ?? SECONDS;
      const chosen = options.only ? all.filter((server) => options.only.split(",").includes(server)) : all;
      say(
        `\n${name}: ${title}; ${chosen.length} servers, ${seconds} s a round${pinned ? ", pinned to a core" : ""}; load average ${loadavg()[0].toFixed(1)}`,
      );
      const scene = { name, document, variables: await variables(database.environment.database.reader) };
      const profile = options.profile && resolve(options.profile);
      if (steps) {
        const [only] = chosen;
        const report = stepsReport(
          name,
          await offering[steps]({ name: only, url: database.url, config, scene, seconds, profile, say }),
        );
        console.log(`\n${stepsTable(report)}`);
        if (options.json) console.log(JSON.stringify(report));
        continue;
      }
      const report = reportOf(
        name,
        await measure({ names: chosen, url: database.url, config, scene, seconds, profile, say }),
      );
      console.log(`\n${table(report)}`);
      if (options.json) console.log(JSON.stringify(report));
    }
  } finally {
    await database.close();
  }
}

function arguments_() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        list: { type: "boolean" },
        json: { type: "boolean" },
        seconds: { type: "string" },
        only: { type: "string" },
        profile: { type: "string" },
        scale: { type: "string" },
      },
    });
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
