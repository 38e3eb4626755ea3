import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { untouched } from "../untouched.testing.ts";
import {
  act,
  type Board,
  blueInvoice,
  buyer,
  faults,
  reversingBoard,
  rowsOf,
  seller,
} from "./red.testing.ts";
import { nextState, type RedAction, stateAt } from "./red-confirmation.rules.ts";
import { codeOf, type RedInitiator, type RedState } from "./red-states.ts";

/* Sixty commands of seller, buyer and time in any order, legal or not, through the graph: what answers is what the state table says, what is refused leaves nothing, and the auditor finds nothing. */

let board: Board;
beforeAll(async () => {
  board = await reversingBoard();
});
afterAll(() => board.close());

const index = fc.nat({ max: 30 });
const side = fc.constantFrom<"SELLER" | "BUYER">("SELLER", "BUYER");
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("create" as const), side, index, share: fc.nat({ max: 10 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "confirmRed" as const,
        "rejectRed" as const,
        "cancelRed" as const,
        "issueRedInvoice" as const,
      ),
      side,
      index,
      recent: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("select" as const),
      index,
      usage: fc.constantFrom("DEDUCT", "EXPORT_REFUND", "NONE"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("bookkeep" as const, "quick" as const, "flag" as const, "lift" as const),
      index,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("confirmUsage" as const, "revokeUsage" as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 40 }) }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const ACTION: Record<string, RedAction> = {
  confirmRed: "CONFIRM",
  rejectRed: "REJECT",
  cancelRed: "CANCEL",
  issueRedInvoice: "ISSUE",
};
const START = Date.parse("2026-11-02T09:00:00+08:00");
const WITHIN = Date.parse("2026-11-29T09:00:00+08:00");

/** The same board: two invoices of its own for each run. */
async function play(commands: readonly Command[]) {
  const issued = { issuedAt: new Date("2026-11-01T09:00:00+08:00") };
  const blues = [await blueInvoice(board, issued), await blueInvoice(board, issued)];
  const confirmations: string[] = [];
  const tally = { done: 0, refused: 0 };
  let now = START;
  const at = () => new Date(now).toISOString();
  const caller = (who: "SELLER" | "BUYER") => (who === "SELLER" ? seller : buyer);
  const run = async (name: string, as: typeof seller, input: object) => {
    const answer = await act(board, as, name, input, at());
    tally[Array.isArray(answer) ? "refused" : "done"] += 1;
    return answer;
  };

  for (const each of commands) {
    const blue = "index" in each ? blues[each.index % blues.length]! : "";
    switch (each.do) {
      case "wait":
        now = Math.min(now + each.hours * 3_600_000, WITHIN);
        break;
      case "flag":
      case "lift":
        await rowsOf(
          board,
          each.do === "flag"
            ? "update invoice set status = 'ABNORMAL' where id = $1 and status in ('NORMAL', 'PARTLY_RED')"
            : "update invoice set status = case red_status when 'NONE' then 'NORMAL' when 'PARTIAL' then 'PARTLY_RED' else 'FULLY_RED' end where id = $1 and status = 'ABNORMAL'",
          [blue],
        );
        break;
      case "create": {
        const share = each.share * 100;
        const lines =
          share === 0 ? null : [{ blueLine: 1, amount: `-${share}.00`, taxAmount: `-${each.share * 13}.00` }];
        const made = await run("createRedConfirmation", caller(each.side), {
          invoiceId: blue,
          reason: "GOODS_RETURNED",
          lines,
        });
        if (!Array.isArray(made)) confirmations.push(made.id);
        break;
      }
      case "quick":
        await run("quickFullRed", seller, { invoiceId: blue, reason: "ISSUED_IN_ERROR" });
        break;
      case "bookkeep":
        await run("markBookkept", buyer, { invoiceIds: [blue] });
        break;
      case "select":
        await run("selectForDeduction", buyer, { invoiceIds: [blue], period: "2026-11", usage: each.usage });
        break;
      case "confirmUsage":
      case "revokeUsage":
        await run(each.do, buyer, { period: "2026-11" });
        break;
      default: {
        if (confirmations.length === 0) break;
        const id = each.recent ? confirmations.at(-1)! : confirmations[each.index % confirmations.length]!;
        const legal = await legalNext(id, ACTION[each.do]!, each.side, new Date(now));
        const work = () => run(each.do, caller(each.side), { confirmationId: id });
        // All tables are compared for one refusal in eight: it takes longer than the refusal.
        const watched = !legal && tally.refused % 8 === 0;
        const answer = watched ? await untouched(board.environment.database, work) : await work();
        if (!Array.isArray(answer)) expect(answer.statusCode).toBe(legal && codeOf(legal));
        else if (legal)
          // The state table allows it: then it was the invoice that did not.
          for (const code of answer)
            expect([
              "INVOICE_ABNORMAL",
              "BLUE_USED_FOR_EXPORT",
              "RED_EXCEEDS_BLUE",
              "INVOICE_ALREADY_RED",
              "RED_LINES_INVALID",
            ]).toContain(code);
      }
    }
  }
  expect(await faults(board)).toEqual([]);
  return tally;
}

/** What the plain state table says of a step, by what is stored. */
async function legalNext(id: string, action: RedAction, who: "SELLER" | "BUYER", now: Date) {
  const [row] = await rowsOf(
    board,
    `select c.state, c.initiator, c.expires_at, c.red_invoice_id, i.usage, i.bookkept
     from red_confirmation c join invoice i on i.id = c.blue_invoice_id where c.id = $1`,
    [id],
  );
  return nextState(stateAt(row.state as RedState, row.expires_at, now), action, who, {
    initiator: row.initiator as RedInitiator,
    blueUsed: row.usage !== "NONE" || row.bookkept,
    issued: row.red_invoice_id !== null,
    now,
    expiresAt: row.expires_at,
  });
}

it("any order of sixty commands keeps the books", { timeout: 60_000 }, async () => {
  const total = { done: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 60, maxLength: 60 }), async (commands) => {
      const { done, refused } = await play(commands);
      total.done += done;
      total.refused += refused;
    }),
    { numRuns: 2, endOnFailure: true },
  );
  expect(total.done).toBeGreaterThan(10);
  expect(total.refused).toBeGreaterThan(5);
});
