import { createHash } from "node:crypto";
import { drawnFrom, seedBytes } from "@open-tax/sdk/verify/lottery-draw";
import { startOfDay } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { fen, yuan } from "../../platform/money.ts";
import { publish, publishAll } from "../../platform/outbox.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { lotteryTax } from "../../registry/facts.ts";
import { drawMayMove, isAnother, refuse } from "./lottery.rules.ts";
import { LotteryDraw } from "./lottery-draw.ts";
import type {
  CommitSeedInput,
  DrawStepInput,
  NotariseDrawInput,
  RevealAndDrawInput,
  VoidDrawInput,
} from "./lottery-inputs.ts";
import { DRAW_MOVES, type DrawMove, DrawStatus } from "./lottery-states.ts";
import { drawingOfficer } from "./officer.ts";

const HEX = /^[0-9a-f]{64}$/;
const DAY_MS = 86_400_000;
/** How many entries are read at a time. */
const PAGE = 5_000;

/** The draw, locked until the transaction ends, when the calling officer answers for it and may move it. */
async function taken(context: Context, drawId: string, move: DrawMove) {
  const officer = await drawingOfficer(context);
  const draw = await context.em.findOne(LotteryDraw, { id: drawId }, { lockMode: 4 });
  if (!draw) return check(refuse.DRAW_NOT_FOUND) as never;
  officer.mustAnswerFor(draw.authorityCode);
  return { draw, officer, problem: drawMayMove(draw.status, move) };
}

/** Publishes the digest of a seed that only the officer knows, while entries are open. */
export async function commitSeed(
  context: Context,
  { drawId, seedCommit }: CommitSeedInput,
): Promise<LotteryDraw> {
  const { draw, officer, problem } = await taken(context, drawId, "COMMIT");
  check(
    problem,
    !HEX.test(seedCommit) && refuse.SEED_MALFORMED,
    context.now >= draw.cutoffAt && refuse.DRAW_COMMIT_TOO_LATE,
  );
  context.em.assign(draw, {
    status: DRAW_MOVES.COMMIT.to,
    seedCommit,
    committedAt: context.now,
    committedById: officer.personId,
  });
  await tell(context, draw, "draw.committed");
  return draw;
}

/** Closes the entries: those whose invoices still have their ground, in ascending order, and publishes their digest. */
export async function closeEntries(context: Context, { drawId }: DrawStepInput): Promise<LotteryDraw> {
  const { draw, problem } = await taken(context, drawId, "CLOSE");
  check(problem, context.now < draw.cutoffAt && refuse.DRAW_CUTOFF_NOT_REACHED);
  const sql = inTransaction(context);
  const { rows } = await sql.query<{ count: number }>(
    "select sealed.close_lottery_entries($1::text) as count",
    [draw.id],
  );
  context.em.assign(draw, {
    status: DRAW_MOVES.CLOSE.to,
    entryCount: rows[0]!.count,
    closedAt: context.now,
  });
  await context.em.flush();
  // A page at a time, so that however many took part are never all in memory.
  const root = createHash("sha256");
  let first = true;
  for await (const ids of closedEntries(sql, draw.id)) {
    root.update((first ? "" : "\n") + ids.join("\n"));
    first = false;
  }
  context.em.assign(draw, { entriesRoot: root.digest("hex") });
  await tell(context, draw, "draw.closed");
  return draw;
}

/** Tells the seed and draws. Another officer than who committed it; an entry whose invoice lost its ground meanwhile wins nothing. */
export async function revealAndDraw(
  context: Context,
  { drawId, seed: told }: RevealAndDrawInput,
): Promise<LotteryDraw> {
  const { draw, officer, problem } = await taken(context, drawId, "DRAW");
  const seed = seedBytes(told);
  check(
    problem,
    isAnother(officer.personId, draw.committedById),
    !seed && refuse.SEED_MALFORMED,
    seed &&
      !problem &&
      createHash("sha256").update(seed).digest("hex") !== draw.seedCommit &&
      refuse.SEED_MISMATCH,
  );
  const sql = inTransaction(context);
  const entries: string[] = [];
  for await (const ids of closedEntries(sql, draw.id)) entries.push(...ids);
  const places = draw.prizes.reduce((sum, { count }) => sum + count, 0);
  const { winners, disqualified } = await drawn(sql, entries, draw, seed!, places);
  await sql.query(
    `insert into lottery_winner (draw_id, place, entry_id)
     select $1, place, entry_id from unnest($2::text[]) with ordinality as w(entry_id, place)`,
    [draw.id, winners],
  );
  context.em.assign(draw, {
    status: DRAW_MOVES.DRAW.to,
    seedReveal: told,
    drawnAt: context.now,
    drawnById: officer.personId,
    disqualified,
  });
  await tell(context, draw, "draw.drawn");
  return draw;
}

/** The ids of a closed draw's entries in ascending order, page by page. */
async function* closedEntries(sql: Queryable, drawId: string): AsyncGenerator<string[]> {
  for (let after = ""; ; ) {
    const { rows } = await sql.query<{ id: string }>(
      "select id from sealed.lottery_entries($1::text, $2::text, $3::int) as id",
      [drawId, after, PAGE],
    );
    if (rows.length === 0) return;
    yield rows.map(({ id }) => id);
    after = rows.at(-1)!.id;
  }
}

