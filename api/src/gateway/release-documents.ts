import { normalise } from "@open-tax/sdk/manifest";
import { type DocumentNode, GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import type { Clock } from "../platform/clock.ts";
import { isDatabaseAway } from "../platform/outage.ts";
import type { Problem } from "../platform/refusal.ts";
import { DOCUMENT_LIMITS } from "./document-limits.ts";
import { type Documents, type KnownDocument, sha256 } from "./documents.ts";
import { documentHash, isRecord } from "./graph-request.ts";
import { type ReleaseSource, ReleaseStates } from "./release-states.ts";
import { refusalError } from "./request-errors.ts";

/** What a request says of the document it wants. */
export type Wanted = Record<string, unknown>;

/** One release ready to run: every document of it parsed, validated and costed, by its hash. */
interface Approved {
  appId: string;
  documents: ReadonlyMap<string, KnownDocument>;
  /** Other ways to write its documents, and texts that are none of them, by the sha256 of the text as sent. */
  spellings: LRUCache<string, Spelling>;
}

interface Spelling {
  /** Of the text as printed; null where it cannot be read. */
  hash: string | null;
  known: KnownDocument | undefined;
}

const KEPT_RELEASES = 500;
const KEPT_SPELLINGS = 1000;
/** How long a superseded release goes on running, for the tokens that carry it. */
const GRACE_MS = 600_000;

/**
 * What an app's token may run in production: the documents of the release it names, by their hash or written out, and
 * nothing else. What is refused comes back as a document with the reason among its errors, so that both doors, the
 * limits and the log treat it as they treat any document that may not run.
 */
export class ReleaseDocuments {
  readonly #source: ReleaseSource;
  readonly #documents: Documents;
  readonly #clock: Clock;
  readonly #plan: (document: DocumentNode, operationName: string | undefined) => void;
  readonly #states: ReleaseStates;
  readonly #releases: LRUCache<string, Approved>;
  readonly #loading = new Map<string, Promise<Approved | undefined>>();

  /** `plan` is told of every operation when its release is loaded, so that not even its first caller waits for the plan. */
  constructor(
    source: ReleaseSource,
    documents: Documents,
    clock: Clock,
    plan: (document: DocumentNode, operationName: string | undefined) => void = () => undefined,
  ) {
    this.#source = source;
    this.#documents = documents;
    this.#clock = clock;
    this.#plan = plan;
    this.#states = new ReleaseStates(source, clock);
    this.#releases = new LRUCache({ max: KEPT_RELEASES, dispose: (_, id) => this.#states.forget(id) });
  }

  /** Whether a caller runs documents of a release only. Anybody without a token runs any document over public fields. */
  binds({ kind, appId, releaseId }: Caller): boolean {
    // An officer's tool is the authority's own, and each look is accounted for by a case; where it has a release, it keeps to it.
    return kind === "OFFICER" ? releaseId !== undefined : appId !== undefined;
  }

  /** At once where the release is known. */
  find(caller: Caller, wanted: Wanted): KnownDocument | Promise<KnownDocument> {
    const { releaseId } = caller;
    if (releaseId === undefined)
      return refused({ ...refuse.OPERATION_NOT_APPROVED, details: { reason: NO_RELEASE, release: null } });
    const approved = this.#releases.get(releaseId);
    if (approved) return this.#find(approved, releaseId, caller, wanted);
    return this.#load(releaseId).then(
      (loaded) =>
        loaded
          ? this.#find(loaded, releaseId, caller, wanted)
          : refused({
              ...refuse.OPERATION_NOT_APPROVED,
              details: { reason: NO_RELEASE, release: releaseId },
            }),
      (error: unknown) => {
        this.#source.failed(error);
        return refused(isDatabaseAway(error) ? UNKNOWABLE : refuse.INTERNAL);
      },
    );
  }

  /** Calls back when the caller's release is suspended, which ends what it is listening to; answers how to stop. */
  watch({ releaseId }: Caller, ended: (problem: Problem) => void): () => void {
    if (releaseId === undefined) return () => undefined;
    return this.#states.onChange(releaseId, () => {
      const problem = this.#standing(releaseId);
      if (problem?.code === "RELEASE_SUSPENDED") ended(problem);
    });
  }

  close(): void {
    this.#states.close();
  }

  #find(approved: Approved, releaseId: string, { appId }: Caller, wanted: Wanted): KnownDocument {
    const problem = this.#standing(releaseId);
    if (problem) return refused(problem);
    const named = documentHash(wanted);
    const { query } = wanted;
    const written = typeof query === "string" && query !== "" ? spellingOf(approved, query) : undefined;
    const known = written ? agreeing(written, query as string, named) : approved.documents.get(named ?? "");
    if (known && appId === approved.appId) return known;
    const hash = named ?? written?.hash ?? null;
    return refused({ ...refuse.OPERATION_NOT_APPROVED, details: { release: releaseId, hash } });
  }

  /** Suspended at once; superseded after a while; nothing is run while the status cannot be known. */
  #standing(releaseId: string): Problem | undefined {
    const state = this.#states.of(releaseId);
    if (!state) return UNKNOWABLE;
    const details = { release: releaseId };
    switch (state.status) {
      case "PUBLISHED":
      case "PILOT":
        return undefined;
      case "SUPERSEDED":
      case "ROLLED_BACK":
        return this.#clock.now().getTime() - (state.supersededAt?.getTime() ?? 0) < GRACE_MS
          ? undefined
          : { ...refuse.RELEASE_SUPERSEDED, details };
      case "SUSPENDED":
        return { ...refuse.RELEASE_SUSPENDED, details };
      default:
        return { ...refuse.OPERATION_NOT_APPROVED, details: { reason: NO_RELEASE, ...details } };
    }
  }

  #load(releaseId: string): Promise<Approved | undefined> {
    let loading = this.#loading.get(releaseId);
    if (!loading) {
      loading = this.#prepare(releaseId).finally(() => this.#loading.delete(releaseId));
      this.#loading.set(releaseId, loading);
    }
    return loading;
  }

  async #prepare(releaseId: string): Promise<Approved | undefined> {
    const release = await this.#source.load(releaseId);
    if (!release) return undefined;
    const documents = new Map(
      release.documents.map(({ hash, text }) => [hash, this.#documents.lookUp(text)] as const),
    );
    for (const { document } of documents.values()) {
      for (const node of document?.definitions ?? [])
        if (document && node.kind === "OperationDefinition") this.#plan(document, node.name?.value);
    }
    const spellings = new LRUCache<string, Spelling>({ max: KEPT_SPELLINGS });
    const approved: Approved = { appId: release.appId, documents, spellings };
    this.#releases.set(releaseId, approved);
    this.#states.learn(release);
    return approved;
  }
}

