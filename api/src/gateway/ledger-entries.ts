import type { GraphQLSchema } from "graphql";
import { type FieldSet, fieldSet, type Ledger } from "../consents/ledger.ts";
import { refuse } from "../platform/access.ts";
import { actorOf, type Entry, entryOf, hashOf, maskedAddress } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { Refusal } from "../platform/refusal.ts";
import { type Answer, refusedAnswer } from "./answer.ts";
import { answeredFields } from "./answered-fields.ts";
import type { KnownOperation } from "./documents.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { type Came, LedgerRefusals } from "./ledger-refusals.ts";
import type { OperationRequest } from "./pipeline.ts";
import type { ScopedDocument } from "./scopes.ts";

/** An operation that was let in, as the ledger sees it. */
interface Ran extends OperationRequest {
  operation: KnownOperation;
  scoped: ScopedDocument;
  values: Record<string, unknown>;
}

/** Refusals that reached nobody's data and name no operation of anybody's: bad requests, and those turned away for their number. */
const UNRECORDED = new Set([
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "NOT_ACCEPTABLE",
  "TEXT_INVALID",
  "PAGE_TOO_LARGE",
  refuse.QUERY_TOO_COMPLEX.code,
  refuse.RATE_LIMITED.code,
  refuse.OVERLOADED.code,
]);

/**
 * What the gateway leaves in the access ledger: one entry for each operation and taxpayer, before the answer goes out. Writes
 * leave their own, in their transaction; here are reads, subscriptions, and what was refused before anything ran.
 */
export class LedgerEntries {
  readonly #ledger: Ledger;
  readonly #schema: GraphQLSchema;
  readonly #environment: Entry["environment"];
  readonly #sets = new WeakMap<ScopedDocument, FieldSet>();
  readonly #roots = new WeakMap<KnownOperation, string>();
  readonly #refusals: LedgerRefusals;

  constructor(ledger: Ledger, schema: GraphQLSchema, environment: Entry["environment"]) {
    this.#ledger = ledger;
    this.#schema = schema;
    this.#environment = environment;
    this.#refusals = new LedgerRefusals(ledger, environment);
  }

  /** A request that authentication refused: noted when its token says whose it is. */
  async turnedAway(error: unknown, came: Came): Promise<void> {
    if (error instanceof HttpRefusal) await this.#refusals.note(error, came);
  }

  /** Writes what was counted of refusals that repeat. */
  close(): void {
    this.#refusals.close();
  }

  /** Says to the context what the operation is. Waits only for a document whose fields the ledger does not know yet. */
  begin(ran: Ran, context: Context): Promise<void> | undefined {
    if (context.caller.kind === "PUBLIC") return undefined;
    const set = this.#fieldsOf(ran);
    context.operation = {
      name: ran.operation.name,
      documentHash: ran.known.hash,
      fieldsHash: set?.hash,
      address: maskedAddress(ran.ip ?? ran.caller.ip),
    };
    return set && this.#ledger.keep(set);
  }

  /** The answer, once its entries are committed; when they cannot be, SERVICE_UNAVAILABLE in its place. */
  answered(ran: Ran, context: Context, answer: Answer): Answer | Promise<Answer> {
    const { caller, touched } = context;
    if (caller.kind === "PUBLIC") return answer;
    const isWrite = ran.operation.node.operation === "mutation";
    const entries =
      caller.taxpayerId !== undefined || (caller.kind === "OFFICER" && ran.scoped.denied.length > 0)
        ? isWrite
          ? this.#beforeWriting(ran, context, answer)
          : [this.#entry(ran, context, answer)]
        : [];
    for (const taxpayerId of touched)
      if (taxpayerId !== caller.taxpayerId)
        entries.push(this.#entry(ran, context, answer, { ...inOwnName(context), taxpayerId }));
    if (entries.length === 0) return answer;
    return this.#append(entries).then(
      () => answer,
      () => (answer.data === undefined || answer.data === null ? answer : unavailable(answer)),
    );
  }

  /** An operation that was refused before it could run, with the same answer. */
  refused(request: OperationRequest, answer: Answer): Answer | Promise<Answer> {
    const { caller, known, operationName, requestId } = request;
    const codes = codesOf(answer);
    const isKnown = caller.taxpayerId !== undefined || caller.kind === "OFFICER";
    if (!isKnown || codes.length === 0 || codes.some((code) => UNRECORDED.has(code))) return answer;
    const operation = known.errors.length === 0 ? known.operation(operationName) : undefined;
    const entry: Entry = {
      environment: this.#environment,
      kind: operation?.node.operation === "mutation" ? "WRITE" : "READ",
      ...actorOf(caller),
      operation: operation && this.#rootsOf(operation),
      operationName,
      documentHash: known.hash,
      outcome: codes.join(" "),
      address: maskedAddress(request.ip ?? caller.ip),
      requestId,
    };
    return this.#append([entry]).then(
      () => answer,
      () => answer,
    );
  }

