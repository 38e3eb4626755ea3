import type { EntityManager } from "@mikro-orm/postgresql";
import {
  type ArgsDictionary,
  Directive,
  Extensions,
  type MiddlewareFn,
  Mutation,
  Query,
  type ResolverData,
  Subscription,
  UseMiddleware,
} from "type-graphql";
import { refuse } from "./access.ts";
import { entryOf, record } from "./audit.ts";
import { holds } from "./caller.ts";
import { isConnection } from "./connection.ts";
import type { Context } from "./context.ts";
import type { Event } from "./events.ts";
import { once } from "./idempotency.ts";
import { holdConsent } from "./living-consent.ts";
import { type Class, type DataClass, describeInEnglish, PAGED } from "./model.ts";
import { Payload, userError } from "./payload.ts";
import { check, type Problem, Refusal } from "./refusal.ts";
import { steppedUp } from "./step-up.ts";
import { inTransaction, type Queryable } from "./transaction.ts";

/** A scope as the consent screen words it. */
export interface Scope {
  zh: string;
  en: string;
  class: DataClass;
  /** The longest time a consent may give it for, in months. */
  maxMonths?: number;
  /** Who in an entity may give it; absent where no consent is needed. */
  grantors?: readonly ("LEGAL_REP" | "FIN_OFFICER" | "SELF" | "TAXPAYER")[];
}

/** What one operation demands of its caller and leaves behind. The only place any of it is said. */
export interface Policy {
  zh: string;
  en: string;
  /** Alternatives, each a set of scopes that belong together. */
  scopes: readonly (readonly string[])[];
  /** The token must carry a taxpayer's consent. */
  consent: boolean;
  /** The person must have signed in at that level within the last five minutes. */
  stepUp?: "L3";
  /** Filing and payment: a share of every process is kept for them on deadline days. */
  lane?: "DEADLINE";
  /** The weight of the operation in the query's cost; 1 when absent. */
  cost?: number;
  /** The most items a plain list answers. */
  max?: number;
  /** Every problem it may answer with besides those of access. */
  refuses: readonly Problem[];
  /** The event it leaves in the audit log, done or refused. */
  audit?: string;
}

type Returns = () => unknown;

export interface Declared<S extends string> {
  zh: string;
  en: string;
  scope?: S | "public:read";
  scopes?: readonly (readonly (S | "public:read")[])[];
  consent?: true;
  stepUp?: "L3";
  lane?: "DEADLINE";
  cost?: number;
  /** The most items, where the answer is a plain list. */
  max?: number;
  nullable?: boolean;
  refuses?: readonly Problem[];
}

/** Given a subgraph's name and scopes, the three decorators its resolvers use. */
export function operations<S extends string>(subgraph: string, scopes: Record<S, Scope>) {
  const policyOf = (declared: Declared<S> & { audit?: string }): Policy => {
    const {
      zh,
      en,
      scope,
      scopes: alternatives,
      consent = false,
      stepUp,
      lane,
      cost,
      max,
      refuses = [],
      audit,
    } = declared;
    const needed = alternatives ?? (scope ? [[scope]] : []);
    if (needed.length === 0) throw new Error(`${subgraph}: “${en}” declares no scope`);
    return {
      zh,
      en,
      scopes: needed,
      consent,
      refuses,
      ...(stepUp ? { stepUp } : {}),
      ...(lane ? { lane } : {}),
      ...(cost ? { cost } : {}),
      ...(max ? { max } : {}),
      ...(audit ? { audit } : {}),
    };
  };
  return {
    scopes,

    /** A query. */
    Reads:
      (returns: Returns, declared: Declared<S>): MethodDecorator =>
      (target, key, descriptor) => {
        const policy = policyOf(declared);
        Query(returns as never, { description: policy.zh, nullable: declared.nullable ?? false })(
          target,
          key,
          descriptor,
        );
        declare("Query", policy, returns, target, key, descriptor);
        guard(target, key, descriptor, ({ context }, next) => {
          permit(policy, context);
          return next();
        });
      },

    /**
     * A mutation. Its GraphQL type is `<Mutation>Payload { <noun>, userErrors }`; the method returns the noun.
     * It runs in one transaction with its audit entry, once for each idempotency key; refusals roll back and are
     * audited after.
     */
    Writes:
      (returns: Returns, declared: Declared<S> & { audit: string; as?: string }): MethodDecorator =>
      (target, key, descriptor) => {
        const policy = policyOf(declared);
        const name = String(key);
        const noun = declared.as ?? nounOf(returns);
        const payload = Payload(name, noun, returns, policy.max);
        Mutation(() => payload, { description: policy.zh })(target, key, descriptor);
        declare("Mutation", policy, () => payload, target, key, descriptor);
        guard(target, key, descriptor, ({ context, args }, next) =>
          perform({ name, noun, returns }, policy, context, args, next),
        );
      },

    /** A subscription, fed by the events of one topic that `concerns` the caller. */
    Watches:
      <E extends Event>(returns: Returns, declared: Declared<S> & Topic<E>): MethodDecorator =>
      (target, key, descriptor) => {
        const policy = policyOf(declared);
        const subscribe = ({ context }: ResolverData<Context>) => {
          permit(policy, context);
          return concerning(context, declared);
        };
        Subscription(returns as never, {
          subscribe: subscribe as never,
          description: policy.zh,
          nullable: declared.nullable ?? false,
        })(target, key, descriptor);
        declare("Subscription", policy, returns, target, key, descriptor);
        guard(target, key, descriptor, ({ context }, next) => {
          permit(policy, context);
          return next();
        });
      },
  };
}

