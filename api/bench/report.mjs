import { ratios, servers } from "./scenarios.mjs";

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const rounded = (value, digits) => Number(value.toFixed(digits));
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

/** The report as people read it. */
export function table({ rows, ratios: found }) {
  const range = ([min, max]) => `${min}–${max}`;
  const head = ["", "CPU µs/request", "(min–max)", "requests/s", "(min–max)", "p50 ms", "p99 ms", "errors"];
  const lines = rows.map(({ name, cpuMicros, rps, p50Ms, p99Ms, errors, ranges }) =>
    [name, cpuMicros, range(ranges.cpuMicros), rps, range(ranges.rps), p50Ms, p99Ms, errors].map(String),
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  const text = (line) =>
    line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join("  ");
  return [
    text(head),
    ...lines.map(text),
    "",
    ...Object.entries(found).map(([name, value]) => `${name.padEnd(22)} ${value.toFixed(2)}`),
    "",
    ...rows.map(({ name }) => `${name.padEnd(widths[0])}  ${servers[name]}`),
  ].join("\n");
}
