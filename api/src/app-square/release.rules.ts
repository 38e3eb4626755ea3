import type { AccessSheet } from "@open-tax/sdk/manifest/access-sheet";
import { refuse as access } from "../platform/access.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";
import { ReleaseStatus } from "./release.ts";
import { LARGEST_SHEET } from "./sheet.ts";

export const refuse = problems({
  RELEASE_VERSION_FORMAT: {
    zh: "版本号须为三段数字，例如 1.2.0",
    en: "A version is three numbers, as 1.2.0.",
    actor: "APP",
  },
  RELEASE_VERSION_NOT_NEWER: {
    zh: "版本号须高于应用已登记的最高版本",
    en: "The version must be higher than every one registered for the app.",
    actor: "APP",
  },
  RELEASE_WITHOUT_DOCUMENTS: {
    zh: "没有可登记的查询文档",
    en: "There is no document to register.",
    actor: "APP",
  },
  RELEASE_TOO_LARGE: {
    zh: "一个版本的操作、字段或授权范围过多",
    en: "A release holds too many operations, fields or scopes.",
    actor: "APP",
  },
  RELEASE_DOCUMENT_INVALID: {
    zh: "查询文档与模式不符，或超过限制",
    en: "A document does not fit the schema, or is over a limit.",
    actor: "APP",
  },
  RELEASE_APP_UNKNOWN: {
    zh: "没有登记过这个应用，或应用已停用",
    en: "There is no such app, or it is not active.",
    actor: "APP",
  },
  RELEASE_NOT_FOUND: { zh: "没有这个版本", en: "There is no such release.", actor: "APP" },
  RELEASE_STATE: {
    zh: "版本在当前状态下不能这样处理",
    en: "This cannot be done to a release in its status.",
    actor: "PLATFORM",
  },
  RELEASE_NONE_BEFORE: {
    zh: "没有可以回退到的版本",
    en: "There is no release to roll back to.",
    actor: "PLATFORM",
  },
});

/** What is done to a release by hand. Being superseded or rolled back follows from what is done to another, or to the app. */
export type Step = "publish" | "suspend";

const FROM: Record<Step, readonly ReleaseStatus[]> = {
  publish: [ReleaseStatus.REGISTERED, ReleaseStatus.PILOT, ReleaseStatus.SUSPENDED],
  suspend: Object.values(ReleaseStatus).filter((status) => status !== ReleaseStatus.SUSPENDED),
};

/** Nothing when the step leads on from this status. */
export const mayStep = (step: Step, status: ReleaseStatus): Problem | undefined =>
  FROM[step].includes(status) ? undefined : at(refuse.RELEASE_STATE, ["id"], { status, step });

const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;
const partsOf = (version: string) => VERSION.exec(version)?.slice(1).map(Number);

/** Nothing when the version is well formed and higher than all others. */
export function versionIsNewer(version: string, others: readonly string[]): Problem | undefined {
  if (!partsOf(version)) return at(refuse.RELEASE_VERSION_FORMAT, ["version"], { version });
  const highest = others.toSorted(compareVersions).at(-1);
  return highest !== undefined && compareVersions(version, highest) <= 0
    ? at(refuse.RELEASE_VERSION_NOT_NEWER, ["version"], { version, highest })
    : undefined;
}

export function compareVersions(a: string, b: string): number {
  const [left = [], right = []] = [partsOf(a), partsOf(b)];
  return [0, 1, 2].map((index) => (left[index] ?? 0) - (right[index] ?? 0)).find(Boolean) ?? 0;
}

/** The version after this one. */
export function nextVersion(version: string): string {
  const [major = 0, minor = 0, patch = 0] = partsOf(version) ?? [];
  return `${major}.${minor}.${patch + 1}`;
}

/** One problem for each thing of which a release holds too much. */
export const sheetFits = (sheet: AccessSheet): Problem[] =>
  (["operations", "fields", "scopes"] as const)
    .filter((part) => sheet[part].length > LARGEST_SHEET[part])
    .map((part) =>
      at(refuse.RELEASE_TOO_LARGE, ["documents"], {
        limit: part,
        found: sheet[part].length,
        max: LARGEST_SHEET[part],
      }),
    );

/** One problem for each field that no alternative of the app's registered scopes suffices for. */
export const scopesApproved = (sheet: AccessSheet, registered: readonly string[]): Problem[] =>
  sheet.fields
    .filter(
      ({ scopes }) =>
        scopes.length > 0 && !scopes.some((all) => all.every((scope) => registered.includes(scope))),
    )
    .map(({ coordinate, scopes, operations }) =>
      at(access.SCOPE_NOT_APPROVED, ["documents"], { field: coordinate, scopes, operations }),
    );
