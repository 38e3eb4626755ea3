import type { MediaType } from "./answer.ts";
import type { Authenticated } from "./authentication.ts";
import type { KnownDocument } from "./documents.ts";

/** A request to the graph after HTTP was dealt with: what both doors take. */
export interface GraphRequest extends Authenticated {
  method: "GET" | "POST";
  /** The query string of a GET, without the question mark. */
  search: string;
  /** The JSON of a POST. */
  body: unknown;
  headers: ReadonlyMap<string, string>;
  requestId: string;
  media: MediaType;
  /** The document that runs whatever the request says of it: of the app's release, or one that says why it may not run. */
  known?: KnownDocument;
}

/** What goes back, whichever door it came through. */
export interface GraphResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `documentId: "sha256:…"` is another spelling of the hash of a registered document. */
export function documentHash(body: Record<string, unknown>): string | undefined {
  const { documentId, extensions } = body;
  if (typeof documentId === "string") return documentId.replace(/^sha256:/, "");
  const persisted = isRecord(extensions) ? extensions.persistedQuery : undefined;
  return isRecord(persisted) && persisted.version === 1 && typeof persisted.sha256Hash === "string"
    ? persisted.sha256Hash
    : undefined;
}
