import type { IncomingMessage, ServerResponse } from "node:http";
import { expireConsents, lapseConsents } from "../consents/commands.ts";
import { scopeCatalogue } from "../consents/facts.ts";
import { accountPages } from "./account.ts";
import { deleteExpired } from "./adapter.ts";
import { clientIds } from "./clients.ts";
import { interactions } from "./interaction.ts";
import { proofFault } from "./proof-shape.ts";
import { createProvider } from "./provider.ts";
import { makeSamples } from "./samples.ts";
import { deriveSecrets } from "./secrets.ts";
import { noteSessions } from "./session-store.ts";
import type { AuthorizationOptions } from "./settings.ts";
import { forgetPastSignIns } from "./sign-in-device.ts";
import { openPeople } from "./sign-in-parts.ts";

const CLEANING_MS = 60_000;

/** One environment's authorization server. */
export interface Authorization {
  issuer: string;
  /** Where RFC 8414 puts the metadata of an issuer with a path: `/.well-known/oauth-authorization-server/oauth`. */
  wellKnown: string;
  /** Answers whatever stands under the issuer's path, and `wellKnown`. Mount it before anything reads the body. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Starts the authorization server of an environment: makes the samples, loads every client once, and cleans up each minute. */
export async function createAuthorization(options: AuthorizationOptions): Promise<Authorization> {
  const { environment, log } = options;
  const { writer } = environment.database;
  const catalogue = scopeCatalogue(options.scopes);
  if (options.samples ?? true) await makeSamples(options, catalogue);
  // The library takes its keys when it is made: when they change, another is made, and what is under way goes on in it.
  const make = () => {
    const secrets = deriveSecrets(environment.keys);
    const provider = createProvider(options, catalogue, secrets);
    const parts = openPeople(options, provider, secrets);
    provider.use(noteSessions(parts.sessions, parts.devices.originOf));
    const pages = interactions(options, provider, catalogue, secrets, parts);
    const account = accountPages(options, secrets, parts);
    return { provider, library: provider.callback(), pages, account };
  };
  let made = make();
  const stopListening = environment.keys.onChange(() => {
    made = make();
  });
  for (const id of await clientIds(writer))
    if (!(await made.provider.Client.find(id))) throw new Error(`the client ${id} cannot be loaded`);

  // Addresses are told as the issuer has them, never as a caller's Host header or a proxy in front has them.
  const { pathname: base, host: issuerHost, protocol } = new URL(environment.issuer);
  const secure = protocol === "https:";
  const wellKnown = `/.well-known/oauth-authorization-server${base}`;

  async function answer(
    request: IncomingMessage & { originalUrl?: string },
    response: ServerResponse,
  ): Promise<void> {
    const original = request.originalUrl ?? request.url ?? "/";
    const path = original.startsWith(wellKnown)
      ? "/.well-known/oauth-authorization-server"
      : original.slice(base.length) || "/";
    request.originalUrl = original.startsWith(wellKnown) ? `${base}${path}` : original;
    request.url = path;
    request.headers.host = issuerHost;
    delete request.headers["x-forwarded-host"];
    if (secure) request.headers["x-forwarded-proto"] = "https";
    const fault = typeof request.headers.dpop === "string" ? proofFault(request.headers.dpop) : undefined;
    if (fault) return refuseProof(response, fault);
    const { pages, account, library } = made;
    const url = new URL(path, environment.issuer);
    if ((await pages(request, response, url)) || (await account(request, response, url))) return;
    await library(request, response);
  }

  const clean = async () => {
    try {
      const client = await writer.connect();
      try {
        await client.query("begin");
        await expireConsents(client, new Date());
        await lapseConsents(client, new Date());
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
      await deleteExpired(writer);
      await forgetPastSignIns(writer);
    } catch (error) {
      log.warn({ error }, "cleaning up after the authorization server failed; it is tried again in a minute");
    }
  };
  const timer = setInterval(() => void clean(), CLEANING_MS).unref();

  return {
    issuer: environment.issuer,
    wellKnown,
    handle(request, response) {
      answer(request, response).catch((error) => {
        log.error({ error, path: request.url }, "the authorization server failed");
        if (!response.headersSent)
          response.writeHead(503, {
            "content-type": "application/json",
            "retry-after": "2",
            "cache-control": "no-store",
          });
        response.end('{"error":"temporarily_unavailable"}');
      });
    },
    async close() {
      clearInterval(timer);
      stopListening();
    },
  };
}

function refuseProof(response: ServerResponse, description: string): void {
  response.writeHead(400, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
  });
  response.end(JSON.stringify({ error: "invalid_dpop_proof", error_description: description }));
}
