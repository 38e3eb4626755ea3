import { aligned, median, rounded } from "./report.mjs";

/** How much more a look-up may cost at the greater size. */
const FLAT = 1.3;

/**
 * The medians of the rounds, and for each read what it costs at the greater size in relation to the lesser: processor time
 * of the platform's process and of its database's together. What clients were given was looked for in the tables.
 */
export function invoicesReport(scenario, { scales, reads, measured, audit }) {
  const row = (name, rounds) => {
    const of = (figure, digits) => rounded(median(rounds.map((round) => round[figure])), digits);
    const sum = (figure) => rounds.reduce((all, round) => all + (round[figure] ?? 0), 0);
    return {
      name,
      cpuMicros: of("cpuMicros", 1),
      databaseMicros: of("databaseMicros", 1),
      perSecond: of("perSecond", 0),
      p50Ms: of("p50Ms", 2),
      p99Ms: of("p99Ms", 2),
      errors: sum("errors"),
      ...(rounds[0].given === undefined
        ? {}
        : { verified: sum("given"), twice: sum("twice"), lost: sum("lost") }),
    };
  };
  const rows = [...reads, ...Object.entries(measured)].map(([name, rounds]) => row(name, rounds));
  const cost = new Map(rows.map(({ name, cpuMicros, databaseMicros }) => [name, cpuMicros + databaseMicros]));
  const [less, more] = scales;
  const ratios = Object.fromEntries(
    [...cost].flatMap(([name, micros]) => {
      const read = name.endsWith(` of ${more}`) && name.slice(0, -` of ${more}`.length);
      return read ? [[read, rounded(micros / cost.get(`${read} of ${less}`), 2)]] : [];
    }),
  );
  const written = rows.filter(({ verified }) => verified !== undefined);
  const exact = written.every(({ errors, twice, lost }) => errors + twice + lost === 0);
  const { invoices, ...faults } = audit;
  const ok =
    exact &&
    Object.values(ratios).every((ratio) => ratio <= FLAT) &&
    Object.values(faults).every((n) => n === 0);
  return { scenario, scales, rows, ratios, audit: { invoices, ...faults }, ok };
}

/** The same as people read it. */
export function invoicesTable({ scales, rows, ratios, audit }) {
  const head = [
    "",
    "CPU µs",
    "database µs",
    "done/s",
    "p50 ms",
    "p99 ms",
    "errors",
    "verified",
    "twice",
    "lost",
  ];
  const figures = [
    "cpuMicros",
    "databaseMicros",
    "perSecond",
    "p50Ms",
    "p99Ms",
    "errors",
    "verified",
    "twice",
    "lost",
  ];
  const lines = rows.map((row) => [row.name, ...figures.map((figure) => String(row[figure] ?? ""))]);
  return [
    ...aligned(head, lines),
    "",
    `cost at ${scales[1]} in relation to ${scales[0]}:`,
    ...Object.entries(ratios).map(([name, ratio]) => `${name.padEnd(22)} ${ratio.toFixed(2)}`),
    "",
    `audit of what was issued: ${JSON.stringify(audit)}`,
  ].join("\n");
}
