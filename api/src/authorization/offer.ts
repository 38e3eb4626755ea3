import { createHash } from "node:crypto";
import {
  type Catalogue,
  grantable,
  longest,
  mayUse,
  type PersonRole,
  type PurposeFact,
  purposeOf,
  roleMayConsent,
  roleMayRequest,
  type Terms,
  whyNot,
  whyNotForAge,
} from "../consents/facts.ts";
import { dayOf } from "../platform/clock.ts";
import { type Problem, problems } from "../platform/refusal.ts";
import type { ClientFact } from "./clients.ts";
import type { Language } from "./language.ts";
import type { ActingFor, PublishedRelease, SignInPerson } from "./settings.ts";
import { type TaxData, taxScopes } from "./tax-data.ts";

export const refuse = problems({
  CONSENT_SUBJECT_REQUIRED: { zh: "请选择为谁授权", en: "Choose for whom you consent.", actor: "TAXPAYER" },
  CONSENT_REQUIRED_ITEM: {
    zh: "应用缺少这一项便无法工作；不想给出，请选择“拒绝”",
    en: "The app cannot work without this item; if you do not want to give it, decline.",
    actor: "TAXPAYER",
  },
});

export interface Subject extends ActingFor {
  /** The person may only ask: another has to approve within 72 hours. */
  asks?: true;
  /** Why the person cannot consent for it. */
  problem?: Problem;
}

export interface Item {
  scope: string;
  terms: Terms;
  required: boolean;
  /** Nobody the person acts for can give it; why. */
  problem?: Problem;
  /** It can be given after a passkey was used. */
  needsPasskey?: true;
  /** What the published release reads and runs with it, where there is one. */
  reads: PublishedRelease["sheet"]["fields"];
  runs: PublishedRelease["sheet"]["operations"];
}

/** Everything a consent page shows: computed from the request and our own tables, nothing written by the app's vendor. */
export interface Offer {
  client: ClientFact;
  person: SignInPerson;
  acr: string;
  /** Absent on the platform's own tools. */
  purpose: PurposeFact | undefined;
  subjects: Subject[];
  items: Item[];
  periodFrom: string | null;
  periodTo: string | null;
  /** The durations on offer, in months, and the one chosen at first. */
  months: number[];
  suggested: number;
  /** Every confidential or sensitive thing that this app does not ask for. */
  unseen: Terms[];
  /** What the app runs in earnest; absent where the page goes by scopes alone. */
  release?: PublishedRelease;
}

export interface Asked {
  client: ClientFact;
  person: SignInPerson;
  acr: string;
  params: Record<string, unknown>;
  details: TaxData | undefined;
  actsFor: ActingFor[];
  catalogue: Catalogue;
  release?: PublishedRelease | undefined;
}

const DURATIONS = [1, 3, 6, 12, 24];
const USUAL = 6;
const OWN_USE_MONTHS = 1;

/** In whose place an approver stands, as far as a request can foresee it. */
const inRole = ({ role, asks }: Subject): PersonRole => (asks ? "LEGAL_REP" : role);

/** What is asked ∩ what the published release was approved for ∩ what can be given at all. */
function askable({ params, catalogue, release }: Asked): string[] {
  const approved = release && new Set(release.sheet.scopes.map(({ scope }) => scope));
  return taxScopes(params.scope).filter(
    (scope) => catalogue[scope] && grantable(scope) && (approved?.has(scope) ?? true),
  );
}

export function offerOf(request: Asked): Offer {
  const { client, person, acr, details, actsFor, catalogue, release } = request;
  const own = client.firstParty;
  const asked = askable(request);
  const subjects = strongest(actsFor)
    .filter(({ taxpayerId }) => !details?.taxpayer || taxpayerId === details.taxpayer)
    .map((subject): Subject => {
      if (own) return subject;
      const tooYoung = whyNotForAge(subject.role, subject.turns14On, dayOf(new Date()));
      if (tooYoung) return { ...subject, problem: tooYoung };
      if (roleMayConsent(subject.role)) return subject;
      if (roleMayRequest(subject.role)) return { ...subject, asks: true };
      const problem = whyNot({ zh: "", en: "", class: "C0" }, subject.role, acr);
      return problem ? { ...subject, problem } : subject;
    });
  const able = subjects.filter(({ problem }) => !problem);
  const items = asked.map((scope): Item => {
    const terms = catalogue[scope]!;
    const level = (subject: Subject) => (subject.asks ? "L3" : acr);
    const reasons = own ? [] : able.map((subject) => whyNot(terms, inRole(subject), level(subject)));
    const problem = reasons.length > 0 && reasons.every(Boolean) ? reasons[0] : undefined;
    const needsPasskey = reasons.some((reason) => reason?.code === "CONSENT_L3_REQUIRED");
    const uses = <Use extends { scopes: readonly unknown[] }>(things: readonly Use[]) =>
      things.filter(({ scopes }) => scopes.flat().includes(scope));
    return {
      scope,
      terms,
      required: client.requiredScopes.includes(scope),
      reads: uses(release?.sheet.fields ?? []),
      runs: uses(release?.sheet.operations ?? []),
      ...(problem ? { problem } : {}),
      ...(needsPasskey ? { needsPasskey } : {}),
    };
  });
  const open = items.filter(({ problem }) => !problem).map(({ terms }) => terms);
  const needed = items.filter(({ required, problem }) => required && !problem).map(({ terms }) => terms);
  const ceiling = needed.length > 0 ? longest(needed) : Math.max(1, ...open.map((terms) => longest([terms])));
  const months = own ? [OWN_USE_MONTHS] : DURATIONS.filter((count) => count <= ceiling);
  const safe = months.filter((count) => count <= Math.min(USUAL, longest(open)));
  return {
    client,
    person,
    acr,
    purpose: details ? purposeOf(details.purpose) : undefined,
    subjects,
    items,
    periodFrom: details?.periodFrom ?? null,
    periodTo: details?.periodTo ?? null,
    months,
    suggested: safe.at(-1) ?? months[0]!,
    unseen: Object.entries(catalogue)
      .filter(
        ([scope, { class: level }]) =>
          (level === "C3" || level === "C4") && !asked.includes(scope) && grantable(scope),
      )
      .map(([, terms]) => terms)
      .sort((a, b) => (a.class < b.class ? 1 : a.class > b.class ? -1 : 0)),
    ...(release ? { release } : {}),
  };
}

