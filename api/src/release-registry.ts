import { readFileSync, statSync } from "node:fs";
import { manifestOf } from "@open-tax/sdk/manifest";
import { accessSheet } from "@open-tax/sdk/manifest/access-sheet";
import { collect } from "@open-tax/sdk/manifest/collect";
import { sourceFiles } from "@open-tax/sdk/manifest/source-files";
import { quoted } from "@open-tax/sdk/manifest/worst-case";
import { buildASTSchema, type GraphQLError, type GraphQLSchema, Kind, parse } from "graphql";
import type { Pool } from "pg";
import { type Registered, register } from "./app-square/release.commands.ts";
import { refuse } from "./app-square/release.rules.ts";
import { clientMetadata } from "./authorization/clients.ts";
import { Documents } from "./gateway/documents.ts";
import { createLimits } from "./gateway/limits.ts";
import { systemClock } from "./platform/clock.ts";
import { englishDescriptions } from "./platform/model.ts";
import { at, check, type Problem, Refusal } from "./platform/refusal.ts";

/** A document on its way into a release, and where it was found. */
export interface SourceDocument {
  text: string;
  path?: string;
  /** Of the file's first line of it, counted from 1. */
  line?: number;
}

/** What is asked for when a release is registered. */
export interface Submission {
  appId: string;
  version: string;
  documents: readonly SourceDocument[];
  /** Publish it at once. */
  publish?: boolean;
}

/**
 * Registers releases: for the command, the samples and the portal alike. It studies every document just as the gateway
 * will, computes the access sheet, and holds it against what the app is registered for.
 */
export class ReleaseRegistry {
  readonly #pool: Pool;
  readonly #schema: GraphQLSchema;
  readonly #scopes: ReadonlySet<string>;

  /** `publicSdl` is what clients see; `scopes` are the scopes there are. */
  constructor(pool: Pool, publicSdl: string, scopes: readonly string[]) {
    this.#pool = pool;
    this.#schema = buildASTSchema(parse(publicSdl), { assumeValidSDL: true });
    this.#scopes = new Set(scopes);
  }

  /** Throws a Refusal with everything that is wrong: RELEASE_* and SCOPE_NOT_APPROVED. */
  async register({ appId, version, documents, publish = false }: Submission): Promise<Registered> {
    const client = await clientMetadata(this.#pool, appId, this.#scopes);
    check(!client && at(refuse.RELEASE_APP_UNKNOWN, ["app"], { app: appId }));
    check(...documents.flatMap((document) => this.#faults(document)));
    const sheet = accessSheet(documents, this.#schema, englishDescriptions());
    const scopes = String(client?.scope ?? "").split(" ");
    const manifest = manifestOf(documents);
    return register(this.#pool, { appId, version, documents: manifest.documents, sheet, scopes }, publish);
  }

  /** Why a document could never run. */
  #faults({ text, path, line = 1 }: SourceDocument): Problem[] {
    const documents = new Documents(this.#schema);
    const known = documents.lookUp(text);
    const fault = (details: Record<string, unknown>) =>
      at(refuse.RELEASE_DOCUMENT_INVALID, ["documents"], { ...(path ? { path } : {}), ...details });
    if (known.errors.length > 0)
      return known.errors.map((error) => fault({ line: line + lineOf(error) - 1, reason: reasonOf(error) }));
    const { document } = known;
    const max = createLimits({ clock: systemClock }).perOperation({ kind: "APP", appId: "any", scopes: [] });
    return (document?.definitions ?? []).flatMap((node) => {
      if (!document || node.kind !== Kind.OPERATION_DEFINITION) return [];
      const smallest = Object.fromEntries(
        (node.variableDefinitions ?? []).map(({ variable }) => [variable.name.value, 0]),
      );
      const cost = quoted(this.#schema, document, node, smallest);
      return cost > max ? [fault({ line, operation: node.name?.value ?? "", cost, max })] : [];
    });
  }
}

const lineOf = ({ locations }: GraphQLError): number => locations?.[0]?.line ?? 1;

const reasonOf = ({ originalError, message }: GraphQLError): string =>
  originalError instanceof Refusal
    ? originalError.problems.map(({ messageEn }) => messageEn).join("; ")
    : message;

/**
 * The documents of an app: of its folder of sources, collected, or of a manifest file. Throws a Refusal with every place in
 * the sources where a document cannot be read.
 */
export function documentsAt(place: string): SourceDocument[] {
  if (!statSync(place).isDirectory()) {
    const { documents = [] } = JSON.parse(readFileSync(place, "utf8")) as { documents?: SourceDocument[] };
    return documents.map(({ text }) => ({ text: String(text) }));
  }
  const { documents, problems } = collect(sourceFiles(place));
  check(
    ...problems.map(({ path, line, message }) =>
      at(refuse.RELEASE_DOCUMENT_INVALID, ["documents"], { path, line, reason: message }),
    ),
  );
  return documents;
}
