import { type GraphQLSchema, getNamedType, isObjectType, Kind, type OperationDefinitionNode } from "graphql";
import { type ConsentStanding, ownUse, partOf, purposeMismatch } from "../consents/facts.ts";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import type { Clock } from "../platform/clock.ts";
import type { Explaining, ExplanationRequest } from "../platform/explaining.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { type DeniedField, deniedProblem } from "../platform/scope-filter.ts";
import { steppedUp } from "../platform/step-up.ts";
import { type Assessed, assess } from "./assessment.ts";
import type { Documents, KnownOperation } from "./documents.ts";
import { otherSide } from "./explained-side.ts";
import type { Limits } from "./limits.ts";
import type { ReleaseDocuments } from "./release-documents.ts";

/** What has to be looked up to say why. */
export interface AccessFacts {
  /** The consent that counts: one in force, else the latest. Nothing when there never was one – or no such taxpayer. */
  consentOf(appId: string, taxpayerId: string): Promise<ConsentStanding | undefined>;
  /** The scopes an app was approved for. */
  approvedScopes(appId: string): Promise<readonly string[]>;
  /** The most a purpose allows. */
  purposeScopes(purpose: string): readonly string[];
  /** Whether a scope is an app's own, so that no taxpayer has to agree. */
  isAppOwn(scope: string): boolean;
}

export interface ExplainingOptions {
  schema: GraphQLSchema;
  documents: Documents;
  limits: Limits;
  releases?: ReleaseDocuments | undefined;
  facts: AccessFacts;
  clock: Clock;
}

const PUBLIC: readonly string[] = ["public:read"];

/**
 * Says why an operation would be refused, before it is called: by the same documents, releases, limits and filters that
 * operations run by. Of a taxpayer without a consent nothing is said that is not said of one that does not exist.
 */
export function explaining(options: ExplainingOptions): Explaining {
  const { schema, documents, limits, releases } = options;
  return async (request, caller) => {
    const known = documents.lookUp(request.document);
    const nothing = { hash: known.hash, operationName: null, scopes: [] };
    let assessed: ReturnType<typeof assess>;
    try {
      assessed = assess(schema, { ...request, known });
    } catch (error) {
      if (error instanceof Refusal) return { ...nothing, problems: [...error.problems] };
      throw error;
    }
    if ("errors" in assessed) return { ...nothing, problems: assessed.errors.flatMap(problemsOf) };
    const { operation, requested, values } = assessed;
    const beyond = operation.forScopes(PUBLIC).denied;
    const problems = [
      ...(await approval(releases, caller, request.document)),
      ...(beyond.length > 0 && caller.appId === undefined ? [refuse.UNAUTHENTICATED] : []),
      ...(caller.appId === undefined
        ? []
        : await grounds(options, { ...request, values }, caller, operation, beyond)),
      ...budget(limits, caller, requested),
    ];
    return {
      hash: known.hash,
      operationName: operation.name ?? null,
      scopes: scopesOf(beyond),
      problems: distinct(problems),
    };
  };
}

/** What the app's release says. */
async function approval(
  releases: ReleaseDocuments | undefined,
  caller: Caller,
  document: string,
): Promise<readonly Problem[]> {
  if (!releases?.binds(caller)) return [];
  const { errors } = await releases.find(caller, { query: document });
  return errors.flatMap(problemsOf);
}

/** What the app's approval, the taxpayer's consent and the person's sign-in say. */
async function grounds(
  { facts, schema, clock }: ExplainingOptions,
  request: ExplanationRequest & Pick<Assessed, "values">,
  caller: Caller,
  operation: KnownOperation,
  beyond: readonly DeniedField[],
): Promise<Problem[]> {
  if (beyond.length === 0) return [];
  const own = caller.kind === "OFFICER" || caller.purpose === ownUse();
  if (own)
    return [...operation.forScopes(caller.scopes, caller.fields).denied.map(deniedProblem), ...stepUp()];
  const appId = caller.appId as string;
  const approved = new Set([...PUBLIC, ...(await facts.approvedScopes(appId))]);
  const unapproved = beyond.filter(({ scopes }) => !anyHeld(scopes, approved));
  const problems: Problem[] = unapproved.map(({ coordinate, scopes }) => ({
    ...refuse.SCOPE_NOT_APPROVED,
    details: { field: coordinate, scopes },
  }));
  const ofTaxpayers = beyond.filter(({ scopes = [] }) => !scopes.some((all) => all.every(facts.isAppOwn)));
  if (ofTaxpayers.length === 0) return problems;
  const taxpayerId = request.taxpayerId ?? caller.taxpayerId;
  const consent = taxpayerId === undefined ? undefined : await facts.consentOf(appId, taxpayerId);
  const standing = consent
    ? STANDING[ended(consent, clock) ? "EXPIRED" : consent.status]
    : refuse.CONSENT_REQUIRED;
  if (!consent || standing) return [...problems, standing ?? refuse.CONSENT_REQUIRED];
  const held = [...PUBLIC, ...consent.scopes];
  const most = new Set([...PUBLIC, ...facts.purposeScopes(consent.purpose)]);
  for (const denied of operation.forScopes(held, consent.fields).denied) {
    if (unapproved.some(({ coordinate }) => coordinate === denied.coordinate)) continue;
    const outside = denied.scopes && !anyHeld(denied.scopes, most);
    problems.push(
      outside
        ? {
            ...purposeMismatch,
            details: { field: denied.coordinate, scopes: denied.scopes, purpose: consent.purpose },
          }
        : deniedProblem(denied),
    );
  }
  problems.push(...singleRecords(schema, ofTaxpayers, consent.purpose));
  problems.push(...otherSide(schema, operation.node, request.values, ofTaxpayers, consent.purpose));
  return [...problems, ...periods(request, consent), ...stepUp()];

  function stepUp(): Problem[] {
    const problem = demandsStepUp(schema, operation.node) && steppedUp(caller, clock.now());
    return problem ? [problem] : [];
  }
}