const STRENGTH: readonly ActingFor["role"][] = [
  "LEGAL_REP",
  "FIN_OFFICER",
  "SELF",
  "GUARDIAN",
  "TAX_HANDLER",
  "INVOICER",
  "AGENT",
];

/** One entry for each taxpayer, in the role that may do most. */
function strongest(actsFor: readonly ActingFor[]): ActingFor[] {
  const best = new Map<string, ActingFor>();
  for (const acting of [...actsFor].sort((a, b) => STRENGTH.indexOf(a.role) - STRENGTH.indexOf(b.role)))
    if (!best.has(acting.taxpayerId)) best.set(acting.taxpayerId, acting);
  return [...best.values()];
}

/** What the person sent. */
export interface Choice {
  taxpayerId: string | undefined;
  scopes: string[];
  months: number;
}

/** What the person chose, held against what was on offer: the chosen subject, or every reason why it cannot be. */
export function chosen(
  offer: Offer,
  { taxpayerId, scopes, months }: Choice,
): { subject: Subject; scopes: string[]; months: number } | { problems: Problem[] } {
  const subject = offer.subjects.find((candidate) => candidate.taxpayerId === taxpayerId);
  const found: Problem[] = [];
  if (!subject) found.push(refuse.CONSENT_SUBJECT_REQUIRED);
  else if (subject.problem) found.push(subject.problem);
  const own = offer.client.firstParty;
  for (const { scope, required, problem } of offer.items)
    if (!own && required && problem?.code === "CONSENT_L3_REQUIRED")
      found.push({ ...problem, path: ["scopes", scope] });
    else if (!own && required && !problem && !scopes.includes(scope))
      found.push({ ...refuse.CONSENT_REQUIRED_ITEM, path: ["scopes", scope] });
  if (!subject || found.length > 0) return { problems: found };
  const offered = offer.items.map(({ scope }) => scope);
  const taken = own
    ? offered.filter(
        (scope) =>
          mayUse(scope, subject.role) &&
          offer.items.some((item) => item.scope === scope && (item.terms.acr !== "L3" || offer.acr === "L3")),
      )
    : offered.filter((scope) => scopes.includes(scope));
  return { subject, scopes: taken, months: offer.months.includes(months) ? months : offer.suggested };
}

/** The version of the page's wording; raise it with every change of a sentence. */
export const TEXT_VERSION = "2026-11-4";

/** The page as plain text, in the language shown: its hash is stored with the consent as the evidence of what was read. */
export function textOf(offer: Offer, language: Language): { version: string; sha256: string } {
  const { client, purpose, items, periodFrom, periodTo, months, unseen, subjects, release } = offer;
  const text = JSON.stringify({
    version: TEXT_VERSION,
    language,
    app: [
      client.id,
      language === "zh" ? client.name : client.nameEn,
      language === "zh" ? client.vendor : client.vendorEn,
      client.reviewedAt,
    ],
    purpose: purpose
      ? [purpose.code, purpose[language], language === "zh" ? purpose.retentionZh : purpose.retentionEn]
      : null,
    subjects: subjects.map(({ taxpayerId, taxpayerName, role }) => [taxpayerId, taxpayerName, role]),
    items: items.map(({ scope, terms, required, reads, runs }) => [
      scope,
      terms[language],
      terms.class,
      required,
      reads.map((field) => [field.coordinate, field[language], field.class]),
      runs.map(({ name, kind }) => [name, kind]),
    ]),
    release: release?.id ?? null,
    periods: [periodFrom, periodTo],
    months,
    unseen: unseen.map((terms) => terms[language]),
  });
  return { version: TEXT_VERSION, sha256: createHash("sha256").update(text).digest("hex") };
}
