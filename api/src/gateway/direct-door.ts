import { render, statusOf } from "./answer.ts";
import { type Documents, type KnownDocument, sha256 } from "./documents.ts";
import { documentHash, type GraphRequest, type GraphResponse, isRecord } from "./graph-request.ts";
import type { OperationRequest, Pipeline } from "./pipeline.ts";

/**
 * The short way for a POST whose document is known: seen and studied before, or registered under the hash it names.
 * It only finds the document; whatever is unusual about a request goes the long way, and everything else that happens
 * to an operation happens in the pipeline.
 */
export function createDirectDoor(
  documents: Documents,
  pipeline: Pipeline,
): (request: GraphRequest) => Promise<GraphResponse> | undefined {
  return (request) => {
    const refused = request.known && request.known.errors.length > 0;
    const operation =
      request.method === "POST" || refused ? operationRequest(documents, request, refused) : undefined;
    if (!operation) return undefined;
    return pipeline.run(operation).then((answer) => ({
      status: statusOf(answer, request.media),
      headers: answer.headers ?? {},
      body: render(answer),
    }));
  };
}

function operationRequest(
  documents: Documents,
  { body, caller, ip, requestId, spendProof, known: approved }: GraphRequest,
  refused = false,
): OperationRequest | undefined {
  if (approved && refused) return { caller, ip, known: approved, requestId };
  if (!isRecord(body)) return undefined;
  const { variables, operationName, extensions } = body;
  if (!isAbsent(variables) && !isRecord(variables)) return undefined;
  if (!isAbsent(operationName) && typeof operationName !== "string") return undefined;
  if (!isAbsent(extensions) && !isRecord(extensions)) return undefined;
  const known = approved ?? knownDocument(documents, body);
  if (!known) return undefined;
  return {
    caller,
    known,
    requestId,
    ip,
    spendProof,
    operationName: (operationName as string | null) || undefined,
    variables: (variables as Record<string, unknown> | null) ?? undefined,
  };
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** A text is known by its hash; a hash that comes with its text is checked on the long way. */
function knownDocument(documents: Documents, body: Record<string, unknown>): KnownDocument | undefined {
  const named = documentHash(body);
  if (isAbsent(body.query)) return named === undefined ? undefined : documents.registered(named);
  return typeof body.query === "string" && named === undefined
    ? documents.seen(sha256(body.query))
    : undefined;
}