const NO_RELEASE = "the token names no published release: publish one, then refresh the token";
const UNKNOWABLE: Problem = { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 };

/** A text is a document of the release when it is printed alike; each way of writing it is printed once. */
function spellingOf({ documents, spellings }: Approved, query: string): Spelling {
  const sha = sha256(query);
  let spelling = spellings.get(sha);
  if (!spelling) {
    const hash = documents.has(sha) ? sha : printedHash(query);
    spelling = { hash, known: hash === null ? undefined : documents.get(hash) };
    spellings.set(sha, spelling);
  }
  return spelling;
}

/** The document, unless a hash came along with its text that is neither of the text nor of the document. */
const agreeing = ({ known, hash }: Spelling, query: string, named: string | undefined) =>
  named === undefined || named === hash || named === sha256(query) ? known : undefined;

function printedHash(query: string): string | null {
  try {
    return sha256(normalise(query, DOCUMENT_LIMITS.tokens));
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) return null;
    throw error;
  }
}

/** A document that may not run, and why. */
export const refused = (problem: Problem): KnownDocument => ({
  hash: "",
  text: "",
  errors: [refusalError(problem)],
  operation: () => undefined,
});

/** What a request says of its document, by POST or by GET. */
export function wantedOf(method: string, body: unknown, search: string): Wanted {
  if (method !== "GET") return isRecord(body) ? body : {};
  const parameters = new URLSearchParams(search);
  const { extensions, ...rest } = Object.fromEntries(parameters);
  return { ...rest, ...(extensions ? { extensions: parsed(extensions) } : {}) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
