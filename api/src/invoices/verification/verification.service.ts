import type { Context } from "../../platform/context.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import type { Invoice } from "../invoice.ts";
import { answerIn, requestHash, signed, type Unsigned } from "./answer.ts";
import { batchSize, type VerifyInvoiceBatchInput } from "./batch.ts";
import { captchaWasSolved } from "./captcha.ts";
import { faceOf } from "./face.ts";
import {
  comparison,
  fileHash,
  refuse as fileRefusals,
  readOriginal,
  type VerifyByFileInput,
} from "./file.ts";
import { parameterOn } from "./parameters.ts";
import {
  countLookups,
  invoicesAsked,
  matchesGiven,
  onPool,
  rememberMatches,
  timesLookedUp,
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
import { rememberVerifier, type Write } from "./verifiers.ts";

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
  const [result] = await verify(context, [whatWasAsked(asked)], onPool(writer));
  return result!;
}

/** Verifies the signed original itself: what it is counted by, compared with and answered with is as for its number. */
export async function verifyByFile(
  context: Context,
  { xml, captchaToken }: VerifyByFileInput,
): Promise<VerifyInvoiceResult> {
  const { writer } = context.environment.database;
  const file = readOriginal(xml);
  check(!file && at(fileRefusals.INVOICE_FILE_INVALID, ["input", "xml"]));
  const { asked } = file!;
  check(numberIsOfKind(asked, context.today, ["input", "xml"]));
  if (!isTrusted(context)) await captchaWasSolved(context, writer, captchaToken);
  const hash = fileHash(xml);
  const [result] = await verify(
    context,
    [{ asked, hash, compare: comparison(context, file!) }],
    onPool(writer),
  );
  return result!;
}

export async function verifyInvoiceBatch(
  context: Context,
  { requests }: VerifyInvoiceBatchInput,
): Promise<VerifyInvoiceResult[]> {
  check(batchSize(requests));
  check(...requests.flatMap((asked, i) => faultsOf(asked, context.today, ["input", "requests", String(i)])));
  return verify(context, requests.map(whatWasAsked), within(inTransaction(context)));
}

/** How a look-up that was admitted ends. */
type Compare = (invoice: Invoice | undefined) => VerifyOutcome | Promise<VerifyOutcome>;

/** What is asked, the hash by which the proof of the answer names it, and how it is compared. */
interface Question {
  asked: VerificationRequest;
  hash: string;
  compare: Compare;
}

const whatWasAsked = (asked: VerificationRequest): Question => ({
  asked,
  hash: requestHash(asked),
  compare: (invoice) => compared(asked, invoice),
});

interface Ask extends Question {
  timing: TooEarlyOrLate | undefined;
  invoice: Invoice | undefined;
  /** What it is counted by: the invoice's own identity, however it was asked for; of a free answer, what was asked for, so that it tells nothing of any invoice. */
  identity: string;
}

/** Answers requests in their order, with the same few statements for one as for fifty. */
async function verify(
  context: Context,
  questions: readonly Question[],
  write: Write,
): Promise<VerifyInvoiceResult[]> {
  const { today } = context;
  const limit = parameterOn("verify.timesPerDay", today);
  const hashes = questions.map(({ hash }) => hash);
  const [given, invoices] = await Promise.all([
    isTrusted(context) ? matchesGiven(context, today, hashes) : new Map<string, string>(),
    invoicesAsked(
      context,
      questions.map(({ asked }) => identityOf(asked)),
    ),
  ]);
  const asks = questions.map((question): Ask => {
    const { asked } = question;
    const invoice = invoices.get(identityOf(asked));
    const tooEarlyOrLate = timing(asked, today);
    return {
      ...question,
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
      if (!remembered) {
        const answer = answered(context, ask, times, limit);
        return Promise.resolve(answer).then((unsigned) => signed(context, ask.hash, unsigned));
      }
      const { resultSign: _, ...before } = answerIn(remembered);
      const status = ask.invoice?.status ?? before.status;
      if (status === before.status) return answerIn(remembered);
      return signed(context, ask.hash, { ...before, status, verifiedAt: context.now });
    }),
  );
  for (const [i, { invoice }] of asks.entries())
    if (invoice && answers[i]!.outcome === VerifyOutcome.MATCH)
      for (const party of [invoice.sellerId, invoice.buyerId]) if (party) context.touch(party);
  if (isTrusted(context)) await rememberMatches(write, context, today, newMatches(asks, answers, given));
  await rememberVerifier(write, context, matched(asks, answers));
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

/** One answer. A look-up takes its place in `times`, which holds how many there were before; that happens at once, before anything is waited for. */
async function answered(
  context: Context,
  { invoice, identity, timing, compare }: Ask,
  times: Map<string, number>,
  limit: number,
): Promise<Unsigned> {
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
  const outcome = await compare(invoice);
  const matches = outcome === VerifyOutcome.MATCH && invoice;
  return {
    ...nothing,
    outcome,
    timesToday: before + 1,
    ...(matches ? { status: matches.status, face: faceOf(matches, !isTrusted(context)) } : {}),
  };
}

/** The invoices that were matched, once each. */
const matched = (asks: readonly Ask[], answers: readonly VerifyInvoiceResult[]): string[] => [
  ...new Set(
    asks.flatMap(({ invoice }, i) =>
      invoice && answers[i]!.outcome === VerifyOutcome.MATCH ? [invoice.id] : [],
    ),
  ),
];

/** What is to be remembered for the day: matches that are new, or whose status is no longer what was remembered. */
const newMatches = (
  asks: readonly Ask[],
  answers: readonly VerifyInvoiceResult[],
  given: ReadonlyMap<string, string>,
) =>
  new Map(
    asks.flatMap(({ hash }, i) =>
      answers[i]!.outcome === VerifyOutcome.MATCH && given.get(hash) !== answers[i]!.resultSign
        ? [[hash, answers[i]!.resultSign] as const]
        : [],
    ),
  );