  /**
   * A subscription has two entries: its start, committed before anything is delivered, and its end with how much was.
   * Answers how to note the end; rejects when the start cannot be noted.
   */
  async subscribed(ran: Ran, context: Context): Promise<(delivered: number) => void> {
    if (context.caller.taxpayerId === undefined) return () => undefined;
    const note = (outcome: string, items?: number) =>
      this.#ledger.append(
        entryOf(context, { kind: "READ", operation: this.#rootsOf(ran.operation), outcome, items }),
      );
    await note("SUBSCRIBED").catch(() => {
      throw new Refusal([OUT]);
    });
    return (delivered) => void note("ENDED", delivered).catch(() => undefined);
  }

  /** Called before each event of a subscription is delivered: an entry for every other taxpayer it is the first to tell of. Rejects when it cannot be noted. */
  telling(ran: Ran, context: Context): () => Promise<void> {
    const told = new Set([context.caller.taxpayerId]);
    return async () => {
      const fresh = context.touched.filter((taxpayerId) => !told.has(taxpayerId));
      if (fresh.length === 0 || context.caller.kind === "PUBLIC") return;
      const about = { kind: "READ", operation: this.#rootsOf(ran.operation), outcome: "SUBSCRIBED" } as const;
      await this.#append(
        fresh.map((taxpayerId) => entryOf(context, { ...about, ...inOwnName(context), taxpayerId })),
      ).catch(() => {
        throw new Refusal([OUT]);
      });
      for (const taxpayerId of fresh) told.add(taxpayerId);
    };
  }

  /** Of a write only what left no entry of its own: fields denied before they ran, and what failed before its transaction. */
  #beforeWriting(ran: Ran, context: Context, answer: Answer): Entry[] {
    const denied = ran.scoped.denied.flatMap(({ coordinate }) =>
      coordinate.startsWith("Mutation.") ? [coordinate.slice("Mutation.".length)] : [],
    );
    if (denied.length > 0)
      return denied.map((operation) =>
        this.#entry(ran, context, answer, {
          operation,
          outcome: codesOf(answer).join(" "),
          fieldsHash: undefined,
        }),
      );
    return context.recorded === 0 && answer.errors?.length ? [this.#entry(ran, context, answer)] : [];
  }

  #entry(ran: Ran, context: Context, answer: Answer, more: Partial<Entry> = {}): Entry {
    const outcome = outcomeOf(answer);
    const gave = outcome === "DONE" || outcome.startsWith("PARTIAL");
    return entryOf(context, {
      kind: ran.operation.node.operation === "mutation" && !more.taxpayerId ? "WRITE" : "READ",
      operation: this.#rootsOf(ran.operation),
      outcome,
      ...(hasSome(ran.values) ? { argsHash: hashOf(ran.values) } : {}),
      ...(gave ? {} : { fieldsHash: undefined }),
      ...more,
    });
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.#ledger.append(entry)));
  }

  #fieldsOf({ scoped, operation }: Ran): FieldSet | undefined {
    if (!scoped.document) return undefined;
    let set = this.#sets.get(scoped);
    if (!set) {
      set = fieldSet(answeredFields(this.#schema, scoped.document, operation.name).fields);
      this.#sets.set(scoped, set);
    }
    return set;
  }

  #rootsOf(operation: KnownOperation): string {
    let roots = this.#roots.get(operation);
    if (roots === undefined) {
      roots = answeredFields(this.#schema, operation.document, operation.name).roots.join(", ");
      this.#roots.set(operation, roots);
    }
    return roots;
  }
}

/** Towards another taxpayer an app acts in its own name: whose consent it had, and for what, is not that taxpayer's business. */
const inOwnName = ({ caller: { kind } }: Context): Partial<Entry> => ({
  ...(kind === "APP_FOR_TAXPAYER" ? { callerKind: "APP" } : {}),
  consentId: undefined,
  personId: undefined,
  purpose: undefined,
});

const OUT = { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 };

const unavailable = ({ extensions }: Answer): Answer =>
  refusedAnswer(new Refusal([OUT]), extensions.requestId, {
    status: 503,
    headers: { "retry-after": "1" },
    extensions,
  });

function hasSome(values: object): boolean {
  for (const _ in values) return true;
  return false;
}

const codesOf = ({ errors = [] }: Answer): string[] => [
  ...new Set(errors.map(({ extensions }) => String(extensions?.code ?? "INTERNAL"))),
];

/** `DONE`, the codes of what was refused, or `PARTIAL` and the codes where some of it was answered. */
function outcomeOf(answer: Answer): string {
  if (!answer.errors?.length) return "DONE";
  const codes = codesOf(answer).join(" ");
  const some = Object.values(answer.data ?? {}).some((value) => value !== null);
  return some ? `PARTIAL ${codes}` : codes;
}
