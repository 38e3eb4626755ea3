import { afterAll, beforeAll, expect, it } from "vitest";
import { RED_STATUS_AGREES, RED_WITHIN_BLUE, USAGE_AGREES } from "../audit/red.sql.ts";
import { InvoiceSign, RedStatus } from "../invoice-states.ts";
import { T2 } from "../testing.ts";
import { type Board, blueInvoice, reversingBoard, rowsOf } from "./red.testing.ts";

/* The auditor's statements find what is wrong: rows that no service would write, each found by its statement. */

let board: Board;
beforeAll(async () => {
  board = await reversingBoard();
});
afterAll(() => board.close());

const redOf = (blueInvoiceId: string, amount: bigint, taxAmount: bigint) =>
  blueInvoice(board, { sign: InvoiceSign.RED, blueInvoiceId, amount, taxAmount, total: amount + taxAmount });
const found = async (sql: string) => (await rowsOf(board, sql)).map(({ id }) => id);
const partly = (redAmount: bigint) => ({
  status: "PARTLY_RED" as never,
  redStatus: RedStatus.PARTIAL,
  redAmount,
});

it("more reversed than there is: by a cent of amount, by a cent of tax, on the wrong line, with the wrong sign", async () => {
  const sound = await blueInvoice(board, partly(300_00n));
  await redOf(sound, -300_00n, -39_00n);
  expect(await found(RED_WITHIN_BLUE)).toEqual([]);
  const amount = await blueInvoice(board);
  await redOf(amount, -1000_01n, -130_00n);
  const tax = await blueInvoice(board);
  await redOf(tax, -1000_00n, -130_01n);
  const line = await blueInvoice(board);
  const red = await redOf(line, -1_00n, -13n);
  await rowsOf(board, "update invoice_line set blue_line = 7 where invoice_id = $1", [red]);
  const sign = await blueInvoice(board);
  await redOf(sign, 1_00n, 13n);
  expect(new Set(await found(RED_WITHIN_BLUE))).toEqual(new Set([amount, tax, line, sign]));
});

it("a blue invoice that says otherwise than its red ones", async () => {
  const before = new Set(await found(RED_STATUS_AGREES));
  const silent = await blueInvoice(board);
  await redOf(silent, -300_00n, -39_00n);
  const claims = await blueInvoice(board, partly(300_00n));
  const state = await blueInvoice(board, { ...partly(300_00n), status: "NORMAL" as never });
  await redOf(state, -300_00n, -39_00n);
  const full = await blueInvoice(board, partly(1000_00n));
  await redOf(full, -1000_00n, -130_00n);
  const wrong = (await found(RED_STATUS_AGREES)).filter((id) => !before.has(id));
  expect(new Set(wrong)).toEqual(new Set([silent, claims, state, full]));
});

it("uses that do not add up", async () => {
  const blue = await blueInvoice(board, { usage: "DEDUCT" as never, usagePeriod: "2026-11" });
  const confirm = (id: string, period: string, count: number, tax: string) =>
    rowsOf(
      board,
      `insert into usage_confirmation (id, taxpayer_id, period, count, amount, tax, status) values ($1, $2, $3, $4, $4 * 1000, $5, 'CONFIRMED')`,
      [id, T2, period, count, tax],
    );
  await rowsOf(
    board,
    "insert into usage_item (invoice_id, taxpayer_id, period, usage, amount, tax) values ($1, $2, '2026-11', 'DEDUCT', 1000, 130)",
    [blue, T2],
  );
  await confirm("uc_sound", "2026-11", 1, "130.00");
  expect(await found(USAGE_AGREES)).toEqual([]);
  await rowsOf(board, "update usage_confirmation set tax = 130.01");
  await confirm("uc_nothing", "2026-10", 1, "0.00");
  expect(new Set(await found(USAGE_AGREES))).toEqual(new Set(["uc_sound", "uc_nothing"]));
  await rowsOf(board, "update usage_confirmation set status = 'REVOKED'");
  await rowsOf(board, "update invoice set usage_period = '2026-10' where id = $1", [blue]);
  expect(await found(USAGE_AGREES)).toEqual([blue]);
});
