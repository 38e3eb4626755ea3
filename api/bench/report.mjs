import { ratios, servers } from "./scenarios.mjs";

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
export const rounded = (value, digits) => Number(value.toFixed(digits));
const DIGITS = { cpuMicros: 1, rps: 0, p50Ms: 2, p99Ms: 2 };

/** The medians of the rounds with their ranges, and what they make of each other. */
export function reportOf(scenario, measured) {
  const rows = measured.map(({ name, rounds }) => {
    const row = { name };
    const ranges = {};
    for (const [figure, digits] of Object.entries(DIGITS)) {
      const all = rounds.map((round) => round[figure]);
      row[figure] = rounded(median(all), digits);
      ranges[figure] = [rounded(Math.min(...all), digits), rounded(Math.max(...all), digits)];
    }
    return { ...row, errors: rounds.reduce((sum, { errors }) => sum + errors, 0), ranges };
  });
  const cpu = new Map(rows.map(({ name, cpuMicros }) => [name, cpuMicros]));
  const present = ratios.filter(([, of, to]) => cpu.has(of) && cpu.has(to));
  return {
    scenario,
    rows,
    ratios: Object.fromEntries(
      present.map(([name, of, to]) => [name, rounded(cpu.get(of) / cpu.get(to), 2)]),
    ),
  };
}

const listed = (found) =>
  Object.entries(found).map(([name, value]) => `${name.padEnd(22)} ${value.toFixed(2)}`);

export function aligned(head, lines) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  const text = (line) =>
    line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join("  ");
  return [head, ...lines].map(text);
}

/** The report as people read it. */
export function table({ rows, ratios: found }) {
  const range = ([min, max]) => `${min}–${max}`;
  const head = ["", "CPU µs/request", "(min–max)", "requests/s", "(min–max)", "p50 ms", "p99 ms", "errors"];
  const lines = rows.map(({ name, cpuMicros, rps, p50Ms, p99Ms, errors, ranges }) =>
    [name, cpuMicros, range(ranges.cpuMicros), rps, range(ranges.rps), p50Ms, p99Ms, errors].map(String),
  );
  return [
    ...aligned(head, lines),
    "",
    ...listed(found),
    "",
    ...rows.map(
      ({ name }) => `${name.padEnd(Math.max(...rows.map((row) => row.name.length)))}  ${servers[name]}`,
    ),
  ].join("\n");
}

/** The medians of what was seen at each step: of what was done, of what was shed, and of how much of the able that is. */
export function stepsReport(scenario, steps) {
  const rows = [...steps].map(([name, rounds]) => {
    const of = (figure) => median(rounds.map(figure));
    return {
      name,
      cpuMicros: rounded(
        of(({ cpuMicros }) => cpuMicros),
        1,
      ),
      offered: rounded(
        of(({ offered = 0 }) => offered),
        0,
      ),
      rps: rounded(
        of(({ accepted }) => accepted.rps),
        0,
      ),
      p50Ms: rounded(
        of(({ accepted }) => accepted.p50Ms),
        2,
      ),
      p99Ms: rounded(
        of(({ accepted }) => accepted.p99Ms),
        2,
      ),
      shed: rounded(
        of(({ shed }) => shed.rps),
        0,
      ),
      shedP50Ms: rounded(
        of(({ shed }) => shed.p50Ms),
        2,
      ),
      shedP99Ms: rounded(
        of(({ shed }) => shed.p99Ms),
        2,
      ),
      errors: rounds.reduce((sum, { errors }) => sum + Object.values(errors).reduce((a, b) => a + b, 0), 0),
      kinds: Object.assign({}, ...rounds.map(({ errors }) => errors)),
    };
  });
  const found = [...steps].flatMap(([name, rounds]) =>
    ["goodput", "thrift"].flatMap((figure) =>
      rounds[0][figure] === undefined || name === "able"
        ? []
        : [[`${figure}${name}`, rounded(median(rounds.map((round) => round[figure])), 2)]],
    ),
  );
  return { scenario, rows, ratios: Object.fromEntries(found) };
}

/** The same as people read it. */
export function stepsTable({ rows, ratios: found }) {
  const head = [
    "",
    "offered/s",
    "done/s",
    "p50 ms",
    "p99 ms",
    "shed/s",
    "p50 ms",
    "p99 ms",
    "CPU µs/done",
    "errors",
  ];
  const lines = rows.map((row) =>
    [
      row.name,
      row.offered || "",
      row.rps,
      row.p50Ms,
      row.p99Ms,
      row.shed,
      row.shedP50Ms,
      row.shedP99Ms,
      row.cpuMicros,
      row.errors,
    ].map(String),
  );
  return [...aligned(head, lines), "", ...listed(found)].join("\n");
}
