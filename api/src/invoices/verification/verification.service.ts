import type { Context } from "../../platform/context.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import type { Invoice } from "../invoice.ts";
import { answerIn, requestHash, signed, type Unsigned } from "./answer.ts";
import { batchSize, type VerifyInvoiceBatchInput } from "./batch.ts";
import { captchaWasSolved } from "./captcha.ts";
import { faceOf } from "./face.ts";
import { parameterOn } from "./parameters.ts";
import {
  countLookups,
  invoicesAsked,
  matchesGiven,
  onPool,
  rememberMatches,
  timesLookedUp,
  type Write,
  within,
} from "./verification.queries.ts";
import {
  compared,
  identityOf,
  nextDay,
  numberIsOfKind,
  parametersMissing,
  type TooEarlyOrLate,
  timing,
} from "./verification.rules.ts";
import {
  type VerificationRequest,
  type VerifyInvoiceInput,
  type VerifyInvoiceResult,
  VerifyOutcome,
} from "./verification.ts";

/** Apps that hold `invoice:verify` need no captcha, see whole faces, and get a match of the same day again without a look-up. */
const isTrusted = (context: Context) => context.may("invoice:verify");

const faultsOf = (asked: VerificationRequest, today: string, path: string[]) => [
  numberIsOfKind(asked, today, path),
  ...parametersMissing(asked, path),
];

export async function verifyInvoice(
  context: Context,
  { captchaToken, ...asked }: VerifyInvoiceInput,
): Promise<VerifyInvoiceResult> {
  const writer = context.environment.database.writer;
  check(...faultsOf(asked, context.today, ["input"]));
  if (!isTrusted(context)) await captchaWasSolved(context, writer, captchaToken);
  const [result] = await verify(context, [asked], onPool(writer));
  return result!;
}

export async function verifyInvoiceBatch(
  context: Context,
  { requests }: VerifyInvoiceBatchInput,
): Promise<VerifyInvoiceResult[]> {
  check(batchSize(requests));
  check(...requests.flatMap((asked, i) => faultsOf(asked, context.today, ["input", "requests", String(i)])));
  return verify(context, requests, within(inTransaction(context)));
}

interface Ask {
  asked: VerificationRequest;
  hash: string;
  timing: TooEarlyOrLate | undefined;
  invoice: Invoice | undefined;
  /** What it is counted by: the invoice's own identity, however it was asked for; of a free answer, what was asked for, so that it tells nothing of any invoice. */
  identity: string;
}

/** Answers requests in their order, with the same few statements for one as for fifty. */
async function verify(
  context: Context,
  requests: readonly VerificationRequest[],
  write: Write,
): Promise<VerifyInvoiceResult[]> {
  const { today } = context;
  const limit = parameterOn("verify.timesPerDay", today);
  const hashes = requests.map(requestHash);
  const [given, invoices] = await Promise.all([
    isTrusted(context) ? matchesGiven(context, today, hashes) : new Map<string, string>(),
    invoicesAsked(context, requests.map(identityOf)),
  ]);
  const asks = requests.map((asked, i): Ask => {
    const invoice = invoices.get(identityOf(asked));
    const tooEarlyOrLate = timing(asked, today);
    return {
      asked,
      hash: hashes[i]!,
      timing: tooEarlyOrLate,
      invoice,
      identity: identityOf(tooEarlyOrLate ? asked : (invoice ?? asked)),
    };
  });
  const lookups = asks.filter(({ hash, timing }) => !timing && !given.has(hash));
  const times = await countLookups(write, today, counted(lookups), limit);
  for (const [identity, so] of await timesLookedUp(context, today, uncounted(asks, times)))
    times.set(identity, so);

  const answers = await Promise.all(
    asks.map((ask): VerifyInvoiceResult | Promise<VerifyInvoiceResult> => {
      const remembered = given.get(ask.hash);
      if (remembered) return answerIn(remembered);
      return signed(context, ask.hash, answered(context, ask, times, limit));
    }),
  );
  for (const [i, { invoice }] of asks.entries())
    if (invoice && answers[i]!.outcome === VerifyOutcome.MATCH)
      for (const party of [invoice.sellerId, invoice.buyerId]) if (party) context.touch(party);
  if (isTrusted(context)) await rememberMatches(write, context, today, newMatches(asks, answers, given));
  return answers;
}

/** How many look-ups of each invoice a batch asks for: each alias and each repetition counts. */
const counted = (lookups: readonly Ask[]) =>
  new Map(
    [...Map.groupBy(lookups, ({ identity }) => identity)].map(([identity, group]) => [
      identity,
      group.length,
    ]),
  );

const uncounted = (asks: readonly Ask[], times: ReadonlyMap<string, number>) =>
  asks.filter(({ timing, identity }) => timing && !times.has(identity)).map(({ identity }) => identity);

/** One answer. A look-up takes its place in `times`, which holds how many there were before. */
function answered(
  context: Context,
  { asked, invoice, identity, timing }: Ask,
  times: Map<string, number>,
  limit: number,
): Unsigned {
  const before = Math.min(times.get(identity) ?? 0, limit);
  const nothing = { status: null, face: null, retryAt: null, verifiedAt: context.now };
  if (timing) return { ...nothing, ...timing, timesToday: before };
  if (before >= limit)
    return {
      ...nothing,
      outcome: VerifyOutcome.LIMIT_REACHED,
      timesToday: limit,
      retryAt: nextDay(context.today),
    };
  times.set(identity, before + 1);
  const outcome = compared(asked, invoice);
  const matched = outcome === VerifyOutcome.MATCH && invoice;
  return {
    ...nothing,
    outcome,
    timesToday: before + 1,
    ...(matched ? { status: matched.status, face: faceOf(matched, !isTrusted(context)) } : {}),
  };
}

const newMatches = (
  asks: readonly Ask[],
  answers: readonly VerifyInvoiceResult[],
  given: ReadonlyMap<string, string>,
) =>
  new Map(
    asks.flatMap(({ hash }, i) =>
      answers[i]!.outcome === VerifyOutcome.MATCH && !given.has(hash)
        ? [[hash, answers[i]!.resultSign] as const]
        : [],
    ),
  );