export interface Topic<E extends Event> {
  topic: string;
  /** Whether the caller may hear of it. */
  concerns: (event: E, context: Context) => boolean;
}

async function* concerning<E extends Event>(context: Context, { topic, concerns }: Topic<E>) {
  for await (const event of context.environment.events.of<E>(topic))
    if (concerns(event, context)) yield event;
}

type Guard = (data: ResolverData<Context>, next: () => Promise<unknown>) => unknown;

function guard(target: object, key: string | symbol, descriptor: PropertyDescriptor, run: Guard) {
  UseMiddleware(run as MiddlewareFn<Context>)(target, key, descriptor);
}

/** The policy as directives of the published schema, and for the build's checks. */
function declare(
  root: string,
  policy: Policy,
  returns: Returns,
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
) {
  const name = String(key);
  describeInEnglish(`${root}.${name}`, policy.en);
  Extensions({ policy })(target, key, descriptor);
  const list = policy.scopes.map((all) => `[${all.map((scope) => `"${scope}"`).join(", ")}]`).join(", ");
  Directive(`@requiresScopes(scopes: [${list}])`)(target, key, descriptor);
  if (policy.stepUp) Directive(`@stepUp(acr: "${policy.stepUp}")`)(target, key, descriptor);
  if (policy.lane) Directive(`@lane(name: "${policy.lane}")`)(target, key, descriptor);
  if (policy.cost) Directive(`@cost(weight: ${policy.cost})`)(target, key, descriptor);
  if (policy.max && root !== "Mutation")
    Directive(`@listSize(assumedSize: ${policy.max})`)(target, key, descriptor);
  if (isConnection(returns())) Directive(PAGED)(target, key, descriptor);
}

const nounOf = (returns: Returns) => {
  const type = returns();
  const name = (Array.isArray(type) ? type[0] : type) as Class;
  return name.name.charAt(0).toLowerCase() + name.name.slice(1);
};

function permit({ scopes, consent, stepUp }: Policy, { caller, environment }: Context) {
  check(
    !holds(caller, scopes) && { ...refuse.FORBIDDEN_SCOPE, details: { scopes } },
    consent && !caller.taxpayerId && refuse.CONSENT_REQUIRED,
    stepUp && steppedUp(caller, environment.clock.now()),
  );
}

async function perform(
  { name, noun, returns }: { name: string; noun: string; returns: Returns },
  policy: Policy,
  context: Context,
  args: ArgsDictionary,
  next: () => Promise<unknown>,
) {
  const em = context.em as EntityManager;
  const leave = async (sql: Queryable, outcome: string) => {
    await record(
      sql,
      entryOf(context, { kind: "WRITE", event: policy.audit!, operation: name, outcome, args }),
    );
    context.recorded += 1;
  };
  const before = context.recorded;
  try {
    permit(policy, context);
    const answer = await em.transactional(async () => {
      const sql = inTransaction(context);
      if (policy.consent) check(await holdConsent(sql, context.caller));
      let outcome = "REPLAYED";
      const work = async () => {
        const result = await next();
        await em.flush();
        outcome = "DONE";
        return result;
      };
      const done = await once(sql, context, name, args.input as { idempotencyKey: string }, work, returns());
      await leave(sql, outcome);
      return done;
    });
    return { [noun]: answer, userErrors: [] };
  } catch (error) {
    context.recorded = before; // what was left in the transaction went with it
    if (!(error instanceof Refusal)) throw error;
    await leave(context.environment.database.writer, error.codes.join(" "));
    if (isAccess(error)) throw error;
    undeclared(name, policy, error);
    return { [noun]: null, userErrors: error.problems.map(userError) };
  }
}

const accessCodes = new Set<string>(Object.keys(refuse));
const isAccess = ({ codes }: Refusal) =>
  codes.every((code) => accessCodes.has(code) && !code.startsWith("IDEMPOTENCY_"));

function undeclared(name: string, policy: Policy, { codes }: Refusal) {
  const declared = new Set([
    ...policy.refuses.map(({ code }) => code),
    "IDEMPOTENCY_CONFLICT",
    "IDEMPOTENCY_KEY_INVALID",
  ]);
  const unknown = codes.filter((code) => !declared.has(code) && !accessCodes.has(code));
  if (unknown.length > 0)
    throw new Error(`${name} refused with ${unknown.join(", ")}, which it does not declare`);
}
