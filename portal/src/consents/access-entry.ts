import { translate } from "@docusaurus/Translate";
import type { FieldWords } from "./field-words.ts";

/** One line of the ledger, as the documents in `ledger.documents.ts` ask for it. */
export interface AccessEntry {
  id: string;
  at: string;
  kind: string;
  operation: string | null;
  operationName: string | null;
  appId: string | null;
  appName: string | null;
  appNameEn: string | null;
  consentId: string | null;
  purpose: string | null;
  actorKind: string;
  actorText: string;
  actorTextEn: string;
  /** What was done, as a stable code; null for reads. */
  event: string | null;
  fields: string[];
  outcome: string;
  requestId: string;
  sealed: boolean;
}

/** What was done, in words: the operations it ran; else what the platform or the app calls it. */
export function operationWords(entry: AccessEntry, words: FieldWords | undefined): string {
  const operations = entry.operation?.split(/[\s,]+/).filter(Boolean) ?? [];
  const known = operations.map(
    (name) =>
      ["Query", "Mutation", "Subscription"].map((root) => words?.[`${root}.${name}`]).find(Boolean) ?? name,
  );
  if (known.length > 0) return known.join(translate({ id: "words.and", message: "、" }));
  return entry.event ?? entry.operationName ?? kindName(entry.kind);
}

export const kindName = (kind: string): string =>
  ({
    READ: translate({ id: "access.read", message: "读取" }),
    WRITE: translate({ id: "access.write", message: "办理" }),
    SIGN_IN: translate({ id: "access.signIn", message: "登录" }),
    ADMIN: translate({ id: "access.admin", message: "管理" }),
  })[kind] ?? kind;

/** True when the access gave data or did something. */
export const succeeded = (outcome: string): boolean =>
  /^(DONE|REPLAYED|SUBSCRIBED|ENDED|PARTIAL)\b/.test(outcome);

/** The outcome in words; codes of a refusal follow it as they are, for their page explains them. */
export function outcomeName(outcome: string): string {
  if (!succeeded(outcome)) return translate({ id: "access.refused", message: "被拒绝" });
  return outcome.startsWith("PARTIAL")
    ? translate({ id: "access.partial", message: "部分完成" })
    : translate({ id: "access.done", message: "已完成" });
}

/** The codes that say why all or a part of it was refused. */
export const refusalCodes = (outcome: string): string[] =>
  outcome
    .split(/[^A-Z_0-9]+/)
    .filter((code) => code !== "" && !/^(DONE|REPLAYED|SUBSCRIBED|ENDED|PARTIAL)$/.test(code));