/** The types that hold sums by month, all that is left of a scope whose part is MONTHS. */
const SUMS: readonly string[] = ["InvoiceMonth"];

/** Fields of single records, for a purpose that gets sums by month alone. */
function singleRecords(schema: GraphQLSchema, asked: readonly DeniedField[], purpose: string): Problem[] {
  return asked.flatMap(({ coordinate, scopes }) => {
    const summed = scopes?.some((all) => all.some((scope) => partOf(purpose, scope) === "MONTHS"));
    const [typeName = "", fieldName = ""] = coordinate.split(".");
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    const tellsSums = SUMS.includes(typeName) || (field && SUMS.includes(getNamedType(field.type).name));
    return summed && !tellsSums
      ? [{ ...purposeMismatch, details: { field: coordinate, scopes, purpose } }]
      : [];
  });
}

const STANDING: Readonly<Record<ConsentStanding["status"], Problem | undefined>> = {
  ACTIVE: undefined,
  REQUESTED: refuse.CONSENT_PENDING,
  AWAITING_APPROVAL: refuse.CONSENT_PENDING,
  SUSPENDED: refuse.CONSENT_SUSPENDED,
  EXPIRED: refuse.CONSENT_EXPIRED,
  REVOKED: refuse.CONSENT_REVOKED,
  REFUSED: refuse.CONSENT_REQUIRED,
  LAPSED: refuse.CONSENT_REQUIRED,
};

const ended = ({ status, expiresAt }: ConsentStanding, clock: Clock) =>
  status === "ACTIVE" && expiresAt <= clock.now();

function periods({ periodFrom, periodTo }: ExplanationRequest, consent: ConsentStanding): Problem[] {
  const { periodFrom: from, periodTo: to } = consent;
  const early = periodFrom !== undefined && from !== null && periodFrom < from;
  const late = periodTo !== undefined && to !== null && periodTo > to;
  return early || late
    ? [{ ...refuse.CONSENT_PERIOD_EXCEEDED, details: { periodFrom: from, periodTo: to } }]
    : [];
}

function budget(limits: Limits, caller: Caller, requested: number): Problem[] {
  const max = limits.perOperation(caller);
  if (requested > max)
    return [{ ...refuse.QUERY_TOO_COMPLEX, details: { limit: "cost", found: requested, max } }];
  const { available, restoreRate } = limits.standing(caller);
  if (requested <= available) return [];
  return [
    {
      ...refuse.RATE_LIMITED,
      retryAfterSeconds: Math.max(1, Math.ceil((requested - available) / restoreRate)),
    },
  ];
}

/** Whether a field at the top of the operation demands a fresh sign-in at level L3. */
function demandsStepUp(schema: GraphQLSchema, { operation, selectionSet }: OperationDefinitionNode): boolean {
  const fields = schema.getRootType(operation)?.getFields() ?? {};
  return selectionSet.selections.some(
    (selection) =>
      selection.kind === Kind.FIELD &&
      fields[selection.name.value]?.astNode?.directives?.some(({ name }) => name.value === "stepUp"),
  );
}

const anyHeld = (alternatives: DeniedField["scopes"], held: ReadonlySet<string>): boolean =>
  !alternatives || alternatives.some((all) => all.every((scope) => held.has(scope)));

/** The scopes of the first alternative of each field. */
const scopesOf = (denied: readonly DeniedField[]): string[] =>
  [...new Set(denied.flatMap(({ scopes }) => scopes?.[0] ?? []))]
    .filter((scope) => !PUBLIC.includes(scope))
    .sort();

const problemsOf = ({ originalError }: { originalError?: unknown }): readonly Problem[] =>
  originalError instanceof Refusal ? originalError.problems : [refuse.INTERNAL];

/** Each reason once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify([problem.code, problem.details]), problem])).values(),
];
