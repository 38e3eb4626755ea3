import { Writable } from "node:stream";
import pg from "pg";
import { expect, it } from "vitest";
import { openLog } from "./log.ts";

/** What the log wrote of these details. */
function written(details: object): string {
  const lines: string[] = [];
  const log = openLog(
    "info",
    new Writable({
      write(line, _, next) {
        lines.push(String(line));
        next();
      },
    }),
  );
  log.error(details, "something failed");
  return lines.join("");
}

const VALUES = ["林晓峰", "13812345678", "11010519491231002X", "li@ex.cn", "351200.00", "文三路9号"];

it.each([
  ["an argument", { variables: { input: { name: VALUES } } }],
  ["a row", { row: { idNo: VALUES[2], name: VALUES[0] } }],
  ["a value somewhere", { what: { deep: { inside: VALUES.join(" ") } } }],
  ["a list", { all: VALUES }],
  [
    "an error's message",
    {
      err: new Error(
        `cannot take "${VALUES[0]}", 电话 ${VALUES[1]}, ${VALUES[2]} of ${VALUES[3]} at ${VALUES[5]}`,
      ),
    },
  ],
  ["an error's cause", { err: new Error("failed", { cause: new Error(VALUES.join(", ")) }) }],
  [
    "an error's other properties",
    { err: Object.assign(new Error("failed"), { found: VALUES, rows: VALUES, input: VALUES }) },
  ],
  [
    "errors of an error",
    { err: new AggregateError([new Error(VALUES[0]), new Error(VALUES[1])], VALUES[2]) },
  ],
])("writes no value of %s", (_, details) => {
  const line = written(details);
  expect(line).toContain("something failed");
  for (const value of VALUES) expect(line).not.toContain(value);
});

it("writes of the database's errors what it was about, and no value", () => {
  const error = Object.assign(
    new pg.DatabaseError("duplicate key value violates unique constraint", 10, "error"),
    {
      code: "23505",
      table: "person",
      constraint: "person_id_no_unique",
      detail: `Key (id_no)=(${VALUES[2]}) already exists.`,
      where: `COPY person, line 1: "${VALUES[0]}"`,
    },
  );
  const line = written({ requestId: "r-1", err: error });
  expect(JSON.parse(line)).toMatchObject({
    requestId: "r-1",
    err: {
      code: "23505",
      table: "person",
      constraint: "person_id_no_unique",
      message: "duplicate key value violates unique constraint",
    },
  });
  for (const value of VALUES) expect(line).not.toContain(value);
});

it("keeps what one looks for in a log: ids, codes, counts, places", () => {
  const consentId = "cst_018f0000-0000-7000-8000-000000000001";
  const line = JSON.parse(
    written({
      consentId,
      status: 503,
      took: 12.5,
      path: ["invoices", 3],
      err: new TypeError(`no rows for ${consentId}`),
    }),
  );
  expect(line).toMatchObject({ consentId, status: 503, took: 12.5, path: ["invoices", 3] });
  expect(line.err).toMatchObject({
    type: "TypeError",
    message: `no rows for ${consentId}`,
    stack: expect.stringContaining("log.test.ts"),
  });
});