/** A draw is public: everybody may hear what becomes of it. */
const tell = (context: Context, { id, number, status }: LotteryDraw, type: string): Promise<void> =>
  publish(inTransaction(context), { type, taxpayerId: null, subject: id, data: { number, status } });

/** Draws in batches as large as there are places left, and asks of each batch which have lost their ground. */
async function drawn(
  sql: Queryable,
  entries: readonly string[],
  { number, entriesRoot }: LotteryDraw,
  seed: Uint8Array<ArrayBuffer>,
  places: number,
): Promise<{ winners: string[]; disqualified: string[] }> {
  const winners: string[] = [];
  const disqualified: string[] = [];
  const order = drawnFrom(entries, { number, entriesRoot: entriesRoot!, seed });
  for (let over = false; !over && winners.length < places; ) {
    const batch: string[] = [];
    while (batch.length < places - winners.length) {
      const { value, done } = await order.next();
      if (done) {
        over = true;
        break;
      }
      batch.push(value);
    }
    const { rows } = await sql.query<{ id: string }>(
      "select id from sealed.groundless_lottery_entries($1::text[]) as id",
      [batch],
    );
    const groundless = new Set(rows.map(({ id }) => id));
    for (const id of batch) (groundless.has(id) ? disqualified : winners).push(id);
  }
  return { winners, disqualified };
}

/** Records the notary's certificate of what was drawn. */
export async function notariseDraw(
  context: Context,
  { drawId, notary, documentNo }: NotariseDrawInput,
): Promise<LotteryDraw> {
  const { draw, problem } = await taken(context, drawId, "NOTARISE");
  check(problem, (!notary.trim() || !documentNo.trim()) && refuse.NOTARY_REQUIRED);
  return context.em.assign(draw, {
    status: DRAW_MOVES.NOTARISE.to,
    notary: notary.trim(),
    notaryDocNo: documentNo.trim(),
    notarisedAt: context.now,
  });
}

/** Publishes the winners, who may claim from now on. Another officer than who drew. */
export async function publishDraw(context: Context, { drawId }: DrawStepInput): Promise<LotteryDraw> {
  const { draw, officer, problem } = await taken(context, drawId, "PUBLISH");
  check(problem, isAnother(officer.personId, draw.drawnById));
  context.em.assign(draw, { status: DRAW_MOVES.PUBLISH.to, publishedAt: context.now });
  await context.em.flush();
  await award(context, draw);
  await tell(context, draw, "draw.published");
  return draw;
}

async function award(context: Context, draw: LotteryDraw): Promise<void> {
  const { environment, now, today } = context;
  const sql = inTransaction(context);
  const amounts = draw.prizes.flatMap(({ amount, count }) => Array<bigint>(count).fill(fen(amount)));
  const taxes = new Map(
    await Promise.all(
      [...new Set(amounts)].map(
        async (amount) =>
          [amount, (await lotteryTax(environment.database.reader, amount, today)).tax] as const,
      ),
    ),
  );
  const claimBy = new Date(startOfDay(today).getTime() + (draw.claimWindowDays + 1) * DAY_MS - 1_000);
  const { rows } = await sql.query<{ id: string; taxpayer_id: string }>(
    "select id, taxpayer_id from sealed.award_lottery_prizes($1::text, $2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::timestamptz, $7::timestamptz)",
    [
      draw.id,
      amounts.map(() => newId("lp")),
      amounts.map((amount) => yuan(amount)),
      amounts.map((amount) => yuan(taxes.get(amount)!)),
      amounts.map((amount) => yuan(amount - taxes.get(amount)!)),
      now,
      claimBy,
    ],
  );
  await publishAll(
    sql,
    rows.map(({ id, taxpayer_id }) => ({
      type: "lottery.won",
      taxpayerId: taxpayer_id,
      subject: id,
      data: { draw: draw.id },
    })),
  );
}

/** Voids a draw that is not published; its entries are free for another. Once drawn, only by the notary's record; between, not by who committed the seed. */
export async function voidDraw(
  context: Context,
  { drawId, reason, recordNo }: VoidDrawInput,
): Promise<LotteryDraw> {
  const { draw, officer, problem } = await taken(context, drawId, "VOID");
  const isDrawn = draw.status === DrawStatus.DRAWN || draw.status === DrawStatus.NOTARISED;
  check(
    problem,
    !reason.trim() && at(refuse.DRAW_REASON_REQUIRED, ["input", "reason"]),
    isDrawn && !recordNo?.trim() && refuse.NOTARY_REQUIRED,
    // Who knows the seed knows the winners as soon as entries are closed, and would void until they please.
    draw.status === DrawStatus.CLOSED && isAnother(officer.personId, draw.committedById),
  );
  context.em.assign(draw, {
    status: DRAW_MOVES.VOID.to,
    voidReason: reason.trim(),
    voidRecordNo: recordNo?.trim() || null,
  });
  await context.em.flush();
  await inTransaction(context).query("select sealed.free_lottery_entries($1::text)", [draw.id]);
  await tell(context, draw, "draw.voided");
  return draw;
}
